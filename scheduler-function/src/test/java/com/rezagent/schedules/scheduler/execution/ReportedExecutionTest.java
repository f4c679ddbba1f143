package com.rezagent.schedules.scheduler.execution;

import static com.rezagent.schedules.scheduler.SchedulerFixture.ID;
import static com.rezagent.schedules.scheduler.SchedulerFixture.LEASE;
import static com.rezagent.schedules.scheduler.SchedulerFixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.ScheduleCommand;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionEvent;
import com.rezagent.schedules.execution.ExecutionId;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.execution.FailedBy;
import com.rezagent.schedules.execution.QueueEntry;
import com.rezagent.schedules.execution.Report;
import com.rezagent.schedules.execution.ShownOutcome;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.schedule.State;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.scheduler.SchedulerFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Executions whose consumer reports, from their firing by sweeps to their end. */
class ReportedExecutionTest {
    private static final Instant FIRST = NOW.plus(Duration.ofHours(1));
    private static final String RETRIES =
            "{\"expect_report\":true,\"retry\":{\"maximum_attempts\":4,\"jitter\":0,\"first_delay_seconds\":60}}";
    private static final String ALONE = "{\"expect_report\":true,\"overlap\":\"skip\"}";
    private static final String PAUSING = "{\"expect_report\":true,\"pause_after_failures\":3}";

    private final SchedulerFixture function = new SchedulerFixture();

    // --- attempts ---

    @Test
    void an_execution_that_fails_twice_is_published_again_each_time_until_it_succeeds() {
        fired(FIRST, RETRIES);
        assertThat(function.execution(FIRST).shownOutcome()).isEqualTo(ShownOutcome.WAITING);
        report(FIRST, Report.Progress.FAILED);
        assertThat(function.execution(FIRST).due()).contains(FIRST.plusSeconds(60));

        sweepAt(FIRST.plusSeconds(59));
        assertThat(envelopes()).hasSize(1);
        sweepAt(FIRST.plusSeconds(60));
        assertThat(envelopes()).hasSize(2);
        report(FIRST, Report.Progress.FAILED);
        sweepAt(FIRST.plusSeconds(180));
        report(FIRST, Report.Progress.SUCCEEDED);
        sweepAt(FIRST.plus(Duration.ofDays(2)));

        Execution ended = function.execution(FIRST);
        assertThat(ended.shownOutcome()).isEqualTo(ShownOutcome.SUCCEEDED);
        assertThat(ended.outcome()).isEqualTo(ExecutionOutcome.PUBLISHED);
        assertThat(ended.attemptHistory()).hasSize(3);
        assertThat(ended.queue()).isEmpty();
        List<JsonNode> envelopes = envelopes();
        assertThat(envelopes).extracting(it -> it.path("id").asText()).doesNotHaveDuplicates();
        assertThat(envelopes).extracting(it -> it.path("attempt").asInt()).containsExactly(1, 2, 3);
        assertThat(envelopes).extracting(it -> it.path("retry_count").asInt()).containsExactly(0, 1, 2);
        assertThat(envelopes)
                .extracting(it -> it.path("execution_id").asText())
                .containsOnly(ended.key().executionId());
        assertThat(envelopes.get(2).path("report_by").asText())
                .isEqualTo(FIRST.plusSeconds(180 + 900).toString());
        assertThat(function.counters().executionCount()).isEqualTo(1);
        assertThat(function.notices()).isEmpty();
        assertThat(function.publisher.messages(function.stage.webActions()))
                .extracting(it -> it.attributes().get("group"))
                .containsOnly("default");
    }

    @Test
    void an_execution_that_is_never_reported_times_out_and_the_notice_says_that_none_ever_arrived() {
        fired(FIRST, "{\"expect_report\":true}");

        sweepAt(FIRST.plusSeconds(899));
        assertThat(function.execution(FIRST).shownOutcome()).isEqualTo(ShownOutcome.WAITING);
        sweepAt(FIRST.plusSeconds(900));

        Execution ended = function.execution(FIRST);
        assertThat(ended.shownOutcome()).isEqualTo(ShownOutcome.TIMED_OUT);
        assertThat(ended.reason()).contains("no report of this schedule has ever arrived");
        assertThat(ended.queue()).map(QueueEntry::queue).contains(QueueEntry.attentionQueue(QueueEntry.shard(ID)));
        assertThat(notices().get(0).path("message").asText()).contains("ever arrived");
        assertThat(notices().get(0).path("outcome").asText()).isEqualTo("timed_out");
    }

