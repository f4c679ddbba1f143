package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.simulation.Steps.GROUP;
import static com.rezagent.schedules.simulation.Steps.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.rezagent.schedules.command.ScheduleAction;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.group.GroupAction;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.Schedules;
import com.rezagent.schedules.testing.MemoryStore;
import com.rezagent.schedules.testing.MemoryStores;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pauses a group of ten thousand schedules. */
class LargeGroupTest {
    private static final int MEMBERS = 10_000;
    private static final String GROUP = "billing";

    private final MemoryStore schedules = new MemoryStore();
    private final SimulatedWorld world =
            new SimulatedWorld(MemoryStores.over(schedules).asOne(), ProtocolMutant.NONE);

    private enum PauseKind {
        PLAIN,
        UNTIL,
        LATER
    }

    @BeforeEach
    void createMembers() {
        world.putGroup(GROUP);
        ResourceName group = new ResourceName(GROUP);
        for (int i = 1; i < MEMBERS; i++) {
            schedules.put(Schedules.schedule("member " + i, group, SimulatedWorld.START));
        }
        world.send(CommandSpec.of("c1", ScheduleAction.CREATE, Steps.NAME, world.now(), Steps.HALF_HOURLY)
                .inGroup(GROUP));
        world.advance(Duration.ofMinutes(10));
    }

    private List<String> callsOf(Runnable step) {
        world.faultPlan.arm(Map.of());
        step.run();
        world.faultPlan.disarm();
        return world.faultPlan.calls().stream().map(SimulatedCall::toString).toList();
    }

    private void pause(PauseKind kind) {
        Instant from = kind == PauseKind.LATER ? world.now().plusSeconds(60) : null;
        Instant until = kind == PauseKind.PLAIN ? null : world.now().plusSeconds(7_200);
        world.send(GroupCommandSpec.of("g1", GroupAction.PAUSE_GROUP, GROUP, world.now())
                .during(from, until));
    }

    @ParameterizedTest
    @EnumSource
    void a_pause_and_a_resume_are_one_write_each_and_touch_no_member(PauseKind kind) {
        List<Schedule> before = schedules.all();
        assertThat(before).hasSize(MEMBERS);

        assertThat(callsOf(() -> pause(kind))).containsExactly("groups.find", "groups.replace");
        assertThat(callsOf(() -> world.send(GroupCommandSpec.of(
                        "g2", GroupAction.RESUME_GROUP, GROUP, world.now().plusMillis(1)))))
                .containsExactly("groups.find", "groups.replace");

        assertThat(schedules.all()).isEqualTo(before);
        assertThat(Invariants.violations(world)).isEmpty();
    }

    @Test
    void a_members_firing_reads_the_schedule_and_its_group_and_nothing_of_other_members() {
        pause(PauseKind.PLAIN);

        List<String> calls = callsOf(() -> world.advance(Duration.ofMinutes(25)));

        assertThat(calls)
                .containsExactly("store.find", "groups.gate", "history.state", "history.find", "history.record");
        assertThat(world.executions(Steps.NAME))
                .extracting(Execution::outcome, it -> it.skipCode().orElse(""))
                .containsExactly(tuple(ExecutionOutcome.SKIPPED, "group_paused"));
        assertThat(world.published()).isEmpty();
    }
}
