package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.command.ScheduleAction.CREATE;
import static com.rezagent.schedules.command.ScheduleAction.SKIP;
import static com.rezagent.schedules.command.ScheduleAction.UPDATE;
import static com.rezagent.schedules.simulation.Steps.HALF_HOURLY;
import static com.rezagent.schedules.simulation.Steps.NAME;
import static com.rezagent.schedules.simulation.Steps.at;
import static com.rezagent.schedules.simulation.Steps.created;
import static com.rezagent.schedules.simulation.Steps.step;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.record.CommandOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Single rules of skips, in readable form. */
class SkipTest {
    private static final Duration A_DAY = Duration.ofDays(1);

    private final SimulatedWorld world = new SimulatedWorld();

    @AfterEach
    void nothing_is_violated() {
        world.runUntilIdle();
        assertThat(Invariants.violations(world)).isEmpty();
    }

    private String codeOf(String commandId) {
        CommandOutcome outcome =
                world.record(NAME).orElseThrow().outcomeOf(commandId).orElseThrow();
        return outcome.refusal() == null
                ? outcome.result().text()
                : outcome.refusal().code().code();
    }

    private List<Instant> skips() {
        return List.copyOf(world.record(NAME).orElseThrow().heldSkips().keySet());
    }

    private List<Execution> executions() {
        return world.executions(NAME);
    }

    /** The local time 02:30 does not exist on 8 March 2026 in New York, and exists twice on 25 October 2026 in Berlin. */
    @ParameterizedTest
    @CsvSource({
        "America/New_York, 2026-03-07T00:00:00Z, 2026-03-08T07:30:00Z, not_a_firing",
        "America/New_York, 2026-03-07T00:00:00Z, 2026-03-08T06:30:00Z, not_a_firing",
        "America/New_York, 2026-03-07T00:00:00Z, 2026-03-09T06:30:00Z, applied",
        "America/New_York, 2026-03-07T00:00:00Z, 2026-03-09T07:30:00Z, not_a_firing",
        "Europe/Berlin,    2026-10-24T00:00:00Z, 2026-10-25T00:30:00Z, applied",
        "Europe/Berlin,    2026-10-24T00:00:00Z, 2026-10-25T01:30:00Z, not_a_firing",
        "Europe/Berlin,    2026-10-24T00:00:00Z, 2026-10-26T01:30:00Z, applied"
    })
    void a_skip_at_a_change_of_clocks_means_the_firing_that_there_is(
            String timezone, Instant start, Instant skipped, String outcome) {
        DefinitionSpec def = DefinitionSpec.of("cron(30 2 * * ? *)", "a")
                .inTimezone(timezone)
                .withStart(start)
                .withEnd(start.plus(A_DAY.multipliedBy(4)));
        created(def).accept(world);

        world.send(CommandSpec.of("k1", SKIP, NAME, world.now(), null).ofFiring(skipped));

        assertThat(codeOf("k1")).isEqualTo(outcome);
        world.advance(Duration.between(world.now(), start.plus(A_DAY.multipliedBy(4))));
        List<Instant> fired = executions().stream()
                .filter(it -> it.outcome() == ExecutionOutcome.SKIPPED)
                .map(it -> it.key().scheduledTime())
                .toList();
        assertThat(fired).isEqualTo(outcome.equals("applied") ? List.of(skipped) : List.of());
        assertThat(executions()).hasSize(timezone.equals("America/New_York") ? 3 : 4);
    }

    @Test
    void a_skip_without_a_time_means_the_first_firing_after_it_was_issued() {
        created(HALF_HOURLY).accept(world);
        String event = world.event(CommandSpec.of("k1", SKIP, NAME, world.now(), null));
        world.advance(Duration.ofMinutes(19));

        world.deliver(event);

        assertThat(skips()).containsExactly(at("30"));
    }

    @Test
    void a_skip_without_a_time_that_arrives_after_the_firing_is_refused() {
        created(HALF_HOURLY).accept(world);
        String event = world.event(CommandSpec.of("k1", SKIP, NAME, world.now(), null));
        world.advance(Duration.ofMinutes(20));

        world.deliver(event);

        assertThat(codeOf("k1")).isEqualTo("not_a_firing");
        assertThat(executions()).extracting(Execution::outcome).containsExactly(ExecutionOutcome.PUBLISHED);
    }

    @Test
    void fifty_firings_to_come_can_be_skipped_and_one_more_once_one_has_passed() {
        created(HALF_HOURLY).accept(world);
        for (int i = 1; i <= 50; i++) {
            step("skip k" + i + " " + 30 * i).accept(world);
        }
        step("skip k51 1530").accept(world);
        assertThat(codeOf("k51")).isEqualTo("too_many_skips");
        world.advance(Duration.ofMinutes(20));

        step("skip k52 1530").accept(world);

        assertThat(codeOf("k52")).isEqualTo("applied");
    }

    @Test
    void skips_that_the_definition_has_no_firing_for_do_not_count() {
        created(HALF_HOURLY).accept(world);
        for (int i = 1; i <= 50; i++) {
            step("skip k" + i + " " + 30 * i).accept(world);
        }
        world.send(CommandSpec.of("u1", UPDATE, NAME, world.now(), DefinitionSpec.of("cron(15 * * * ? *)", "a")));

        step("skip k51 75").accept(world);

        assertThat(codeOf("k51")).isEqualTo("applied");
    }

    /** Repeating it skips the same firing, which is the next one, skipped already or not. */
    @Test
    void the_next_firing_is_skipped_once() {
        created(HALF_HOURLY).accept(world);
        step("skip k1").accept(world);

        step("skip k2").accept(world);

        assertThat(codeOf("k2")).isEqualTo("unchanged");
        assertThat(skips()).containsExactly(at("30"));
    }

    /** Each schedule has its own registers, whatever it is called. */
    @Test
    void a_skip_of_one_schedule_leaves_another_alone() {
        created(HALF_HOURLY).accept(world);
        world.send(CommandSpec.of("c2", CREATE, "other", world.now(), HALF_HOURLY));
        step("skip k1 30").accept(world);

        world.advance(Duration.ofMinutes(25));

        assertThat(executions()).extracting(Execution::outcome).containsExactly(ExecutionOutcome.SKIPPED);
        assertThat(world.executions("other"))
                .extracting(Execution::outcome)
                .containsExactly(ExecutionOutcome.PUBLISHED);
    }
}
