package com.rezagent.schedules.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.schedule.CommandOutcome;
import com.rezagent.schedules.simulation.Interleavings.Explored;
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
    private static final long MOST_ONE_BY_ONE = Scale.isLong() ? 500_000 / Scale.oneIn() : 3_000;

    private static final Map<String, Found> FOUND = new TreeMap<>();
    private static Duration took = Duration.ZERO;

    static Stream<RacePair> duels() {
        return Stream.of(RacePair.CONVERGING, RacePair.EXECUTING).flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("duels")
    void comes_to_rest_in_a_state_that_is_right_whatever_the_interleaving(RacePair duel) {
        assertThat(found(duel).wrong).as(duel.name()).isEmpty();
    }

    private static Found found(RacePair duel) {
        return FOUND.computeIfAbsent(duel.name(), name -> {
            long begun = System.nanoTime();
            Found found = Found.byOneOfEachKind(duel);
            took = took.plus(Scale.since(begun));
            return found;
        });
    }

    @Test
    void of_two_replaces_with_one_version_exactly_one_is_applied_in_every_interleaving() {
        RacePair duel =
                duels().filter(it -> it.name().contains("If-Match")).findFirst().orElseThrow();
        List<Long> applied = new ArrayList<>();
        try (Interleavings all = Interleavings.all()) {
            explore(
                    all,
                    duel,
                    ProtocolMutant.NONE,
                    world -> applied.add(world.record(Scenario.S).orElseThrow().outcomes().stream()
                            .filter(it -> it.commandId().startsWith("u"))
                            .filter(it -> it.result() == CommandOutcome.Result.APPLIED)
                            .count()));
        }
        assertThat(applied).isNotEmpty().containsOnly(1L);
    }

    /** Holds what {@link Interleavings#all} leaves out against the runs themselves. */
    @Test
    void one_of_each_kind_comes_to_all_that_one_by_one_they_come_to() throws Exception {
        List<RacePair> duels = duels().filter(it -> found(it).explored.interleavings() <= MOST_ONE_BY_ONE)
                .sorted(Comparator.comparing((RacePair it) -> found(it).explored.interleavings())
                        .reversed())
                .toList();
        long begun = System.nanoTime();
        List<Found> oneByOne = inParallel(duels.stream()
                .<Callable<Found>>map(it -> () -> Found.oneByOne(it))
                .toList());
        Scale.report(
                sum(oneByOne) + " interleavings, all that " + oneByOne.size()
                        + " of the duels have, each run for itself",
                Scale.since(begun));
        assertThat(oneByOne).isNotEmpty();
        for (Found each : oneByOne) {
            Found byKind = found(each.duel);
            assertThat(each.wrong).as(each.duel.name()).isEmpty();
            assertThat(byKind.explored.interleavings()).as(each.duel.name()).isEqualTo(each.explored.interleavings());
            assertThat(byKind.ends).as(each.duel.name()).isEqualTo(each.ends);
        }
    }

    /** What is wrong at the end of any interleaving of a duel. */
    static List<String> wrong(RacePair duel, ProtocolMutant sabotage) {
        List<String> wrong = new ArrayList<>();
        try (Interleavings all = Interleavings.all()) {
            explore(all, duel, sabotage, world -> wrong.addAll(Invariants.of(world)));
        }
        return wrong;
    }

    private static Explored explore(
            Interleavings interleavings, RacePair duel, ProtocolMutant sabotage, Consumer<SimulatedWorld> eachEnd) {
        return interleavings.explore(
                () -> {
                    SimulatedWorld world = new SimulatedWorld(SimulatedStores.memory(), sabotage);
                    duel.before().accept(world);
                    return world;
                },
                world -> List.of(duel.one().apply(world), duel.other().apply(world)),
                eachEnd);
    }

    /**
     * What exploring a duel finds.
     *
     * @param ends all that it comes to
     */
    private record Found(RacePair duel, List<String> wrong, Set<List<Object>> ends, Explored explored) {
        static Found byOneOfEachKind(RacePair duel) {
            try (Interleavings all = Interleavings.all()) {
                return by(all, duel);
            }
        }

        static Found oneByOne(RacePair duel) {
            try (Interleavings oneByOne = Interleavings.oneByOne()) {
                return by(oneByOne, duel);
            }
        }

        private static Found by(Interleavings interleavings, RacePair duel) {
            List<String> wrong = new ArrayList<>();
            Set<List<Object>> ends = new HashSet<>();
            Explored explored = explore(interleavings, duel, ProtocolMutant.NONE, world -> {
                wrong.addAll(Invariants.of(world));
                ends.add(end(world));
            });
            return new Found(duel, wrong, ends, explored);
        }

        /** All that can be told of a world but its log. */
        private static List<Object> end(SimulatedWorld world) {
            return List.of(
                    world.record(Scenario.S),
                    world.entries(),
                    world.executions(Scenario.S),
                    List.copyOf(world.published()),
                    List.copyOf(world.topics.of(world.stage.notifications())),
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

    private static long sum(Iterable<Found> found) {
        long sum = 0;
        for (Found it : found) {
            sum += it.explored.interleavings();
        }
        return sum;
    }

    @AfterAll
    static void report() {
        long runs = 0;
        for (Found it : FOUND.values()) {
            runs += it.explored.runs();
            if (Scale.isLong()) {
                Scale.report(it.duel + ": " + it.explored.interleavings() + " interleavings of " + it.explored.runs()
                        + " kinds");
            }
        }
        Scale.report(
                sum(FOUND.values()) + " interleavings of two handlers in " + FOUND.size()
                        + " duels, one of each kind run, " + runs + " in all",
                took);
    }
}
