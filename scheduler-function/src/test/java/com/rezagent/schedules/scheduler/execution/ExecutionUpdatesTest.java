package com.rezagent.schedules.scheduler.execution;

import static com.rezagent.schedules.scheduler.SchedulerFixture.ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionDecision;
import com.rezagent.schedules.execution.ExecutionEvent;
import com.rezagent.schedules.execution.ExecutionId;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.Report;
import com.rezagent.schedules.execution.ShownOutcome;
import com.rezagent.schedules.group.GroupSettings;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.plan.NoticePolicy;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.schedule.DefinitionDefaults;
import com.rezagent.schedules.scheduler.SchedulerFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ExecutionUpdatesTest {
    private static final Instant FIRST = SchedulerFixture.NOW.plus(Duration.ofHours(1));
    private static final String ONCE = "{\"expect_report\":true}";

    private final SchedulerFixture function = new SchedulerFixture();

    @Test
    void an_event_of_an_unknown_execution_is_recognised() {
        assertThat(function.updates.apply(id(FIRST), new ExecutionEvent.Acknowledged("alice", null), function.log))
                .isEmpty();
    }

    @Test
    void a_report_ends_the_execution_once_and_its_repetition_changes_nothing() {
        function.published(FIRST, ONCE);

        ExecutionDecision first = report(FIRST, Report.Progress.SUCCEEDED);
        ExecutionDecision second = report(FIRST, Report.Progress.SUCCEEDED);

        assertThat(first.result()).isEqualTo(ExecutionDecision.Result.DONE);
        assertThat(second.result()).isEqualTo(ExecutionDecision.Result.UNCHANGED);
        assertThat(outcomes()).containsExactly(ShownOutcome.SUCCEEDED);
        assertThat(function.logged("execution_ended")).hasSize(1);
        assertThat(function.notices()).isEmpty();
    }

    @Test
    void an_execution_that_changes_meanwhile_is_decided_again() {
        function.published(FIRST, ONCE);
        Execution seen = function.history.find(ExecutionKey.firing(ID, FIRST)).orElseThrow();
        ScheduledExecution outdated = function.updates.find(seen.key()).orElseThrow();
        report(FIRST, Report.Progress.SUCCEEDED);

        ExecutionDecision decision = function.updates
                .apply(outdated, new ExecutionEvent.Reported(Report.of(Report.Progress.FAILED, 1)), function.log)
                .orElseThrow();

        assertThat(decision.result()).isEqualTo(ExecutionDecision.Result.CONTRADICTION);
        assertThat(outcomes()).containsExactly(ShownOutcome.SUCCEEDED);
    }

    @Test
    void the_first_failure_in_a_row_and_every_tenth_are_notified_and_the_success_after_them() {
        for (int i = 0; i < 21; i++) {
            function.published(at(i), ONCE);
            report(at(i), Report.Progress.FAILED);
        }
        assertThat(failures()).containsExactly(1, 10, 20);

        function.published(at(21), ONCE);
        report(at(21), Report.Progress.SUCCEEDED);
        function.published(at(22), ONCE);
        report(at(22), Report.Progress.SUCCEEDED);

        assertThat(function.notices())
                .endsWith("schedule_execution_failed", "schedule_execution_recovered")
                .hasSize(4);
        function.published(at(23), ONCE);
        report(at(23), Report.Progress.FAILED);
        assertThat(failures()).containsExactly(1, 10, 20, 1);
    }

    @Test
    void of_a_long_row_of_failures_still_every_tenth_is_notified() {
        for (int i = 0; i < 130; i++) {
            function.published(at(i), ONCE);
            report(at(i), Report.Progress.FAILED);
        }

        assertThat(failures()).containsExactly(1, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 100, 100, 100);
    }

    @Test
    void failures_in_reversed_order_are_one_row() {
        for (int i = 0; i < 4; i++) {
            function.published(at(i), ONCE);
        }
        for (int i = 3; i >= 0; i--) {
            report(at(i), Report.Progress.FAILED);
        }

        assertThat(failures()).containsExactly(1);
    }

    @Test
    void a_late_success_is_no_recovery_while_later_executions_fail() {
        function.published(at(0), ONCE);
        function.published(at(1), ONCE);
        report(at(0), Report.Progress.FAILED);
        report(at(1), Report.Progress.FAILED);

        report(at(0), Report.Progress.SUCCEEDED);
        assertThat(function.notices()).containsExactly("schedule_execution_failed");
        function.published(at(2), ONCE);
        report(at(2), Report.Progress.SUCCEEDED);

        assertThat(function.notices()).containsExactly("schedule_execution_failed", "schedule_execution_recovered");
    }

    @Test
    void the_group_decides_how_often_failures_in_a_row_are_notified_also_of_existing_schedules() {
        for (int i = 0; i < 6; i++) {
            function.published(at(i), ONCE);
        }
        notifyAfter(2);
        for (int i = 0; i < 4; i++) {
            report(at(i), Report.Progress.FAILED);
        }
        assertThat(failures()).containsExactly(1, 2, 4);

        notifyAfter(3);
        report(at(4), Report.Progress.FAILED);
        report(at(5), Report.Progress.FAILED);

        assertThat(failures()).containsExactly(1, 2, 4, 6);
    }

    private void notifyAfter(int failures) {
        function.clock.advance(Duration.ofSeconds(1));
        GroupSettings settings = new GroupSettings(null, null, DefinitionDefaults.NONE, new NoticePolicy(failures));
        assertThat(function.putGroup("default", settings).result()).isEqualTo(CommandOutcome.Result.APPLIED);
    }

    @Test
    void a_late_success_of_a_failed_execution_is_a_recovery_unless_a_later_one_has_succeeded() {
        for (int i = 0; i < 3; i++) {
            function.published(at(i), ONCE);
        }
        report(at(0), Report.Progress.FAILED);
        report(at(0), Report.Progress.SUCCEEDED);
        report(at(1), Report.Progress.FAILED);
        report(at(2), Report.Progress.SUCCEEDED);
        report(at(1), Report.Progress.SUCCEEDED);

        assertThat(function.notices())
                .containsExactly(
                        "schedule_execution_failed",
                        "schedule_execution_recovered",
                        "schedule_execution_failed",
                        "schedule_execution_recovered");
    }

    @Test
    void a_notice_that_was_not_published_is_published_when_the_report_is_delivered_again() {
        function.published(FIRST, ONCE);
        function.publisher.beforePublish((topic, message) -> {
            throw new TransientException(TransientException.Reason.UNAVAILABLE, "down");
        });
        assertThatThrownBy(() -> report(FIRST, Report.Progress.FAILED)).isInstanceOf(TransientException.class);
        assertThat(outcomes()).containsExactly(ShownOutcome.FAILED);
        function.publisher.beforePublish((topic, message) -> {});

        function.clock.advance(Duration.ofMinutes(1));
        report(FIRST, Report.Progress.FAILED);

        assertThat(failures()).containsExactly(1);
    }

    @Test
    void of_a_hundred_reports_of_a_failure_at_once_one_is_notified() throws Exception {
        function.published(FIRST, ONCE);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<ExecutionDecision>> reports =
                    Collections.nCopies(100, () -> report(FIRST, Report.Progress.FAILED));
            for (Future<ExecutionDecision> decision : threads.invokeAll(reports)) {
                decision.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(failures()).containsExactly(1);
        assertThat(outcomes()).containsExactly(ShownOutcome.FAILED);
        assertThat(function.history.state(ID).failedSince(Instant.MIN)).hasSize(1);
    }

    @Test
    void a_time_out_whose_notice_could_not_be_published_is_not_recorded() {
        function.published(FIRST, ONCE);
        function.clock.advance(Duration.ofMinutes(15));
        function.publisher.beforePublish((topic, message) -> {
            throw new TransientException(TransientException.Reason.UNAVAILABLE, "down");
        });

        assertThatThrownBy(() -> function.updates.apply(id(FIRST), new ExecutionEvent.TimePassed(true), function.log))
                .isInstanceOf(TransientException.class);

        assertThat(outcomes()).containsExactly(ShownOutcome.WAITING);
    }

    private static Instant at(int hour) {
        return FIRST.plus(Duration.ofHours(hour));
    }

    private static ExecutionId id(Instant time) {
        return ExecutionId.tryParse(ExecutionKey.firing(ID, time).executionId()).orElseThrow();
    }

    private ExecutionDecision report(Instant time, Report.Progress outcome) {
        return function.updates
                .apply(id(time), new ExecutionEvent.Reported(Report.of(outcome, null)), function.log)
                .orElseThrow();
    }

    private List<ShownOutcome> outcomes() {
        return function.executions().stream().map(Execution::shownOutcome).toList();
    }

    /** Returns the number of failures in each notice of one. */
    private List<Integer> failures() {
        List<Integer> failures = new ArrayList<>();
        for (TopicMessage message : function.publisher.messages(function.stage.notifications())) {
            var payload = Json.parseObject(message.body()).path("payload");
            if (payload.path("action").asText().equals("schedule_execution_failed")) {
                failures.add(payload.path("failures").asInt());
            }
        }
        return failures;
    }
}
