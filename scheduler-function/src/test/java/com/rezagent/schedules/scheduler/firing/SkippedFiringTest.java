package com.rezagent.schedules.scheduler.firing;

import static com.rezagent.schedules.scheduler.SchedulerFixture.ID;
import static com.rezagent.schedules.scheduler.SchedulerFixture.LEASE;
import static com.rezagent.schedules.scheduler.SchedulerFixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.ScheduleCommand;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.record.CommandOutcome.Result;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.scheduler.SchedulerFixture;
import com.rezagent.schedules.scheduler.event.ReconcileRequest;
import com.rezagent.schedules.scheduler.reconcile.ReconcileReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of firings that were skipped. The schedule fires hourly. */
class SkippedFiringTest {
    private static final Instant ONE = NOW.plus(Duration.ofHours(1));
    private static final Instant TWO = NOW.plus(Duration.ofHours(2));

    private final SchedulerFixture function = new SchedulerFixture();

    /** Returns the context of a command that is later than those before. */
    private Command.Context context() {
        function.clock.advance(Duration.ofMillis(1));
        return function.context().withReason("Course closed");
    }

    private Result skip(Instant time) {
        return function.process(new ScheduleCommand.Skip(context(), ID, time)).result();
    }

    private static void assertSkipped(Execution execution) {
        assertThat(execution.outcome()).isEqualTo(ExecutionOutcome.SKIPPED);
        assertThat(execution.skipCode()).contains("skip_requested");
        assertThat(execution.reason())
                .startsWith("skip_requested: requested by ")
                .endsWith("; Course closed");
    }

    @Test
    void skipped_firing_is_recorded_and_not_published_and_counters_stay() {
        function.created("cron(0 * * * ? *)");
        assertThat(skip(ONE)).isEqualTo(Result.APPLIED);

        assertSkipped(function.fire(ONE, ONE));
        assertThat(function.published()).isZero();
        assertThat(function.counters().executionCount()).isZero();
        assertThat(function.counters().lastTriggered()).isNull();

        assertThat(function.fire(TWO, TWO).outcome()).isEqualTo(ExecutionOutcome.PUBLISHED);
        assertThat(function.counters().executionCount()).isEqualTo(1);
    }

    @Test
    void skip_and_unskip_make_no_call_to_the_engine_and_keep_the_entry() {
        function.created("cron(0 * * * ? *)");
        Schedule before = function.record();
        function.engine.clearCalls();

        skip(ONE);
        assertThat(skip(ONE)).isEqualTo(Result.UNCHANGED);
        skip(TWO);
        function.process(new ScheduleCommand.Unskip(context(), ID, ONE));
        assertThat(function.process(new ScheduleCommand.Unskip(context(), ID, ONE))
                        .result())
                .isEqualTo(Result.UNCHANGED);

        assertThat(function.engine.calls()).isEmpty();
        assertThat(function.record().entryVersion()).isEqualTo(before.entryVersion());
        assertThat(function.record().version()).isEqualTo(before.version() + 3);
        assertThat(function.record().isConverged()).isTrue();
        assertThat(function.fire(ONE, ONE).outcome()).isEqualTo(ExecutionOutcome.PUBLISHED);
        assertThat(function.engine.calls()).isEmpty();
    }

    @Test
    void skipped_firing_that_arrives_a_day_late_is_skipped() {
        function.created("cron(0 * * * ? *)");
        skip(ONE);
        function.clock.set(ONE.plus(Duration.ofHours(20)));
        skip(ONE.plus(Duration.ofHours(40)));

        assertSkipped(function.fire(ONE, ONE.plus(Duration.ofDays(1))));
        assertThat(function.published()).isZero();
    }

    @Test
    void rate_that_the_engine_dates_by_its_own_count_is_skipped_within_the_tolerance() {
        function.created("rate(1 hour)");
        skip(ONE);

        assertSkipped(function.fire(ONE.plusSeconds(29), ONE.plusSeconds(40)));
        assertThat(function.fire(TWO.minusSeconds(29), TWO).outcome()).isEqualTo(ExecutionOutcome.PUBLISHED);
    }

    @Test
    void redelivered_skipped_firing_is_recorded_once_and_stays_skipped() {
        function.created("cron(0 * * * ? *)");
        skip(ONE);
        function.fire(ONE, ONE);

        assertSkipped(function.fire(ONE, ONE.plusSeconds(300)));
        assertThat(function.executions()).hasSize(1);
        assertThat(function.logged("execution_skipped")).hasSize(1);
    }

    @Test
    void skipped_firing_that_never_came_is_recorded_as_skipped_by_the_audit_without_a_notice() {
        function.created("cron(0 * * * ? *)");
        skip(ONE);
        Duration grace = function.record().requireDefinition().grace();
        function.clock.set(TWO.plus(grace));

        ReconcileReport report = function.reconciler.run(new ReconcileRequest(false, null), () -> false, function.log);

        assertSkipped(function.execution(ONE));
        assertThat(function.execution(TWO).outcome()).isEqualTo(ExecutionOutcome.MISSED);
        assertThat(report.count(ReconcileReport.Finding.MISSED)).isEqualTo(1);
        assertThat(function.notices()).containsExactly("schedule_execution_missed");
    }

