package com.rezagent.schedules.execution;

import static com.rezagent.schedules.execution.ExecutionStates.KEY;
import static com.rezagent.schedules.execution.ExecutionStates.LEASE;
import static com.rezagent.schedules.execution.ExecutionStates.POLICY;
import static com.rezagent.schedules.execution.ExecutionStates.after;
import static com.rezagent.schedules.execution.ExecutionStates.at;
import static com.rezagent.schedules.execution.ExecutionStates.failed;
import static com.rezagent.schedules.execution.ExecutionStates.failedForGood;
import static com.rezagent.schedules.execution.ExecutionStates.of;
import static com.rezagent.schedules.execution.ExecutionStates.started;
import static com.rezagent.schedules.execution.ExecutionStates.succeeded;
import static com.rezagent.schedules.schedule.Schedules.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.execution.ExecutionDecision.FollowUp;
import com.rezagent.schedules.execution.ExecutionDecision.Result;
import com.rezagent.schedules.schedule.RunPolicies;
import com.rezagent.schedules.schedule.RunPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The details of what {@link ExecutionDecider} writes; {@link ExecutionDeciderTableTest} has every case. */
class ExecutionDeciderTest {
    // --- without a policy everything is as before ---

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void without_expected_reports_a_publication_is_the_end_and_there_is_no_run(boolean hasPolicy) {
        RunPolicy policy = hasPolicy ? RunPolicy.DEFAULT : null;
        Execution claimed = of("in progress");

        ExecutionDecision decision =
                ExecutionDecider.decide(claimed, policy, new ExecutionEvent.Published(1, "sns-1", 7), at(1));

        assertThat(decision.after()).isEqualTo(claimed.published("sns-1", at(1)));
        assertThat(decision.followUps()).containsExactly(new FollowUp.Ended(ShownOutcome.PUBLISHED, null));
    }

    @Test
    void a_report_of_an_execution_without_a_policy_is_recorded_and_nothing_follows() {
        for (ExecutionEvent report : List.of(started(1), succeeded(null), failed(null), failedForGood(1))) {
            ExecutionDecision decision = ExecutionDecider.decide(of("published"), null, report, at(9));

            Execution after = decision.written().orElseThrow();
            assertThat(after.shownOutcome()).isEqualTo(ShownOutcome.PUBLISHED);
            assertThat(after.queue()).isEmpty();
            assertThat(decision.followUps()).isEmpty();
            assertThat(ExecutionDecider.decide(after, null, report, at(10)).written())
                    .as("a repeated report")
                    .isEmpty();
        }
    }

    @Test
    void the_first_attempt_keeps_its_message_id_and_each_later_one_has_its_own() {
        assertThat(KEY.messageId(1)).isEqualTo(KEY.messageId());
        assertThat(IntStream.rangeClosed(1, 50).mapToObj(KEY::messageId))
                .doesNotHaveDuplicates()
                .allMatch(it -> it.matches("msg_[0-9a-f]{32}"));
    }

    // --- delays ---

    @Test
    void the_delay_counts_from_the_moment_at_which_the_failure_is_recorded_and_grows() {
        Execution retrying = after(of("waiting"), failed(null), at(500));
        assertThat(retrying.due()).contains(at(560));
        Execution waiting = after(
                after(retrying, new ExecutionEvent.Claimed(2, LEASE), at(560)),
                new ExecutionEvent.Published(2, "sns-2", 7),
                at(570));
        assertThat(waiting.due()).contains(at(570 + 900));

        Execution timedOut = after(waiting, new ExecutionEvent.TimePassed(true), at(5_000));

        assertThat(timedOut.due()).contains(at(5_120));
    }

    @Test
    void the_delay_that_a_report_asks_for_replaces_the_policys() {
        Report report = Report.of(Report.Progress.FAILED, null, null, null, true, Duration.ofSeconds(7));

        assertThat(after(of("waiting"), new ExecutionEvent.Reported(report), at(500))
                        .due())
                .contains(at(507));
    }

    @Test
    void no_attempt_is_due_more_than_seven_days_after_the_scheduled_time() {
        Instant last = NOW.plus(Duration.ofDays(7));

        assertThat(after(of("waiting"), failed(null), last.minusSeconds(60)).due())
                .contains(last);
        Execution failed = after(of("waiting"), failed(null), last.minusSeconds(59));
        assertThat(failed.shownOutcome()).isEqualTo(ShownOutcome.FAILED);
        assertThat(failed.failedBy()).contains(FailedBy.CONSUMER);
    }