    @Test
    void a_late_success_cancels_a_retry_that_is_due() {
        fired(FIRST, RETRIES);
        sweepAt(FIRST.plusSeconds(900));
        assertThat(function.execution(FIRST).shownOutcome()).isEqualTo(ShownOutcome.RETRYING);

        report(FIRST, Report.Progress.SUCCEEDED);
        sweepAt(FIRST.plus(Duration.ofHours(2)));

        assertThat(function.execution(FIRST).shownOutcome()).isEqualTo(ShownOutcome.SUCCEEDED);
        assertThat(envelopes()).hasSize(1);
    }

    @Test
    void a_topic_that_refuses_the_first_attempt_ends_it_and_is_notified() {
        function.created("cron(0 * * * ? *)", RETRIES);
        function.publisher.beforePublish((topic, message) -> {
            if (topic.equals(function.stage.webActions())) {
                throw new RefusedException(ErrorCode.INVALID_TARGET, "The topic refuses the message", "gone");
            }
        });
        function.fire(FIRST);

        Execution ended = function.execution(FIRST);
        assertThat(ended.shownOutcome()).isEqualTo(ShownOutcome.FAILED);
        assertThat(ended.failedBy()).contains(FailedBy.TOPIC);
        assertThat(function.notices()).containsExactly("schedule_execution_failed");
        assertThat(function.history.state(ID).failedSince(Instant.MIN)).hasSize(1);
    }

    @Test
    void a_topic_that_refuses_a_later_attempt_ends_it() {
        fired(FIRST, RETRIES);
        report(FIRST, Report.Progress.FAILED);
        function.publisher.beforePublish((topic, message) -> {
            if (topic.equals(function.stage.webActions())) {
                throw new RefusedException(ErrorCode.INVALID_TARGET, "The topic refuses the message", "gone");
            }
        });

        sweepAt(FIRST.plusSeconds(60));

        assertThat(function.execution(FIRST).shownOutcome()).isEqualTo(ShownOutcome.FAILED);
        assertThat(function.execution(FIRST).failedBy()).contains(FailedBy.TOPIC);
        assertThat(function.execution(FIRST).due()).isEmpty();
    }

    // --- crashes ---

    @Test
    void a_crash_after_the_claim_of_an_attempt_publishes_it_at_the_end_of_the_lease() {
        fired(FIRST, RETRIES);
        report(FIRST, Report.Progress.FAILED);
        failOnce(() -> {
            throw new TransientException(TransientException.Reason.UNAVAILABLE, "down");
        });

        sweepAt(FIRST.plusSeconds(60));
        assertThat(envelopes()).hasSize(1);
        sweepAt(FIRST.plusSeconds(61));
        assertThat(envelopes()).hasSize(1);
        sweepAt(FIRST.plusSeconds(60).plus(LEASE));

        assertThat(envelopes()).extracting(it -> it.path("attempt").asInt()).containsExactly(1, 2);
        assertThat(function.execution(FIRST).shownOutcome()).isEqualTo(ShownOutcome.WAITING);
        assertThat(function.execution(FIRST).attempts()).isEqualTo(3);
    }

    @Test
    void a_crash_after_the_publication_of_an_attempt_repeats_it_with_the_same_message_id() {
        fired(FIRST, RETRIES);
        report(FIRST, Report.Progress.FAILED);
        ExecutionKey key = ExecutionKey.firing(ID, FIRST);
        function.clock.set(FIRST.plusSeconds(60));
        ScheduledExecution seen = function.updates.find(key).orElseThrow();
        function.updates.apply(seen, new ExecutionEvent.Claimed(2, LEASE), function.log);
        String published = key.messageId(2);

        sweepAt(FIRST.plusSeconds(60).plus(LEASE));
        sweepAt(FIRST.plusSeconds(61).plus(LEASE));

        assertThat(envelopes()).extracting(it -> it.path("id").asText()).containsExactly(key.messageId(1), published);
        assertThat(function.execution(FIRST).attempt()).isEqualTo(2);
    }

