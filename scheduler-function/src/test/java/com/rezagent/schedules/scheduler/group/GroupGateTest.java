package com.rezagent.schedules.scheduler.group;

import static com.rezagent.schedules.scheduler.SchedulerFixture.ID;
import static com.rezagent.schedules.scheduler.SchedulerFixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.command.ScheduleCommand;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.group.GroupCommand;
import com.rezagent.schedules.record.CommandOutcome.Result;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.scheduler.SchedulerFixture;
import com.rezagent.schedules.scheduler.event.ReconcileRequest;
import com.rezagent.schedules.scheduler.reconcile.ReconcileReport;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What pauses of schedules and groups do to firings, triggers and audits. The schedule fires hourly and is in billing. */
class GroupGateTest {
    private static final ResourceName BILLING = new ResourceName("billing");
    private static final Instant ONE = NOW.plus(Duration.ofHours(1));
    private static final Instant TWO = NOW.plus(Duration.ofHours(2));
    private static final Instant THREE = NOW.plus(Duration.ofHours(3));

    private final SchedulerFixture function = new SchedulerFixture();

    @BeforeEach
    void createMember() {
        function.putGroup("billing");
        function.created("cron(0 * * * ? *)");
        function.process(new ScheduleCommand.Move(function.context(), ID, BILLING));
    }

    private void assertSkipped(Execution execution, String reason) {
        assertThat(execution.outcome()).isEqualTo(ExecutionOutcome.SKIPPED);
        assertThat(execution.reason()).isEqualTo(reason);
    }

    @Test
    void pause_of_the_group_holds_firings_back_and_leaves_the_members_record_untouched() {
        Schedule before = function.record();
        function.engine.clearCalls();
        function.pauseGroup("billing", ONE, THREE, "maintenance");

        assertSkipped(
                function.fire(ONE, ONE),
                "group_paused: group billing is paused until 2026-01-05T15:00:00Z; maintenance");
        assertSkipped(
                function.fire(TWO, THREE),
                "group_paused: group billing is paused until 2026-01-05T15:00:00Z; maintenance");
        assertThat(function.fire(ONE, ONE).skipCode()).contains("group_paused");
        assertThat(function.fire(THREE, THREE).outcome()).isEqualTo(ExecutionOutcome.PUBLISHED);

        assertThat(function.record().withCounters(0, null)).isEqualTo(before);
        assertThat(function.engine.calls()).isEmpty();
        assertThat(function.published()).isEqualTo(1);
    }

    @Test
    void firing_of_an_entry_with_an_outdated_group_asks_the_present_group() {
        var outdated = function.firing(ONE);
        function.putGroup("other");
        function.process(new ScheduleCommand.Move(function.context(), ID, new ResourceName("other")));
        function.pauseGroup("other", null, null, null);
        function.clock.set(ONE);

        function.firings.fire(outdated, function.log);

        assertSkipped(function.executions().get(0), "group_paused: group other is paused");
    }

    @Test
    void own_pause_is_recorded_before_that_of_the_group() {
        function.pauseGroup("billing", null, null, null);
        function.process(new ScheduleCommand.Pause(function.context().withReason("own"), ID, THREE));

        assertSkipped(function.fire(ONE, ONE), "paused: until 2026-01-05T15:00:00Z; own");
    }

    @Test
    void group_that_cannot_be_read_lets_nothing_pass() {
        function.groups.beforeRead(() -> {
            throw new TransientException(TransientException.Reason.UNAVAILABLE, "no answer");
        });
        function.clock.set(ONE);

        assertThatThrownBy(() -> function.firings.fire(function.firing(ONE), function.log))
                .isInstanceOf(TransientException.class);
        assertThat(function.published()).isZero();
        assertThat(function.executions()).isEmpty();
    }

    @Test
    void trigger_overrides_pauses_and_says_which() {
        function.pauseGroup("billing", null, null, null);
        function.process(new ScheduleCommand.Pause(function.context(), ID));

        function.process(new ScheduleCommand.Trigger(function.context(), ID));

        assertThat(function.published()).isEqualTo(1);
        assertThat(function.executions().get(0).overridden()).containsExactly("paused", "group_paused");
    }

    @Test
    void firing_that_never_arrived_during_a_pause_is_recorded_as_skipped_without_a_notice() {
        function.pauseGroup("billing", ONE, TWO, null);
        Duration grace = function.record().requireDefinition().grace();
        function.clock.set(TWO.plus(grace));

        ReconcileReport report = reconcile();

        assertThat(report.count(ReconcileReport.Finding.MISSED)).isEqualTo(1);
        assertThat(outcome(ONE)).isEqualTo(ExecutionOutcome.SKIPPED);
        assertThat(outcome(TWO)).isEqualTo(ExecutionOutcome.MISSED);
        assertThat(function.notices()).containsExactly("schedule_execution_missed");
        assertThat(reconcile().count(ReconcileReport.Finding.MISSED)).isZero();
    }

    private ReconcileReport reconcile() {
        return function.reconciler.run(new ReconcileRequest(false, null), () -> false, function.log);
    }

    private @Nullable ExecutionOutcome outcome(Instant scheduledTime) {
        return function.executions().stream()
                .filter(it -> it.key().scheduledTime().equals(scheduledTime))
                .map(Execution::outcome)
                .findFirst()
                .orElse(null);
    }

    @Test
    void at_inside_a_pause_never_runs_and_completes() {
        function.process(new ScheduleCommand.Delete(function.context(), ID));
        function.clock.advance(Duration.ofSeconds(1));
        function.created("at(2026-01-05T13:00:00)");
        function.process(new ScheduleCommand.Pause(function.context(), ID, TWO));

        assertSkipped(function.fire(ONE, ONE), "paused: until 2026-01-05T14:00:00Z");

        assertThat(function.record().status(ONE)).isEqualTo(Status.COMPLETED);
        assertThat(function.published()).isZero();
    }

    @Test
    void reconcile_relists_a_schedule_whose_pause_is_over() {
        function.process(new ScheduleCommand.Pause(function.context(), ID, TWO));
        long version = function.record().version();
        function.clock.set(TWO);

        reconcile();

        assertThat(function.record().lifecycle().isListedAsPaused()).isFalse();
        assertThat(function.record().version()).isEqualTo(version);
        assertThat(function.record().pause()).isNotNull();
    }

    @Test
    void refused_command_is_notified_with_its_group() {
        assertThat(function.pauseGroup("unknown", null, null, null).result()).isEqualTo(Result.REFUSED);

        assertThat(function.notices()).containsExactly("schedule_command_refused");
        assertThat(function.publisher
                        .messages(function.stage.notifications())
                        .get(0)
                        .body())
                .contains("\"group\":\"unknown\"", "group_not_found");
    }

    @Test
    void commands_of_groups_arrive_over_the_topic() {
        function.dispatch(function.messages(SchedulerFixture.message(
                new GroupCommand.Pause(function.context().withReason("why"), BILLING, null, null))));

        assertThat(function.groups.gate(BILLING).holdsBack(ONE, ONE)).isTrue();
        assertThat(function.logged("command_decided")).isNotEmpty();
    }

    @Test
    void group_with_a_member_is_not_deleted() {
        assertThat(function.process(new GroupCommand.Delete(function.context(), BILLING))
                        .refusal()
                        .code()
                        .code())
                .isEqualTo("group_not_empty");
        function.process(new ScheduleCommand.Delete(function.context(), ID));
        assertThat(function.process(new GroupCommand.Delete(function.context(), BILLING))
                        .result())
                .isEqualTo(Result.APPLIED);
    }
}