    // --- reports ---

    @Test
    void a_report_is_kept_in_the_row_of_its_attempt() {
        Report report = Report.of(Report.Progress.FAILED, 1, "Out of stock", "{}", true, null);
        Execution started = after(of("waiting"), started(1), at(5));
        Execution failed = after(started, new ExecutionEvent.Reported(report), at(6));

        assertThat(failed.attemptHistory())
                .containsExactly(
                        new Attempt(1, 7L, at(1), at(5), at(6), RunOutcome.FAILED, "Out of stock", "{}", false));
    }

    @Test
    void the_json_of_an_attempt_has_every_field() {
        Execution started = after(of("waiting"), started(1), at(5));

        assertThat(AttemptJson.rows(started).toString())
                .isEqualTo("[{\"attempt\":1,\"message_id\":\"" + KEY.messageId()
                        + "\",\"version\":7,\"published_at\":\"2025-11-06T20:00:01Z\","
                        + "\"started_at\":\"2025-11-06T20:00:05Z\",\"reported_at\":null,\"outcome\":\"published\","
                        + "\"message\":null,\"output\":null,\"truncated\":false}]");
        assertThat(AttemptJson.rows(of("missed"))).isEmpty();
        assertThat(AttemptJson.rows(of("published")).path(0).path("outcome").asText())
                .isEqualTo("published");
    }

    @Test
    void a_late_success_of_an_earlier_attempt_wins_while_a_later_one_is_claimed_or_awaited() {
        for (String state : List.of("claimed again", "waiting again")) {
            Execution succeeded = after(of(state), succeeded(1), at(70));

            assertThat(succeeded.shownOutcome()).as(state).isEqualTo(ShownOutcome.SUCCEEDED);
            assertThat(succeeded.queue()).as(state).isEmpty();
            Execution recorded = after(succeeded, new ExecutionEvent.Published(2, "sns-2", 8), at(71));
            assertThat(recorded.shownOutcome()).as(state).isEqualTo(ShownOutcome.SUCCEEDED);
        }
    }

    @Test
    void a_failure_of_an_earlier_attempt_does_not_end_the_wait_for_a_later_one() {
        Execution timedOut = of("retrying after a time-out");
        Execution waiting = after(
                after(timedOut, new ExecutionEvent.Claimed(2, LEASE), at(961)),
                new ExecutionEvent.Published(2, "sns-2", 7),
                at(962));

        ExecutionDecision decision = ExecutionDecider.decide(waiting, POLICY, failed(1), at(963));

        assertThat(decision.result()).isEqualTo(Result.LATE);
        assertThat(decision.written().orElseThrow().due()).isEqualTo(waiting.due());
    }

    @Test
    void a_success_corrects_a_failure_that_was_reported() {
        ExecutionDecision decision =
                ExecutionDecider.decide(of("failed by the consumer"), POLICY, succeeded(null), at(60));

        assertThat(decision.followUps())
                .containsExactly(new FollowUp.Ended(ShownOutcome.SUCCEEDED, ShownOutcome.FAILED));
        assertThat(decision.written().orElseThrow().run().events())
                .extracting(RunEvent::kind)
                .containsExactly(RunEvent.Kind.CONTRADICTION);
    }

    @Test
    void contradictions_are_kept_once_in_a_row_and_twenty_at_most() {
        Execution seen = after(of("succeeded"), failed(1), at(5));
        assertThat(ExecutionDecider.decide(seen, POLICY, failed(1), at(6)).written())
                .isEmpty();
        for (int i = 0; i < 30; i++) {
            Report report = Report.of(Report.Progress.FAILED, 1, "No " + i, null, true, null);
            seen = after(seen, new ExecutionEvent.Reported(report), at(6 + i));
        }

        assertThat(seen.run().events())
                .hasSize(20)
                .extracting(RunEvent::message)
                .endsWith("No 28", "No 29");
        assertThat(seen.shownOutcome()).isEqualTo(ShownOutcome.SUCCEEDED);
    }

    // --- publication ---