    @Test
    void a_retry_comes_in_its_minute_although_the_publication_of_the_attempt_before_was_never_recorded() {
        function.created("cron(0 * * * ? *)", RETRIES);
        failOnce(() -> {
            throw new TransientException(TransientException.Reason.UNAVAILABLE, "no response");
        });
        assertThatThrownBy(() -> function.fire(FIRST)).isInstanceOf(TransientException.class);
        report(FIRST, Report.Progress.FAILED);
        assertThat(LEASE).isLessThan(Duration.ofSeconds(60));

        sweepAt(FIRST.plusSeconds(60));

        assertThat(envelopes()).extracting(it -> it.path("attempt").asInt()).containsExactly(2);
        assertThat(function.counters().executionCount()).isEqualTo(1);
    }

    @Test
    void a_failure_of_one_execution_does_not_stop_the_sweep_for_the_others() {
        fired(FIRST, RETRIES);
        function.fire(FIRST.plus(Duration.ofHours(1)));
        report(FIRST, Report.Progress.FAILED);
        report(FIRST.plus(Duration.ofHours(1)), Report.Progress.FAILED);
        failOnce(() -> {
            throw new IllegalStateException("a bug");
        });

        sweepAt(FIRST.plus(Duration.ofHours(2)));

        assertThat(envelopes()).hasSize(3);
        assertThat(function.logged("sweep_deferred")).hasSize(1);
    }

    // --- gates ---

    @Test
    void an_attempt_that_is_due_after_the_schedule_was_deleted_is_cancelled() {
        fired(FIRST, RETRIES);
        report(FIRST, Report.Progress.FAILED);
        function.process(new ScheduleCommand.Delete(function.context(), ID));

        sweepAt(FIRST.plusSeconds(60));

        assertThat(function.execution(FIRST).shownOutcome()).isEqualTo(ShownOutcome.CANCELLED);
        assertThat(function.execution(FIRST).reason()).isEqualTo("The schedule was deleted");
        assertThat(envelopes()).hasSize(1);
    }

    @Test
    void a_pause_holds_an_attempt_until_its_end() {
        fired(FIRST, RETRIES);
        report(FIRST, Report.Progress.FAILED);
        Instant until = FIRST.plus(Duration.ofMinutes(25));
        function.process(new ScheduleCommand.Pause(function.context(), ID, until));

        for (int minute = 1; minute < 25; minute++) {
            sweepAt(FIRST.plus(Duration.ofMinutes(minute)));
        }
        assertThat(envelopes()).hasSize(1);
        assertThat(function.execution(FIRST).due()).contains(until);
        sweepAt(until);

        assertThat(envelopes()).hasSize(2);
    }

    @Test
    void a_pause_of_the_group_holds_an_attempt_too() {
        fired(FIRST, RETRIES);
        report(FIRST, Report.Progress.FAILED);
        function.pauseGroup("default", null, null, "maintenance");

        sweepAt(FIRST.plusSeconds(60));

        assertThat(envelopes()).hasSize(1);
        assertThat(function.execution(FIRST).due()).contains(FIRST.plusSeconds(660));
    }

    @Test
    void a_pause_that_does_not_end_cancels_an_attempt_after_a_day() {
        fired(FIRST, RETRIES);
        report(FIRST, Report.Progress.FAILED);
        function.process(new ScheduleCommand.Pause(function.context(), ID));

        for (int minute = 1; minute < 24 * 60 + 1; minute += 10) {
            sweepAt(FIRST.plus(Duration.ofMinutes(minute)));
            assertThat(function.execution(FIRST).shownOutcome()).isEqualTo(ShownOutcome.RETRYING);
        }
        sweepAt(FIRST.plus(Duration.ofMinutes(24 * 60 + 1)));

        assertThat(function.execution(FIRST).shownOutcome()).isEqualTo(ShownOutcome.CANCELLED);
        assertThat(envelopes()).hasSize(1);
    }

    // --- overlap ---

    @Test
    void a_firing_is_skipped_while_the_previous_execution_has_not_ended() {
        fired(FIRST, ALONE);
        Instant second = FIRST.plus(Duration.ofMinutes(10));
        function.fire(second);

        assertThat(function.execution(second).skipCode()).contains("previous_running");
        assertThat(function.execution(second).reason())
                .isEqualTo("previous_running: the execution of " + FIRST + " has not ended");
        report(FIRST, Report.Progress.SUCCEEDED);
        assertThat(function.history.state(ID).openExecution()).isNull();
        Instant third = FIRST.plus(Duration.ofMinutes(20));
        function.fire(third);

        assertThat(function.execution(third).shownOutcome()).isEqualTo(ShownOutcome.WAITING);
        assertThat(envelopes()).hasSize(2);
    }

