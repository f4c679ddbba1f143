package com.rezagent.schedules.scheduler.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.ScheduleCommand;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionEvent;
import com.rezagent.schedules.execution.ExecutionId;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.QueueEntry;
import com.rezagent.schedules.execution.Report;
import com.rezagent.schedules.execution.ShownOutcome;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.scheduler.SchedulerFixture;
import com.rezagent.schedules.scheduler.event.SchedulerEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Attempts that a pause holds back do not keep others waiting. However many of them are due before an attempt, it is made by
 * the first sweep after its time, after at most one decision about each other schedule of its shard.
 */
class SweepFairnessTest {
    private static final Instant FIRST = SchedulerFixture.NOW.plus(Duration.ofHours(1));
    private static final Instant HELD_DUE = FIRST.plusSeconds(60);
    private static final int SHARD = 3;
    private static final int HELD = 10_000;

    private final SchedulerFixture function = new SchedulerFixture();

    @Test
    void one_due_attempt_behind_ten_thousand_held_ones_of_one_schedule_is_the_second_decision_of_the_first_sweep() {
        hold(names(1), HELD);
        ExecutionKey due = failed("due", HELD_DUE.plusSeconds(1));
        assertThat(queued()).hasSize(HELD + 1).endsWith(due);

        ObjectNode report = sweep(due, 2);

        assertThat(report.path("due").intValue()).isEqualTo(HELD + 1);
        assertThat(report.path("decided").intValue()).isEqualTo(2);
        assertThat(report.path("continued").booleanValue()).isTrue();
        assertThat(execution(due).shownOutcome()).isEqualTo(ShownOutcome.WAITING);
        assertThat(execution(due).attempt()).isEqualTo(2);
        assertThat(queued()).hasSize(HELD - 1);
    }

    @Test
    void one_due_attempt_behind_ten_thousand_held_ones_waits_for_one_decision_of_each_schedule() {
        int schedules = 500;
        hold(names(schedules), HELD / schedules);
        ExecutionKey due = failed("due", HELD_DUE.plusSeconds(1));
        assertThat(queued()).hasSize(HELD + 1).endsWith(due);

        sweep(due, schedules);
        assertThat(execution(due).shownOutcome()).isEqualTo(ShownOutcome.RETRYING);
        sweep(due, schedules + 1);

        assertThat(execution(due).attempt()).isEqualTo(2);
        assertThat(queued()).hasSize(HELD - 2 * schedules);
    }

    @Test
    void the_attempts_of_one_schedule_keep_their_order() {
        hold(names(1), 3);
        List<ExecutionKey> held = queued();

        sweep(held.get(0), 2);

        assertThat(queued()).containsExactly(held.get(2));
    }

    /** Sweeps the shard right after an execution is due, with time for some decisions only. */
    private ObjectNode sweep(ExecutionKey key, int decisions) {
        function.clock.set(execution(key).due().orElseThrow());
        AtomicInteger checks = new AtomicInteger();
        return function.dispatch(
                "{\"action\":\"sweep\",\"shard\":" + SHARD + "}", () -> checks.incrementAndGet() >= decisions);
    }

    /** Creates schedules whose pause holds some attempts of each. */
    private void hold(List<String> names, int attempts) {
        for (String name : names) {
            ExecutionKey first = failed(name, HELD_DUE);
            Execution held = execution(first);
            for (int i = 1; i < attempts; i++) {
                function.addCopy(held, FIRST.plusSeconds(i));
            }
            function.process(new ScheduleCommand.Pause(function.context(), first.scheduleId()));
        }
    }

    /** Creates a schedule, one execution of which has failed and is due again at a time. */
    private ExecutionKey failed(String name, Instant due) {
        String inShard = inShard(name);
        ScheduleId id = ScheduleName.parse(inShard).id();
        function.clock.set(FIRST.minusSeconds(10));
        function.process(function.create(
                inShard,
                "cron(0 * * * ? *)",
                "{\"expect_report\":true,\"retry\":{\"maximum_attempts\":3,\"jitter\":0}}"));
        function.clock.set(FIRST);
        Schedule schedule = function.store.find(id).orElseThrow();
        function.firings.fire(
                new SchedulerEvent.Firing(id, schedule.entryVersion(), schedule.incarnation(), schedule.group(), FIRST),
                function.log);
        function.clock.set(due.minusSeconds(60));
        ExecutionKey key = ExecutionKey.firing(id, FIRST);
        function.updates.apply(
                ExecutionId.tryParse(key.executionId()).orElseThrow(),
                new ExecutionEvent.Reported(Report.of(Report.Progress.FAILED, 1)),
                function.log);
        assertThat(execution(key).due()).contains(due);
        return key;
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(it -> "held-" + it).toList();
    }

    private static String inShard(String name) {
        return IntStream.iterate(0, it -> it + 1)
                .mapToObj(it -> name + "-" + it)
                .filter(it -> QueueEntry.shard(ScheduleName.parse(it).id()) == SHARD)
                .findFirst()
                .orElseThrow();
    }

    private Execution execution(ExecutionKey key) {
        return function.history.find(key).orElseThrow();
    }

    /** Returns what is due in the minute after the held attempts are, the earliest first. */
    private List<ExecutionKey> queued() {
        return function.history.due(SHARD, HELD_DUE.plusSeconds(60), Integer.MAX_VALUE).stream()
                .map(Execution::key)
                .toList();
    }
}