    @Test
    void the_first_publication_has_today_s_facts_and_awaits_a_report() {
        Execution waiting = of("waiting");

        assertThat(waiting.outcome()).isEqualTo(ExecutionOutcome.PUBLISHED);
        assertThat(waiting.finishedAt()).isEqualTo(at(1));
        assertThat(waiting.snsMessageId()).isEqualTo("sns-1");
        assertThat(waiting.run().reportBy()).isEqualTo(at(901));
        assertThat(waiting.lateness()).contains(Duration.ofSeconds(1));
    }

    @Test
    void a_later_attempt_does_not_change_the_facts_of_the_first_publication() {
        Execution waiting = of("waiting again");

        assertThat(waiting.finishedAt()).isEqualTo(at(1));
        assertThat(waiting.snsMessageId()).isEqualTo("sns-1");
        assertThat(waiting.attempts()).isEqualTo(2);
        assertThat(waiting.attemptHistory()).extracting(Attempt::publishedAt).containsExactly(at(1), at(63));
        assertThat(waiting.attemptHistory()).extracting(Attempt::version).containsExactly(7L, 8L);
    }

    @Test
    void a_claim_that_came_to_nothing_is_repeated_as_the_same_attempt() {
        Execution claimed = of("claimed again");

        ExecutionDecision due = ExecutionDecider.decide(claimed, POLICY, new ExecutionEvent.TimePassed(true), at(97));
        assertThat(due.attemptDue()).contains(2);
        Execution again = after(claimed, new ExecutionEvent.Claimed(2, LEASE), at(97));

        assertThat(again.attempt()).isEqualTo(2);
        assertThat(again.attempts()).isEqualTo(3);
        assertThat(ExecutionDecider.decide(claimed, POLICY, new ExecutionEvent.Claimed(2, LEASE), at(96))
                        .written())
                .as("while the lease lasts")
                .isEmpty();
    }

    // --- a policy that has changed or gone ---

    @Test
    void a_wait_without_a_policy_ends_as_it_would_have_and_nothing_follows() {
        ExecutionDecision early = decide(of("waiting"), null, new ExecutionEvent.TimePassed(true), at(900));
        assertThat(early.written()).isEmpty();

        Execution ended = decide(of("waiting"), null, new ExecutionEvent.TimePassed(true), at(901))
                .written()
                .orElseThrow();

        assertThat(ended.shownOutcome()).isEqualTo(ShownOutcome.TIMED_OUT);
        assertThat(ended.reason()).isEqualTo("No report arrived by " + at(901));
    }

    @Test
    void a_due_retry_that_the_policy_no_longer_allows_ends_the_execution() {
        for (RunPolicy policy : Arrays.asList(null, RunPolicies.ofAttempts(1))) {
            Execution failed = decide(of("retrying"), policy, new ExecutionEvent.TimePassed(true), at(62))
                    .written()
                    .orElseThrow();
            Execution timedOut = decide(
                            of("retrying after a time-out"), policy, new ExecutionEvent.TimePassed(true), at(961))
                    .written()
                    .orElseThrow();

            assertThat(failed.shownOutcome()).isEqualTo(ShownOutcome.FAILED);
            assertThat(failed.failedBy()).contains(FailedBy.CONSUMER);
            assertThat(timedOut.shownOutcome()).isEqualTo(ShownOutcome.TIMED_OUT);
        }
    }

    @Test
    void a_consumer_that_has_never_reported_is_said_to_have_never_reported() {
        Execution ended = after(of("waiting for the last"), new ExecutionEvent.TimePassed(false), at(1_085));

        assertThat(ended.shownOutcome()).isEqualTo(ShownOutcome.TIMED_OUT);
        assertThat(ended.reason()).contains("no report of this schedule has ever arrived");
    }

    // --- gates of a retry ---

    @Test
    void a_pause_holds_a_retry_until_its_end_but_ten_minutes_at_most_at_a_time() {
        Execution retrying = of("retrying");

        assertThat(after(retrying, new ExecutionEvent.SchedulePaused(null), at(62))
                        .due())
                .contains(at(662));
        assertThat(after(retrying, new ExecutionEvent.SchedulePaused(at(100)), at(62))
                        .due())
                .contains(at(100));
        assertThat(after(retrying, new ExecutionEvent.SchedulePaused(at(9_999)), at(62))
                        .due())
                .contains(at(662));
    }