    @Test
    void a_firing_is_skipped_while_a_manual_execution_has_not_ended() {
        function.created("cron(0 * * * ? *)", ALONE);
        function.process(new ScheduleCommand.Trigger(function.context(), ID));

        function.fire(FIRST);

        assertThat(function.execution(FIRST).skipCode()).contains("previous_running");
    }

    @Test
    void a_firing_is_skipped_while_a_manual_execution_is_claimed_and_not_published() {
        function.created("cron(0 * * * ? *)", ALONE);
        failOnce(() -> {
            throw new TransientException(TransientException.Reason.UNAVAILABLE, "down");
        });
        ScheduleCommand trigger = new ScheduleCommand.Trigger(function.context(), ID);
        assertThatThrownBy(() -> function.process(trigger)).isInstanceOf(TransientException.class);

        function.fire(FIRST);

        assertThat(function.execution(FIRST).skipCode()).contains("previous_running");
    }

    @Test
    void a_manual_execution_runs_beside_another_one() {
        fired(FIRST, ALONE);

        function.process(new ScheduleCommand.Trigger(function.context(), ID));

        assertThat(envelopes()).hasSize(2);
    }

    @Test
    void an_execution_that_crashed_before_its_publication_is_published_by_the_sweep_and_does_not_block_for_ever() {
        function.created("cron(0 * * * ? *)", ALONE);
        function.clock.set(FIRST);
        String incarnation = function.record().incarnation();
        assertThat(function.history
                        .claimAlone(
                                ExecutionKey.firing(ID, FIRST),
                                FIRST,
                                LEASE,
                                function.history.state(ID).of(function.record()))
                        .granted())
                .isPresent();
        Instant second = FIRST.plus(Duration.ofMinutes(10));
        function.fire(second);
        assertThat(function.execution(second).skipCode()).contains("previous_running");

        sweepAt(second);
        assertThat(function.execution(FIRST).shownOutcome()).isEqualTo(ShownOutcome.WAITING);
        assertThat(function.execution(FIRST).incarnation()).isEqualTo(incarnation);
        sweepAt(second.plusSeconds(900));
        assertThat(function.execution(FIRST).shownOutcome()).isEqualTo(ShownOutcome.TIMED_OUT);

        Instant third = FIRST.plus(Duration.ofHours(1));
        function.fire(third);
        assertThat(function.execution(third).shownOutcome()).isEqualTo(ShownOutcome.WAITING);
        assertThat(envelopes()).extracting(it -> it.path("attempt").asInt()).containsExactly(1, 1);
    }

    @Test
    void a_redelivery_takes_over_its_own_execution() {
        function.created("cron(0 * * * ? *)", ALONE);
        function.clock.set(FIRST);
        function.history.claimAlone(
                ExecutionKey.firing(ID, FIRST),
                FIRST,
                LEASE,
                function.history.state(ID).of(function.record()));

        function.fire(FIRST, FIRST.plus(LEASE));

        assertThat(function.execution(FIRST).shownOutcome()).isEqualTo(ShownOutcome.WAITING);
        assertThat(function.execution(FIRST).attempts()).isEqualTo(2);
        assertThat(function.history.state(ID).openExecution())
                .isEqualTo(function.execution(FIRST).key().sortKey());
    }

    // --- recent ---

    @ParameterizedTest
    @ValueSource(strings = {"{}", ALONE})
    void a_firing_that_is_held_back_is_recent_if_the_schedule_has_a_run_policy(String policy) {
        function.created("cron(0 * * * ? *)", policy);
        function.process(new ScheduleCommand.Skip(function.context(), ID, at(0)));
        function.fire(at(0));

        assertThat(recent()).containsExactly("skipped");
        function.fire(at(1));
        assertThat(recent()).hasSize(2).startsWith("skipped");
    }

    @Test
    void a_firing_that_is_held_back_is_not_recent_without_a_run_policy() {
        function.created("cron(0 * * * ? *)");
        function.process(new ScheduleCommand.Skip(function.context(), ID, at(0)));
        function.fire(at(0));
        function.fire(at(1));

        assertThat(recent()).containsExactly("published");
    }

