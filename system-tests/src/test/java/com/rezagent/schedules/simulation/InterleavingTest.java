package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.simulation.Steps.all;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.simulation.Interleavings.Exploration;
import com.rezagent.schedules.testing.MemoryStores;
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

/** Runs two handlers concurrently on one schedule, in every interleaving of their port calls. */
class InterleavingTest {
    /** A pair with more interleavings is only explored by equivalence classes. */
    private static final long MAX_EXHAUSTIVE = SimulationSize.isLong() ? 500_000 / SimulationSize.oneIn() : 100;

    /** In the quick part, invocations of a large pair are interrupted so often at most. */
    private static final int MAX_PREEMPTIONS = 2;

    private static final Map<String, PairResult> RESULTS = new TreeMap<>();
    private static Duration elapsed = Duration.ZERO;

    static Stream<RacePair> pairs() {
        return Races.pairs();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void invariants_hold_after_every_interleaving(RacePair pair) {
        assertThat(result(pair).violations).as(pair.name()).isEmpty();
    }

    private static PairResult result(RacePair pair) {
        return RESULTS.computeIfAbsent(pair.name(), name -> {
            long start = System.nanoTime();
            PairResult result = isBounded(pair) ? PairResult.bounded(pair) : PairResult.reduced(pair);
            elapsed = elapsed.plus(SimulationSize.elapsedSince(start));
            return result;
        });
    }

    private static boolean isBounded(RacePair pair) {
        return Races.isLarge(pair) && !SimulationSize.isLong();
    }

    @Test
    void exactly_one_of_two_updates_with_the_same_expected_version_is_applied() {
        RacePair pair =
                pairs().filter(it -> it.name().contains("If-Match")).findFirst().orElseThrow();
        List<Long> applied = new ArrayList<>();
        try (Interleavings reduced = Interleavings.reduced()) {
            explore(
                    reduced,
                    pair,
                    ProtocolMutant.NONE,
                    world -> applied.add(world.record(Steps.NAME).orElseThrow().outcomes().stream()
                            .filter(it -> it.commandId().startsWith("u"))
                            .filter(it -> it.result() == CommandOutcome.Result.APPLIED)
                            .count()));
        }
        assertThat(applied).isNotEmpty().containsOnly(1L);
    }

    /** Verifies the reduction of {@link Interleavings#reduced} against exhaustive exploration. */
    @Test
    void reduced_exploration_reaches_the_same_end_states_as_exhaustive_exploration() throws Exception {
        List<RacePair> smallPairs = pairs().filter(
                        it -> !isBounded(it) && result(it).exploration.interleavings() <= MAX_EXHAUSTIVE)
                .sorted(Comparator.comparing(
                                (RacePair it) -> result(it).exploration.interleavings())
                        .reversed())
                .toList();
        long start = System.nanoTime();
        List<PairResult> exhaustive = inParallel(smallPairs.stream()
                .<Callable<PairResult>>map(it -> () -> PairResult.exhaustive(it))
                .toList());
        SimulationSize.report(
                exhaustive.size() + " pairs explored exhaustively, " + sum(exhaustive) + " interleavings",
                SimulationSize.elapsedSince(start));
        assertThat(exhaustive).isNotEmpty();
        for (PairResult each : exhaustive) {
            PairResult reduced = result(each.pair);
            assertThat(each.violations).as(each.pair.name()).isEmpty();
            assertThat(reduced.exploration.interleavings())
                    .as(each.pair.name())
                    .isEqualTo(each.exploration.interleavings());
            assertThat(reduced.endStates).as(each.pair.name()).isEqualTo(each.endStates);
        }
    }

    /** Returns the violations after all interleavings of a pair. */
    static List<String> violations(RacePair pair, ProtocolMutant mutant) {
        List<String> violations = new ArrayList<>();
        try (Interleavings reduced = Interleavings.reduced()) {
            explore(reduced, pair, mutant, world -> violations.addAll(Invariants.violations(world)));
        }
        return violations;
    }

    private static Exploration explore(
            Interleavings interleavings, RacePair pair, ProtocolMutant mutant, Consumer<SimulatedWorld> eachEnd) {
        return interleavings.explore(
                () -> {
                    SimulatedWorld world = new SimulatedWorld(MemoryStores.createAsOne(), mutant);
                    pair.before().accept(world);
                    return world;
                },
                world -> List.of(pair.first().apply(world), pair.second().apply(world)),
                eachEnd);
    }

    /**
     * The result of exploring a pair.
     *
     * @param endStates every distinct end state
     */
    private record PairResult(
            RacePair pair, List<String> violations, Set<List<Object>> endStates, Exploration exploration) {
        static PairResult reduced(RacePair pair) {
            try (Interleavings reduced = Interleavings.reduced()) {
                return explored(reduced, pair);
            }
        }

        static PairResult exhaustive(RacePair pair) {
            try (Interleavings exhaustive = Interleavings.exhaustive()) {
                return explored(exhaustive, pair);
            }
        }

        static PairResult bounded(RacePair pair) {
            try (Interleavings bounded = Interleavings.bounded(MAX_PREEMPTIONS)) {
                return explored(bounded, pair);
            }
        }

        private static PairResult explored(Interleavings interleavings, RacePair pair) {
            List<String> violations = new ArrayList<>();
            Set<List<Object>> endStates = new HashSet<>();
            Exploration exploration = explore(interleavings, pair, ProtocolMutant.NONE, world -> {
                violations.addAll(Invariants.violations(world));
                endStates.add(endState(world));
            });
            return new PairResult(pair, violations, endStates, exploration);
        }

        /** Returns the complete state of a world, except its log. */
        private static List<Object> endState(SimulatedWorld world) {
            return List.of(
                    world.record(Steps.NAME),
                    world.groups.list(100, null).items(),
                    world.entries(),
                    world.executions(Steps.NAME),
                    world.history.state(CommandSpec.idOf(Steps.NAME)),
                    List.copyOf(world.published()),
                    List.copyOf(world.topics.messages(world.stage.notifications())),
                    List.copyOf(world.lambda.deadLetters),
                    List.copyOf(world.lambda.failures),
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

    private static long sum(Iterable<PairResult> results) {
        long sum = 0;
        for (PairResult it : results) {
            sum += it.exploration.interleavings();
        }
        return sum;
    }

    @AfterAll
    static void report() {
        List<PairResult> reduced = new ArrayList<>();
        List<PairResult> bounded = new ArrayList<>();
        for (PairResult it : RESULTS.values()) {
            (isBounded(it.pair) ? bounded : reduced).add(it);
            if (SimulationSize.isLong()) {
                SimulationSize.report(it.pair + ": " + it.exploration.interleavings() + " interleavings in "
                        + it.exploration.runs() + " equivalence classes");
            }
        }
        SimulationSize.report(reduced.size() + " pairs of handlers with " + sum(reduced)
                + " interleavings, one run for each of "
                + reduced.stream().mapToLong(it -> it.exploration.runs()).sum() + " equivalence classes");
        SimulationSize.report(
                bounded.size() + " large pairs, " + sum(bounded) + " interleavings with up to " + MAX_PREEMPTIONS
                        + " preemptions; all pairs",
                elapsed);
    }
}