    @Test
    void a_retry_that_pauses_hold_for_a_day_is_cancelled() {
        Execution held = of("retrying");
        Instant now = at(62);
        while (!now.isAfter(at(62).plus(Duration.ofHours(24)).minusSeconds(1))) {
            held = after(held, new ExecutionEvent.SchedulePaused(null), now);
            assertThat(held.shownOutcome()).isEqualTo(ShownOutcome.RETRYING);
            now = held.due().orElseThrow();
        }

        Execution cancelled = after(held, new ExecutionEvent.SchedulePaused(null), now);

        assertThat(cancelled.shownOutcome()).isEqualTo(ShownOutcome.CANCELLED);
        assertThat(cancelled.queue()).isEmpty();
    }

    @Test
    void a_held_retry_is_claimed_after_the_pause_and_a_later_pause_holds_a_day_again() {
        Execution held = after(of("retrying"), new ExecutionEvent.SchedulePaused(null), at(62));
        Execution claimed = after(held, new ExecutionEvent.Claimed(2, LEASE), at(662));

        assertThat(claimed.run().heldSince()).isNull();
        assertThat(claimed.attempt()).isEqualTo(2);
    }

    @Test
    void a_held_claim_is_claimed_again_as_the_same_attempt() {
        Execution held = after(of("claimed again"), new ExecutionEvent.SchedulePaused(null), at(97));

        assertThat(ExecutionDecider.decide(held, POLICY, new ExecutionEvent.TimePassed(true), at(697))
                        .attemptDue())
                .contains(2);
        assertThat(after(held, new ExecutionEvent.Claimed(2, LEASE), at(697)).attempt())
                .isEqualTo(2);
    }

    @Test
    void an_attempt_that_a_pause_holds_is_cancelled_seven_days_after_the_scheduled_time_unless_it_was_requested() {
        Instant late = of("retrying").key().scheduledTime().plus(ExecutionDecider.LAST_ATTEMPT_WITHIN);
        ExecutionEvent paused = new ExecutionEvent.SchedulePaused(null);
        Execution requested = after(of("timed out"), new ExecutionEvent.RetryRequested(4, "tester", null), late);

        assertThat(after(of("retrying"), paused, late).shownOutcome()).isEqualTo(ShownOutcome.CANCELLED);
        assertThat(after(of("retrying"), paused, late.minusSeconds(1)).shownOutcome())
                .isEqualTo(ShownOutcome.RETRYING);
        assertThat(after(requested, paused, late).shownOutcome()).isEqualTo(ShownOutcome.RETRYING);
    }

    @Test
    void an_execution_has_ended_when_its_outcome_was_decided_and_not_while_it_is_open() {
        Execution waiting = of("waiting");
        Execution failed = after(waiting, failedForGood(waiting.attempt()), at(100));
        Execution requested =
                after(failed, new ExecutionEvent.RetryRequested(waiting.attempt() + 1, "t", null), at(200));

        assertThat(waiting.endedAt()).isNull();
        assertThat(failed.endedAt()).isEqualTo(at(100));
        assertThat(after(failed, new ExecutionEvent.Acknowledged("alice", null), at(150))
                        .endedAt())
                .isEqualTo(at(100));
        assertThat(requested.endedAt()).isNull();
    }

    // --- requested retries ---

    @Test
    void a_request_is_kept_with_its_reason_and_who_made_it() {
        Execution requested =
                after(of("timed out"), new ExecutionEvent.RetryRequested(4, "alice", "The site is back"), at(2_000));

        assertThat(requested.run().events())
                .containsExactly(
                        new RunEvent(at(2_000), RunEvent.Kind.RETRY_REQUESTED, 4, null, "The site is back", "alice"));
        assertThat(RunDocument.run(RunDocument.of(requested.run()))).isEqualTo(requested.run());
    }

    @Test
    void a_requested_retry_is_made_beside_the_maximum_and_without_a_policy() {
        for (RunPolicy policy : Arrays.asList(null, RunPolicies.ofAttempts(1), POLICY)) {
            Execution requested = decide(
                            of("timed out"), policy, new ExecutionEvent.RetryRequested(4, "tester", null), at(2_000))
                    .written()
                    .orElseThrow();
            assertThat(requested.due()).contains(at(2_000));
            assertThat(decide(requested, policy, new ExecutionEvent.TimePassed(true), at(2_000))
                            .attemptDue())
                    .contains(4);
            Execution claimed = decide(requested, policy, new ExecutionEvent.Claimed(4, LEASE), at(2_000))
                    .written()
                    .orElseThrow();
            Execution published = decide(claimed, policy, new ExecutionEvent.Published(4, "sns-4", 9), at(2_001))
                    .written()
                    .orElseThrow();

            assertThat(published.shownOutcome())
                    .isEqualTo(policy == null ? ShownOutcome.PUBLISHED : ShownOutcome.WAITING);
        }
    }