    @Test
    void a_firing_of_a_deleted_schedule_creates_no_state_that_would_never_expire() {
        function.created("cron(0 * * * ? *)", ALONE);
        function.process(new ScheduleCommand.Delete(function.context(), ID));
        function.fire(FIRST);

        assertThat(function.execution(FIRST).skipCode()).contains("deleted");
        assertThat(recent()).isEmpty();
    }

    @Test
    void a_topic_that_refuses_an_execution_without_reports_makes_it_a_recent_failure() {
        function.created("cron(0 * * * ? *)", "{}");
        failOnce(() -> {
            throw new RefusedException(ErrorCode.INVALID_TARGET, "The topic refuses the message", "gone");
        });
        function.fire(FIRST);

        assertThat(recent()).containsExactly("failed");
        assertThat(function.history.state(ID).failedSince(Instant.MIN)).hasSize(1);
    }

    /** A missed firing tells nothing about the consumer: it neither counts as its failure nor ends a row of them. */
    @Test
    void missed_and_skipped_firings_are_recent_and_neither_count_as_failures_nor_end_a_row_of_them() {
        function.created("cron(0 * * * ? *)", PAUSING);
        function.fire(at(0));
        report(at(0), Report.Progress.FAILED);
        function.process(new ScheduleCommand.Skip(function.context(), ID, at(1)));
        function.fire(at(1));
        function.clock.set(
                at(3).minusSeconds(1).plus(function.record().requireDefinition().grace()));
        function.dispatch("{\"action\":\"reconcile\"}");
        function.fire(at(5));
        report(at(5), Report.Progress.FAILED);

        assertThat(recent()).containsExactly("failed", "skipped", "missed", "failed");
        assertThat(function.history.state(ID).failedSince(Instant.MIN)).hasSize(2);
        assertThat(pauses()).isEmpty();

        function.fire(at(6));
        report(at(6), Report.Progress.FAILED);
        assertThat(pauses()).hasSize(1);
    }

    private List<String> recent() {
        return List.copyOf(function.history.state(ID).recent().values());
    }

    // --- pause after failures ---

    @Test
    void a_schedule_is_paused_after_as_many_failures_in_a_row_as_its_policy_says() {
        function.created("cron(0 * * * ? *)", PAUSING);
        for (int hour = 0; hour < 3; hour++) {
            function.fire(at(hour));
            report(at(hour), Report.Progress.FAILED);
        }

        assertThat(pauses()).hasSize(1);
        JsonNode pause = pauses().get(0);
        assertThat(pause.path("requested_by").asText()).isEqualTo("system");
        assertThat(pause.path("requested_at").asText()).isEqualTo(at(2).toString());
        assertThat(pause.path("reason").asText()).isEqualTo("3 executions in a row have failed");
        function.dispatch(function.messages(Json.write(pause)));
        assertThat(function.record().state()).isEqualTo(State.PAUSED);
        assertThat(function.record().status()).isEqualTo(Status.PAUSED);

        report(at(2), Report.Progress.FAILED);
        assertThat(pauses()).as("a repeated report of a paused schedule").hasSize(1);
    }

    @Test
    void first_firing_of_a_rate_counts_although_it_is_before_the_command_in_whole_seconds() {
        function.clock.set(NOW.plusMillis(500));
        function.created("rate(1 hour)", PAUSING.replace("3", "1"));
        function.fire(NOW, NOW.plusSeconds(1));
        report(NOW, Report.Progress.FAILED);

        assertThat(pauses()).hasSize(1);
    }

    @Test
    void first_firing_of_a_rate_counts_although_its_start_date_is_a_minute_ago() {
        Instant start = NOW.minusSeconds(60);
        ScheduleCommand.Create create =
                function.create(SchedulerFixture.NAME, "rate(1 hour)", PAUSING.replace("3", "1"));
        JsonObject body = JsonObject.of(create.body().toNode().put("start_date", start.toString()));
        function.process(new ScheduleCommand.Create(create.context(), ID, body));
        function.fire(start, NOW.plusSeconds(1));
        report(start, Report.Progress.FAILED);

        assertThat(pauses()).hasSize(1);
    }