    @Test
    void skipped_firing_that_never_came_is_no_miss_of_a_schedule_that_was_deleted_after_it() {
        function.created("cron(0 * * * ? *)");
        skip(ONE);
        Duration grace = function.record().requireDefinition().grace();
        function.clock.set(ONE.plusSeconds(600));
        function.process(new ScheduleCommand.Delete(function.context(), ID));
        function.clock.set(ONE.plus(grace).plusSeconds(1));

        function.reconciler.run(new ReconcileRequest(false, null), () -> false, function.log);

        assertSkipped(function.execution(ONE));
        assertThat(function.notices()).isEmpty();
    }

    @Test
    void skip_while_the_schedule_is_paused_holds_after_the_resume() {
        function.created("cron(0 * * * ? *)");
        function.process(new ScheduleCommand.Pause(function.context(), ID));
        assertThat(skip(TWO)).isEqualTo(Result.APPLIED);
        function.clock.set(ONE.plusSeconds(60));
        function.process(new ScheduleCommand.Resume(function.context(), ID));

        assertSkipped(function.fire(TWO, TWO));
    }

    @Test
    void skip_is_recorded_before_the_pause_of_the_group_and_after_that_of_the_schedule() {
        function.putGroup("billing");
        function.created("cron(0 * * * ? *)");
        function.process(new ScheduleCommand.Move(function.context(), ID, new ResourceName("billing")));
        function.pauseGroup("billing", null, null, null);
        skip(ONE);
        skip(TWO);
        assertSkipped(function.fire(ONE, ONE));

        function.process(new ScheduleCommand.Pause(function.context(), ID, TWO.plusSeconds(1)));

        assertThat(function.fire(TWO, TWO).skipCode()).contains("paused");
        assertThat(function.fire(TWO.plusSeconds(3_600), TWO.plusSeconds(3_600)).skipCode())
                .contains("group_paused");
    }

    @Test
    void trigger_runs_although_the_next_firing_is_skipped() {
        function.created("cron(0 * * * ? *)");
        skip(ONE);
        function.clock.set(ONE.minusSeconds(60));

        function.process(new ScheduleCommand.Trigger(function.context(), ID));

        assertThat(function.published()).isEqualTo(1);
        assertThat(function.executions().get(0).overridden()).isEmpty();
        assertSkipped(function.fire(ONE, ONE.plusSeconds(1)));
    }

    @Test
    void schedule_that_fires_once_completes_although_that_firing_is_skipped() {
        function.created("at(2026-01-05T13:00:00)");
        skip(ONE);

        assertSkipped(function.fire(ONE, ONE));

        assertThat(function.record().status()).isEqualTo(Status.COMPLETED);
        assertThat(function.published()).isZero();
    }

    /** An early rate firing may be claimed before its nominal time, until which it can be skipped. */
    @Test
    void firing_that_an_earlier_attempt_has_claimed_is_not_skipped_any_more() {
        function.created("rate(1 hour)");
        Instant early = ONE.minusSeconds(20);
        String incarnation = function.record().incarnation();
        function.clock.set(early);
        function.history.claim(ExecutionKey.firing(ID, early), incarnation, early, LEASE);
        assertThat(skip(ONE)).isEqualTo(Result.APPLIED);

        assertThat(function.fire(early, early.plus(LEASE)).outcome()).isEqualTo(ExecutionOutcome.PUBLISHED);
        assertThat(function.published()).isEqualTo(1);
    }

    @Test
    void firing_that_was_due_before_the_engine_had_an_entry_is_skipped() {
        function.created("cron(0 * * * ? *)");
        skip(ONE);
        function.engine.clearCalls();
        Schedule record = function.record();
        assertThat(record.pendingSkips(NOW)).containsExactly(ONE);
        function.clock.set(ONE.plusSeconds(30));

        function.process(new ScheduleCommand.Update(
                new Command.Context("late", "alice", ONE.minusSeconds(30), Command.Origin.WEB_API),
                ID,
                function.update("cron(0 0-23 * * ? *)").body(),
                null));

        assertSkipped(function.execution(ONE));
        assertThat(function.published()).isZero();
    }

    @Test
    void commands_over_the_topic_are_applied_and_logged_with_the_firing_and_the_reason() {
        function.created("cron(0 * * * ? *)");

        function.dispatch(function.messages(
                SchedulerFixture.message(new ScheduleCommand.Skip(context(), ID, ONE)),
                SchedulerFixture.message(new ScheduleCommand.Skip(context(), ID, null)),
                SchedulerFixture.message(new ScheduleCommand.Unskip(function.context(), ID, TWO)),
                SchedulerFixture.message(new ScheduleCommand.Skip(context(), ID, ONE.plusSeconds(1)))));

        assertThat(function.record().pendingSkips(NOW)).containsExactly(ONE);
        assertThat(function.logged("command_decided"))
                .extracting(it -> it.get("action") + " " + it.get("result") + " " + it.get("scheduled_time") + " "
                        + it.get("code"))
                .endsWith(
                        "skip applied " + ONE + " null",
                        "skip unchanged null null",
                        "unskip unchanged " + TWO + " null",
                        "skip refused " + ONE.plusSeconds(1) + " not_a_firing");
        Map<String, Object> first = function.logged("command_decided").stream()
                .filter(it -> "skip".equals(it.get("action")))
                .findFirst()
                .orElseThrow();
        assertThat(first).containsEntry("reason", "Course closed");
        assertThat(function.notices()).containsExactly("schedule_command_refused");
    }
}
