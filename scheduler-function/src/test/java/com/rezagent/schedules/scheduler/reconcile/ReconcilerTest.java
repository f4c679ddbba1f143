package com.rezagent.schedules.scheduler.reconcile;

import static com.rezagent.schedules.scheduler.SchedulerFixture.ID;
import static com.rezagent.schedules.scheduler.SchedulerFixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.command.ScheduleCommand;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.scheduler.SchedulerFixture;
import com.rezagent.schedules.scheduler.event.ReconcileRequest;
import com.rezagent.schedules.scheduler.reconcile.ReconcileReport.Finding;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
    private final SchedulerFixture function = new SchedulerFixture();

    private ReconcileReport run(boolean dryRun) {
        return run(new ReconcileRequest(dryRun, null), () -> false);
    }

    private ReconcileReport run(ReconcileRequest request, BooleanSupplier outOfTime) {
        return function.reconciler.run(request, outOfTime, function.log);
    }

    private List<TopicMessage> continuations() {
        return function.publisher.messages(function.stage.scheduleCreation());
    }

    @Test
    void system_without_differences_has_no_finding() {
        function.created("cron(0 13 * * ? *)");

        ReconcileReport report = run(false);

        assertThat(report.count(Finding.CHECKED)).isEqualTo(1);
        assertThat(report.repairs()).isZero();
        assertThat(function.engine.calls()).containsExactly("list", "find");
    }

    @Test
    void dry_run_finds_what_a_run_repairs() {
        function.created("cron(0 13 * * ? *)");
        function.engine.delete(ID);
        SchedulerFixture other = new SchedulerFixture();
        other.process(other.create("orphan", "cron(0 13 * * ? *)"));
        function.engine.create(other.engine
                .find(ScheduleName.parse("orphan").id())
                .orElseThrow()
                .entry());

        for (boolean dryRun : List.of(true, false)) {
            ReconcileReport report = run(dryRun);
            assertThat(report.count(Finding.LOST)).isEqualTo(1);
            assertThat(report.count(Finding.ORPHANED)).isEqualTo(1);
            assertThat(report.count(Finding.CHECKED)).isEqualTo(2);
            assertThat(function.engine.find(ID).isPresent()).isEqualTo(!dryRun);
        }
        assertThat(run(false).repairs()).isZero();
    }

    @Test
    void missed_firing_is_recorded_once_its_grace_is_over_and_completes_the_schedule() {
        Duration grace =
                function.created("at(2026-01-05T13:00:00)").requireDefinition().grace();
        function.clock.set(NOW.plus(Duration.ofHours(1)).plus(grace).minusNanos(1));
        assertThat(run(false).count(Finding.MISSED)).isZero();

        function.clock.advance(Duration.ofNanos(1));
        assertThat(run(true).count(Finding.MISSED)).isEqualTo(1);
        ReconcileReport report = run(false);

        assertThat(report.count(Finding.MISSED)).isEqualTo(1);
        assertThat(report.count(Finding.COMPLETED)).isEqualTo(1);
        assertThat(function.executions())
                .singleElement()
                .satisfies(it -> assertThat(it.outcome()).isEqualTo(ExecutionOutcome.MISSED));
        assertThat(function.record().status()).isEqualTo(Status.COMPLETED);
        assertThat(function.notices()).containsExactly("schedule_execution_missed");
    }

    @Test
    void paused_schedule_completes_once_the_grace_of_its_last_firing_is_over() {
        Duration grace =
                function.created("at(2026-01-05T13:00:00)").requireDefinition().grace();
        function.clock.advance(Duration.ofMinutes(1));
        function.process(new ScheduleCommand.Pause(function.context(), ID));
        function.clock.set(NOW.plus(Duration.ofHours(1)).plus(grace).minusNanos(1));
        assertThat(run(false).count(Finding.COMPLETED)).isZero();

        function.clock.advance(Duration.ofNanos(1));
        assertThat(run(true).count(Finding.COMPLETED)).isEqualTo(1);
        assertThat(function.record().status()).isEqualTo(Status.PAUSED);
        assertThat(run(false).count(Finding.COMPLETED)).isEqualTo(1);

        assertThat(function.record().status()).isEqualTo(Status.COMPLETED);
        assertThat(function.record().expiresAt()).isNotNull();
        assertThat(function.engine.find(ID)).isEmpty();
        assertThat(function.executions()).isEmpty();
        function.process(function.create("at(2026-02-05T13:00:00)"));
        assertThat(function.record().status()).as("its name can be used again").isEqualTo(Status.ACTIVE);
    }

    @Test
    void run_without_time_left_continues_in_other_invocations_until_all_are_checked() {
        for (String name : List.of("a", "b", "c")) {
            function.process(function.create(name, "cron(0 13 * * ? *)"));
        }
        ReconcileRequest request = new ReconcileRequest(false, null);
        long checked = 0;
        ReconcileReport report;
        do {
            report = run(request, () -> true);
            checked += report.count(Finding.CHECKED);
            if (report.isContinued()) {
                TopicMessage next = continuations().get(continuations().size() - 1);
                request = ReconcileRequest.read(Json.parseObject(next.body()));
            }
        } while (report.isContinued());

        // The lists by status repeat the three, because each invocation knows only what it has checked itself.
        assertThat(checked).isEqualTo(6);
        assertThat(report.entries()).isEqualTo(3);
    }

    @Test
    void schedule_that_cannot_be_checked_does_not_stop_the_run() {
        for (String name : List.of("a", "b")) {
            function.process(function.create(name, "cron(0 13 * * ? *)"));
        }
        function.engine.delete(ID);
        function.engine.beforeWrite(() -> {
            throw new IllegalStateException("A bug");
        });

        ReconcileReport report = run(false);

        assertThat(report.count(Finding.ERRORS)).isEqualTo(1);
        assertThat(report.count(Finding.CHECKED)).isEqualTo(2);
        assertThat(function.logged("reconcile_deferred")).hasSize(1);
    }
}