    @Test
    void first_firing_of_a_rate_does_not_count_after_its_definition_has_changed() {
        function.created("rate(1 hour)", PAUSING.replace("3", "2"));
        function.fire(NOW, NOW.plusSeconds(1));
        report(NOW, Report.Progress.FAILED);
        function.clock.advance(Duration.ofMinutes(30));
        ScheduleCommand.Create changed =
                function.create(SchedulerFixture.NAME, "rate(1 hour)", PAUSING.replace("3", "2"));
        JsonObject body = JsonObject.of(changed.body().toNode().put("description", "changed"));
        function.process(new ScheduleCommand.Update(function.context(), ID, body, null));
        function.fire(at(0));
        report(at(0), Report.Progress.FAILED);

        assertThat(pauses()).isEmpty();
    }

    @Test
    void a_pause_that_was_not_sent_is_sent_by_the_next_report_or_firing_with_the_same_id() {
        function.created("cron(0 * * * ? *)", PAUSING);
        for (int hour = 0; hour < 3; hour++) {
            function.fire(at(hour));
            report(at(hour), Report.Progress.FAILED);
        }
        function.fire(at(3));
        report(at(2), Report.Progress.FAILED);

        assertThat(pauses()).hasSize(3);
        assertThat(pauses())
                .extracting(it -> it.path("command_id").asText())
                .containsOnly(pauses().get(0).path("command_id").asText());
        assertThat(pauses()).extracting(it -> it.path("requested_at").asText()).containsOnly(at(2).toString());
    }

    @Test
    void failures_before_a_resume_do_not_count() {
        function.created("cron(0 * * * ? *)", PAUSING);
        for (int hour = 0; hour < 3; hour++) {
            function.fire(at(hour));
            report(at(hour), Report.Progress.FAILED);
        }
        function.dispatch(function.messages(Json.write(pauses().get(0))));
        function.clock.set(at(2).plusSeconds(30));
        function.process(new ScheduleCommand.Resume(function.context(), ID));

        function.fire(at(3));
        report(at(3), Report.Progress.FAILED);
        function.fire(at(4));
        report(at(4), Report.Progress.FAILED);
        function.dispatch(function.messages(Json.write(pauses().get(0))));
        assertThat(pauses()).hasSize(1);
        assertThat(function.record().state()).isEqualTo(State.ACTIVE);

        function.fire(at(5));
        report(at(5), Report.Progress.FAILED);
        assertThat(pauses()).hasSize(2);
    }

    @Test
    void executions_that_time_out_do_not_pause_a_schedule_of_which_no_report_ever_arrived() {
        function.created("cron(0 * * * ? *)", PAUSING);
        for (int hour = 0; hour < 5; hour++) {
            function.fire(at(hour));
            sweepAt(at(hour).plusSeconds(900));
        }
        assertThat(pauses()).isEmpty();

        function.fire(at(5));
        report(at(5), Report.Progress.FAILED);
        assertThat(pauses()).hasSize(1);
    }

    // --- the sweep ---

    @Test
    void a_sweep_sends_one_message_per_shard_and_each_reports_its_backlog() {
        fired(FIRST, RETRIES);
        report(FIRST, Report.Progress.FAILED);
        function.publisher.clear();
        function.clock.set(FIRST.plusSeconds(90));

        function.dispatch("{\"action\":\"sweep\"}");

        List<TopicMessage> messages = function.publisher.messages(function.stage.scheduleCreation());
        assertThat(messages).hasSize(QueueEntry.SHARDS);
        messages.forEach(it -> function.dispatch(function.messages(it.body())));
        assertThat(function.logged("swept")).hasSize(QueueEntry.SHARDS);
        assertThat(function.logged("swept").get(QueueEntry.shard(ID)))
                .containsEntry("due", 1)
                .containsEntry("decided", 1)
                .containsEntry("oldest_due_ms", 30_000L);
        assertThat(envelopes()).hasSize(1);
    }

    @Test
    void a_sweep_that_runs_out_of_time_continues_in_another_invocation() {
        function.created("cron(0 * * * ? *)", RETRIES);
        for (int hour = 0; hour < 3; hour++) {
            function.fire(at(hour));
            report(at(hour), Report.Progress.FAILED);
        }
        function.publisher.clear();
        function.clock.set(at(2).plusSeconds(60));
        int shard = QueueEntry.shard(ID);

        ObjectNode first = function.dispatch("{\"action\":\"sweep\",\"shard\":" + shard + "}", () -> true);

        assertThat(first.path("continued").asBoolean()).isTrue();
        assertThat(envelopes()).hasSize(1);
        List<TopicMessage> rest = function.publisher.messages(function.stage.scheduleCreation());
        assertThat(rest)
                .extracting(TopicMessage::body)
                .containsExactly("{\"action\":\"sweep\",\"shard\":" + shard + "}");
        function.dispatch(function.messages(rest.get(0).body()));
        assertThat(envelopes()).hasSize(3);
    }

