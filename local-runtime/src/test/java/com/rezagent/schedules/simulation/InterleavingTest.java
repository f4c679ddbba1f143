package com.rezagent.schedules.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.schedule.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two handlers at the same schedule, interleaved at every outside call. */
class InterleavingTest {
    /** Most races need one or two switches at the wrong moment; the long run has them all. */
    private static final int QUICK_SWITCHES = 3;

    private static final AtomicLong RUNS = new AtomicLong();

    static Stream<Duel> duels() {
        return Stream.of(Duel.CONVERGING, Duel.EXECUTING).flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("duels")
    void comes_to_rest_in_a_state_that_is_right(Duel duel) {
        List<String> wrong = wrong(duel, Sabotage.NONE, mostSwitches());
        assertThat(wrong).as(duel.name()).isEmpty();
    }

    private static int mostSwitches() {
        return Scale.isLong() ? Integer.MAX_VALUE : QUICK_SWITCHES;
    }

    static List<String> wrong(Duel duel, Sabotage sabotage, int mostSwitches) {
        List<String> wrong = new ArrayList<>();
        try (Interleavings interleavings = new Interleavings(mostSwitches)) {
            RUNS.addAndGet(interleavings.explore(
                    () -> {
                        World world = new World(Twins.memory(), sabotage);
                        duel.before().accept(world);
                        return world;
                    },
                    world -> List.of(duel.one().apply(world), duel.other().apply(world)),
                    world -> wrong.addAll(Verdict.of(world))));
        }
        return wrong;
    }

    @Test
    void of_two_replaces_with_one_version_exactly_one_is_applied_in_every_interleaving() {
        Duel duel = Duel.CONVERGING.stream()
                .filter(it -> it.name().contains("If-Match"))
                .findFirst()
                .orElseThrow();
        List<Long> applied = new ArrayList<>();
        try (Interleavings interleavings = new Interleavings(mostSwitches())) {
            interleavings.explore(
                    () -> {
                        World world = new World();
                        duel.before().accept(world);
                        return world;
                    },
                    world -> List.of(duel.one().apply(world), duel.other().apply(world)),
                    world -> applied.add(world.record(Scenario.S).orElseThrow().outcomes().stream()
                            .filter(it -> it.commandId().startsWith("u"))
                            .filter(it -> it.result() == Outcome.Result.APPLIED)
                            .count()));
        }
        assertThat(applied).isNotEmpty().containsOnly(1L);
    }

    @AfterAll
    static void report() {
        Scale.report(RUNS + " interleavings of two handlers"
                + (Scale.isLong() ? "" : " with at most " + QUICK_SWITCHES + " switches"));
    }
}