    @Test
    void the_same_request_again_changes_nothing() {
        ExecutionEvent request = new ExecutionEvent.RetryRequested(2, "tester", null);
        Execution requested = after(of("failed by the consumer"), request, at(100));

        assertThat(ExecutionDecider.decide(requested, POLICY, request, at(101)).result())
                .isEqualTo(Result.UNCHANGED);
        Execution again = after(
                after(
                        after(requested, new ExecutionEvent.Claimed(2, LEASE), at(102)),
                        new ExecutionEvent.Published(2, "sns-2", 9),
                        at(103)),
                failedForGood(2),
                at(104));
        assertThat(ExecutionDecider.decide(again, POLICY, request, at(105)).written())
                .isEmpty();
    }

    @Test
    void a_retry_of_what_never_was_published_is_the_first_attempt() {
        for (String state : List.of("skipped", "missed")) {
            Execution requested = after(of(state), new ExecutionEvent.RetryRequested(1, "tester", null), at(100));
            Execution claimed = after(requested, new ExecutionEvent.Claimed(1, LEASE), at(101));
            assertThat(claimed.outcome()).isEqualTo(ExecutionOutcome.IN_PROGRESS);

            Execution published = after(claimed, new ExecutionEvent.Published(1, "sns-1", 7), at(102));

            assertThat(published.shownOutcome()).isEqualTo(ShownOutcome.WAITING);
            assertThat(published.isCounted()).isTrue();
            assertThat(published.snsMessageId()).isEqualTo("sns-1");
        }
    }

    @Test
    void a_retry_of_what_the_topic_refused_is_a_second_attempt_and_counts_when_published() {
        Execution requested =
                after(of("failed by the topic"), new ExecutionEvent.RetryRequested(2, "tester", null), at(100));
        Execution claimed = after(requested, new ExecutionEvent.Claimed(2, LEASE), at(101));
        assertThat(claimed.isCounted()).isFalse();

        Execution published = after(claimed, new ExecutionEvent.Published(2, "sns-2", 7), at(102));

        assertThat(published.isCounted()).isTrue();
        assertThat(published.finishedAt()).isEqualTo(at(102));
        assertThat(published.attemptHistory()).extracting(Attempt::state).containsExactly("failed", "published");
    }

    @Test
    void a_retry_ends_an_acknowledgement() {
        Execution acknowledged = after(of("timed out"), new ExecutionEvent.Acknowledged("alice", "Known"), at(1_100));
        assertThat(acknowledged.queue()).isEmpty();

        Execution requested = after(acknowledged, new ExecutionEvent.RetryRequested(4, "tester", null), at(1_200));

        assertThat(requested.run().acknowledged()).isNull();
    }

    @Test
    void the_last_twenty_attempts_are_kept() {
        Execution seen = of("failed by the consumer");
        for (int attempt = 2; attempt <= 25; attempt++) {
            seen = after(seen, new ExecutionEvent.RetryRequested(attempt, "tester", null), at(attempt * 10L));
            seen = after(seen, new ExecutionEvent.Claimed(attempt, LEASE), at(attempt * 10L + 1));
            seen = after(seen, new ExecutionEvent.Published(attempt, "sns", 9), at(attempt * 10L + 2));
            seen = after(seen, failedForGood(attempt), at(attempt * 10L + 3));
        }

        assertThat(seen.attemptHistory())
                .extracting(Attempt::attempt)
                .containsExactlyElementsOf(IntStream.rangeClosed(6, 25).boxed().toList());
    }

    // --- what others see ---

    /** Earlier releases know the stored outcome only: they claim what it allows, and count a first publication. */
    @Test
    void an_earlier_release_never_claims_or_counts_what_was_published() {
        List<Execution> seen = new ArrayList<>(List.of(of("in progress"), of("missed"), of("skipped")));
        int published = 0;
        for (int depth = 0; depth < 6; depth++) {
            List<Execution> next = new ArrayList<>();
            for (Execution execution : seen) {
                boolean isPublished = execution.attemptHistory().stream()
                        .anyMatch(it -> it.publishedAt() != null || it.isReported() || it.startedAt() != null);
                if (isPublished || execution.attempt() > 1) {
                    published++;
                    assertThat(execution.outcome()).as("%s", execution).isEqualTo(ExecutionOutcome.PUBLISHED);
                    assertThat(execution.isClaimable(Instant.MAX)).isFalse();
                }
                events(execution).forEach(it -> decideAt(execution, it).ifPresent(next::add));
            }
            seen = next.stream().distinct().limit(3_000).toList();
        }
        assertThat(published).isGreaterThan(1_000);
    }