    @Test
    void reconcile_takes_what_has_been_due_for_an_hour() {
        fired(FIRST, RETRIES);
        report(FIRST, Report.Progress.FAILED);

        function.clock.set(FIRST.plusSeconds(60 + 3_599));
        function.dispatch("{\"action\":\"reconcile\"}");
        assertThat(envelopes()).hasSize(1);
        function.clock.set(FIRST.plusSeconds(60 + 3_600));
        function.dispatch("{\"action\":\"reconcile\"}");

        assertThat(envelopes()).hasSize(2);
    }

    @Test
    void ten_thousand_attempts_that_a_pause_holds_do_not_keep_one_of_another_schedule_waiting() {
        fired(FIRST, RETRIES);
        report(FIRST, Report.Progress.FAILED);
        Execution held = function.execution(FIRST);
        for (int i = 1; i < 10_000; i++) {
            function.addCopy(held, FIRST.plusSeconds(i));
        }
        function.process(new ScheduleCommand.Pause(function.context(), ID));
        sweepAt(FIRST.plusSeconds(60));
        assertThat(function.logged("swept").get(0)).containsEntry("due", 10_000).containsEntry("decided", 10_000);
        assertThat(envelopes()).hasSize(1);

        ScheduleName other = IntStream.range(0, 1_000)
                .mapToObj(it -> ScheduleName.parse("other-" + it))
                .filter(it -> QueueEntry.shard(it.id()) == QueueEntry.shard(ID))
                .findFirst()
                .orElseThrow();
        function.process(function.create(other.value(), "cron(0 * * * ? *)", RETRIES));
        function.process(new ScheduleCommand.Trigger(function.context(), other.id()));
        Execution triggered = function.history.list(other.id(), 1, null).items().get(0);
        report(triggered.key(), Report.Progress.FAILED);
        sweepAt(FIRST.plusSeconds(120));

        assertThat(envelopes()).extracting(it -> it.path("attempt").asInt()).containsExactly(1, 1, 2);
        assertThat(function.logged("swept").get(1)).containsEntry("due", 1);
    }

    // --- helpers ---

    private static Instant at(int hour) {
        return FIRST.plus(Duration.ofHours(hour));
    }

    private void fired(Instant time, String policy) {
        function.created("cron(0 * * * ? *)", policy);
        function.fire(time);
    }

    private void report(Instant time, Report.Progress outcome) {
        report(ExecutionKey.firing(ID, time), outcome);
    }

    private void report(ExecutionKey key, Report.Progress outcome) {
        ExecutionId id = ExecutionId.tryParse(key.executionId()).orElseThrow();
        function.updates.apply(id, new ExecutionEvent.Reported(Report.of(outcome, null)), function.log);
    }

    private void sweepAt(Instant time) {
        function.clock.set(time);
        function.dispatch("{\"action\":\"sweep\",\"shard\":" + QueueEntry.shard(ID) + "}");
    }

    /** Lets the next publication to a target fail. */
    private void failOnce(Runnable failure) {
        function.publisher.beforePublish((topic, message) -> {
            if (topic.equals(function.stage.webActions())) {
                function.publisher.beforePublish((other, it) -> {});
                failure.run();
            }
        });
    }

    private List<JsonNode> envelopes() {
        return function.publisher.messages(function.stage.webActions()).stream()
                .map(it -> Json.parse(it.body()))
                .toList();
    }

    private List<JsonNode> notices() {
        return function.publisher.messages(function.stage.notifications()).stream()
                .map(it -> Json.parse(it.body()).path("payload"))
                .toList();
    }

    /** Returns the commands that pause a schedule. */
    private List<JsonNode> pauses() {
        return function.publisher.messages(function.stage.scheduleCreation()).stream()
                .map(it -> Json.parse(it.body()))
                .filter(it -> it.path("action").asText().equals("pause"))
                .toList();
    }
}
