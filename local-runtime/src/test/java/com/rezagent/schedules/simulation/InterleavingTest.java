package com.rezagent.schedules.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.schedule.CommandOutcome;
import com.rezagent.schedules.simulation.Interleavings.Exploration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two handlers at the same schedule, interleaved at every outside call, in every way there is. */
class InterleavingTest {
    /** A duel that has more interleavings is explored by one of each kind alone. */
    private static final long MAX_EXHAUSTIVE = SimulationSize.isLong() ? 500_000 / SimulationSize.oneIn() : 3_000;

    private static final Map<String, PairResult> RESULTS = new TreeMap<>();
    private static Duration elapsed = Duration.ZERO;

    static Stream<RacePair> pairs() {
        return Stream.of(RacePair.CONVERGING, RacePair.EXECUTING).flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("duels")
    void comes_to_rest_in_a_state_that_is_right_whatever_the_interleaving(RacePair duel) {
        assertThat(result(duel).violations).as(duel.name()).isEmpty();
    }

    private static PairResult result(RacePair duel) {
        return RESULTS.computeIfAbsent(duel.name(), name -> {
            long begun = System.nanoTime();
            PairResult found = PairResult.reduced(duel);
            elapsed = elapsed.plus(SimulationSize.elapsedSince(begun));
            return found;
        });
    }

    @Test
    void of_two_replaces_with_one_version_exactly_one_is_applied_in_every_interleaving() {
        RacePair duel =
                pairs().filter(it -> it.name().contains("If-Match")).findFirst().orElseThrow();
        List<Long> applied = new ArrayList<>();
        try (Interleavings all = Interleavings.reduced()) {
            explore(
                    all,
                    duel,
                    ProtocolMutant.NONE,
                    world -> applied.add(world.record(Scenario.NAME).orElseThrow().outcomes().stream()
                            .filter(it -> it.commandId().startsWith("u"))
                            .filter(it -> it.result() == CommandOutcome.Result.APPLIED)
                            .count()));
        }
        assertThat(applied).isNotEmpty().containsOnly(1L);
    }

    /** Holds what {@link Interleavings#reduced} leaves out against the runs themselves. */
    @Test
    void one_of_each_kind_comes_to_all_that_one_by_one_they_come_to() throws Exception {
        List<RacePair> duels = pairs().filter(it -> result(it).exploration.interleavings() <= MAX_EXHAUSTIVE)
                .sorted(Comparator.comparing((RacePair it) -> result(it).exploration.interleavings())
                        .reversed())
                .toList();
        long begun = System.nanoTime();
        List<PairResult> oneByOne = inParallel(duels.stream()
                .<Callable<PairResult>>map(it -> () -> PairResult.exhaustive(it))
                .toList());
        SimulationSize.report(
                sum(oneByOne) + " interleavings, all that " + oneByOne.size()
                        + " of the duels have, each run for itself",
                SimulationSize.elapsedSince(begun));
        assertThat(oneByOne).isNotEmpty();
        for (PairResult each : oneByOne) {
            PairResult byKind = result(each.pair);
            assertThat(each.violations).as(each.pair.name()).isEmpty();
            assertThat(byKind.exploration.interleavings()).as(each.pair.name()).isEqualTo(each.exploration.interleavings());
            assertThat(byKind.endStates).as(each.pair.name()).isEqualTo(each.endStates);
        }
    }

    /** What is wrong at the end of any interleaving of a duel. */
    static List<String> violations(RacePair duel, ProtocolMutant sabotage) {
        List<String> wrong = new ArrayList<>();
        try (Interleavings all = Interleavings.reduced()) {
            explore(all, duel, sabotage, world -> wrong.addAll(Invariants.violations(world)));
        }
        return wrong;
    }

    private static Exploration explore(
            Interleavings interleavings, RacePair duel, ProtocolMutant sabotage, Consumer<SimulatedWorld> eachEnd) {
        return interleavings.explore(
                () -> {
                    SimulatedWorld world = new SimulatedWorld(SimulatedStores.memory(), sabotage);
                    duel.before().accept(world);
                    return world;
                },
                world -> List.of(duel.first().apply(world), duel.second().apply(world)),
                eachEnd);
    }

    /**
     * What exploring a duel finds.
     *
     * @param endStates all that it comes to
     */
    private record PairResult(RacePair pair, List<String> violations, Set<List<Object>> endStates, Exploration exploration) {
        static PairResult reduced(RacePair duel) {
            try (Interleavings all = Interleavings.reduced()) {
                return explored(all, duel);
            }
        }

        static PairResult exhaustive(RacePair duel) {
            try (Interleavings oneByOne = Interleavings.exhaustive()) {
                return explored(oneByOne, duel);
            }
        }

        private static PairResult explored(Interleavings interleavings, RacePair duel) {
            List<String> wrong = new ArrayList<>();
            Set<List<Object>> ends = new HashSet<>();
            Exploration explored = explore(interleavings, duel, ProtocolMutant.NONE, world -> {
                wrong.addAll(Invariants.violations(world));
                ends.add(endState(world));
            });
            return new PairResult(duel, wrong, ends, explored);
        }

        /** All that can be told of a world but its log. */
        private static List<Object> endState(SimulatedWorld world) {
            return List.of(
                    world.record(Scenario.NAME),
                    world.entries(),
                    world.executions(Scenario.NAME),
                    List.copyOf(world.published()),
                    List.copyOf(world.topics.messages(world.stage.notifications())),
                    List.copyOf(world.lambda.deadLetters()),
                    List.copyOf(world.lambda.failures()),
                    world.virtualTime.size());
        }
    }

    private static <T> List<T> inParallel(List<Callable<T>> tasks) throws InterruptedException, ExecutionException {
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<T> all = new ArrayList<>();
            for (Future<T> done : threads.invokeAll(tasks)) {
                all.add(done.get());
            }
            return all;
        } finally {
            threads.shutdownNow();
        }
    }

    private static long sum(Iterable<PairResult> found) {
        long sum = 0;
        for (PairResult it : found) {
            sum += it.exploration.interleavings();
        }
        return sum;
    }

    @AfterAll
    static void report() {
        long runs = 0;
        for (PairResult it : RESULTS.values()) {
            runs += it.exploration.runs();
            if (SimulationSize.isLong()) {
                SimulationSize.report(it.pair + ": " + it.exploration.interleavings() + " interleavings of " + it.exploration.runs()
                        + " kinds");
            }
        }
        SimulationSize.report(
                sum(RESULTS.values()) + " interleavings of two handlers in " + RESULTS.size()
                        + " duels, one of each kind run, " + runs + " in all",
                elapsed);
    }
}