    @Test
    void a_success_is_never_overwritten_and_every_write_is_the_next_revision() {
        List<Execution> seen = new ArrayList<>(ExecutionStates.all().values());
        for (int depth = 0; depth < 4; depth++) {
            List<Execution> next = new ArrayList<>();
            for (Execution execution : seen) {
                for (ExecutionEvent event : events(execution)) {
                    decideAt(execution, event).ifPresent(after -> {
                        if (execution.shownOutcome() == ShownOutcome.SUCCEEDED) {
                            assertThat(after.shownOutcome()).isEqualTo(ShownOutcome.SUCCEEDED);
                        }
                        if (after.run() != null) {
                            after.requireSuccessorOf(execution);
                            assertThat(RunDocument.run(RunDocument.of(after.run())))
                                    .isEqualTo(after.run());
                        }
                        if (after.shownOutcome().isOpen() && after.run() != null) {
                            assertThat(after.queue()).as("%s", after).isPresent();
                        }
                        next.add(after);
                    });
                }
            }
            seen = next.stream().distinct().limit(3_000).toList();
        }
    }

    /** As while a canary is deployed; {@code EarlierReleaseBesideThisOneIT} runs the requests of that release. */
    @Test
    void a_publication_that_an_earlier_release_recorded_beside_a_run_is_counted_already_and_ended_by_the_sweep() {
        Execution tracked = of("in progress").tracked();
        Execution recorded = tracked.published("sns-1", at(40));
        Execution beside = new Execution(
                KEY,
                recorded.incarnation(),
                ExecutionOutcome.PUBLISHED,
                2,
                recorded.firstSeen(),
                null,
                at(40),
                "sns-1",
                null,
                List.of(),
                null,
                recorded.expiresAt(),
                tracked.run());

        Execution read = beside.withEarlierPublication();

        assertThat(read.isCounted()).isTrue();
        assertThat(read.runRevision()).isEqualTo(tracked.runRevision());
        assertThat(read.due()).contains(at(40));
        assertThat(read.withEarlierPublication()).isEqualTo(read);
        Execution ended = after(read, new ExecutionEvent.TimePassed(true), at(60));
        assertThat(ended.shownOutcome()).isEqualTo(ShownOutcome.PUBLISHED);
        assertThat(ended.queue()).isEmpty();
        assertThat(ended.attemptHistory())
                .singleElement()
                .satisfies(it -> assertThat(it.publishedAt()).isEqualTo(at(40)));
        ExecutionStates.all()
                .forEach((state, execution) ->
                        assertThat(execution.withEarlierPublication()).as(state).isSameAs(execution));
    }

    private static List<ExecutionEvent> events(Execution seen) {
        int last = seen.attempt();
        return List.of(
                new ExecutionEvent.Published(Math.max(1, last), "sns", 9),
                new ExecutionEvent.Refused(Math.max(1, last), "No such topic"),
                started(null),
                succeeded(null),
                failed(null),
                failedForGood(null),
                succeeded(Math.max(1, last - 1)),
                new ExecutionEvent.TimePassed(true),
                new ExecutionEvent.Claimed(ExecutionDraft.of(seen).nextAttempt(), LEASE),
                new ExecutionEvent.ScheduleDeleted(),
                new ExecutionEvent.SchedulePaused(null),
                new ExecutionEvent.RetryRequested(last + 1, "tester", null),
                new ExecutionEvent.Acknowledged("alice", null));
    }

    private static Optional<Execution> decideAt(Execution seen, ExecutionEvent event) {
        Instant now = seen.due().orElse(seen.firstSeen().plusSeconds(10));
        return ExecutionDecider.decide(seen, POLICY, event, now).written();
    }

    private static ExecutionDecision decide(
            Execution seen, @Nullable RunPolicy policy, ExecutionEvent event, Instant now) {
        return ExecutionDecider.decide(seen, policy, event, now);
    }
}
