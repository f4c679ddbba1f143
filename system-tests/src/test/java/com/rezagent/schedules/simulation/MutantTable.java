package com.rezagent.schedules.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.ScheduleAction;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.simulation.FaultSearch.ScenarioRun;
import com.rezagent.schedules.testing.MemoryStores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** Mutants, each with an experiment that must detect it, and must find nothing in the unchanged protocol. */
final class MutantTable {
    private static final int STEPS = 1_200;

    /** At least as many as an invocation makes. */
    private static final int CALLS = 8;

    private static final List<Class<?>> HOLDERS =
            List.of(ProtocolMutants.class, RuleMutants.class, GateMutants.class, SkipMutants.class);

    private final long startNanos = System.nanoTime();
    private final String what;
    private final List<Case> cases;
    private final List<String> detections = new ArrayList<>();

    /** Runs one test of the protocol and returns the violations it finds. */
    private interface Experiment extends Function<ProtocolMutant, List<String>> {}

    private record Case(String mutation, ProtocolMutant mutant, String experiment) {}

    /**
     * @param what the mutants are, for the report
     * @param table a line for each mutant: {@code mutation | mutant | experiment}. A mutant is a constant of {@link
     *     #HOLDERS}, or two gates of which one is asked {@code before} the other; {@link #experiment} lists experiments
     */
    MutantTable(String what, String table) {
        this.what = what;
        cases = table.lines()
                .map(it -> it.replaceAll(" +", " ").split(" \\| "))
                .map(it -> new Case(it[0], mutant(it[1]), it[2]))
                .toList();
    }

    private static ProtocolMutant mutant(String name) {
        String[] gates = name.split(" before ");
        return gates.length == 2
                ? GateMutants.asked(gates[0], gates[1])
                : HOLDERS.stream()
                        .flatMap(it -> ReflectionSupport.streamFields(
                                it, field -> field.getName().equals(name), HierarchyTraversalMode.TOP_DOWN))
                        .map(it -> (ProtocolMutant) ReflectionSupport.tryToReadFieldValue(it, null)
                                .toOptional()
                                .orElseThrow())
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(name));
    }

    /** Returns a test for each mutant. */
    Stream<DynamicTest> tests() {
        return cases.stream()
                .map(it -> DynamicTest.dynamicTest(it.mutation, () -> {
                    Experiment experiment = experiment(it.experiment);
                    assertThat(experiment.apply(ProtocolMutant.NONE))
                            .as("unchanged protocol")
                            .isEmpty();
                    List<String> violations = experiment.apply(it.mutant);
                    assertThat(violations)
                            .as(it.mutation + ", tested by: " + it.experiment)
                            .isNotEmpty();
                    detections.add(it.mutation + ": detected by \"" + it.experiment + "\" with " + violations.size()
                            + " violations");
                }));
    }

    /** Returns a test for each mutant, that reports whether an undirected random walk detects it. */
    Stream<DynamicTest> walks() {
        return cases.stream()
                .map(it -> DynamicTest.dynamicTest(it.mutation, () -> {
                    Map<String, Integer> counts = new TreeMap<>();
                    List<String> violations =
                            RandomWalkTest.violations(() -> world(it.mutant), SimulationSize.seed(), STEPS, counts);
                    detections.add(it.mutation + ": "
                            + (violations.isEmpty()
                                    ? "not detected by a random walk"
                                    : "detected by a random walk after " + counts.get("steps") + " steps"));
                }));
    }

    void report() {
        detections.forEach(it -> SimulationSize.report("mutant: " + it));
        SimulationSize.report(cases.size() + " " + what, SimulationSize.elapsedSince(startNanos));
    }

    private static SimulatedWorld world(ProtocolMutant mutant) {
        return new SimulatedWorld(MemoryStores.createAsOne(), mutant);
    }

    /** @param text the name of a scenario, or the kind of the experiment and its words */
    private static Experiment experiment(String text) {
        String[] parts = text.split(": ", 2);
        String words = parts[parts.length - 1];
        return switch (parts[0]) {
            case "race" -> race(words);
            case "steps" -> steps(words, Invariants::violations);
            case "steps without a notice" -> steps(words, MutantTable::violationsAndNotices);
            case "engine calls" -> engineCalls(words);
            case "crash" -> crashes(words, Invariants::violations);
            case "changes after a crash" -> crashes(words, MutantTable::lostChanges);
            case "command of a later release" -> MutantTable::unknownSchemaVersion;
            default -> faults(text);
        };
    }

    private static Experiment race(String name) {
        RacePair pair = InterleavingTest.pairs()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow();
        return mutant -> InterleavingTest.violations(pair, mutant);
    }

    /** Runs a scenario without faults and with every single fault. */
    private static Experiment faults(String name) {
        Scenario scenario = Stream.of(
                        FaultAtEveryCallTest.scenarios(),
                        GroupFaultsTest.scenarios(),
                        SkipFaultsTest.scenarios(),
                        ReportFaultsTest.scenarios())
                .flatMap(it -> it)
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow();
        return mutant -> {
            Supplier<SimulatedWorld> worlds = () -> world(mutant);
            ScenarioRun faultFree = ScenarioRun.of(worlds, scenario, Map.of());
            List<String> violations = new ArrayList<>(faultFree.violations());
            for (int call = 1; call <= faultFree.calls(); call++) {
                for (Fault fault : Fault.ALL) {
                    if (!violations.isEmpty()) {
                        return violations;
                    }
                    violations.addAll(ScenarioRun.of(worlds, scenario, Map.of(call, fault))
                            .differencesFrom(faultFree));
                }
            }
            return violations;
        };
    }

    /** Runs steps without faults. */
    private static Experiment steps(String words, Function<SimulatedWorld, List<String>> violations) {
        return mutant -> {
            SimulatedWorld world = world(mutant);
            Steps.step(words).accept(world);
            world.runUntilIdle();
            return violations.apply(world);
        };
    }

    private static List<String> violationsAndNotices(SimulatedWorld world) {
        List<String> violations = new ArrayList<>(Invariants.violations(world));
        world.notices().forEach(it -> violations.add("notified: " + it));
        return violations;
    }

    /** Only what is lost in the end counts, not how it was written. */
    private static List<String> lostChanges(SimulatedWorld world) {
        return world.changeInvariants.lostChanges(world.record(Steps.NAME).orElseThrow());
    }

    /** Returns the engine calls of a step that needs none: the entry is converged and the step does not affect it. */
    private static Experiment engineCalls(String words) {
        return mutant -> {
            SimulatedWorld world = world(mutant);
            Steps.step("created hourly").accept(world);
            world.faultPlan.arm(Map.of());
            Steps.step(words).accept(world);
            return world.faultPlan.calls().stream()
                    .filter(it -> it.port() == SimulatedCall.Port.ENGINE)
                    .map(SimulatedCall::toString)
                    .toList();
        };
    }

    /** @param words what comes before, what crashes at each call, and what comes after that, separated by semicolons */
    private static Experiment crashes(String words, Function<SimulatedWorld, List<String>> violations) {
        String[] parts = words.split("; ");
        return mutant -> {
            List<String> all = new ArrayList<>();
            for (int call = 1; call <= CALLS; call++) {
                SimulatedWorld world = world(mutant);
                Steps.step(parts[0]).accept(world);
                world.faultPlan.arm(Map.of(call, Fault.CRASH_BEFORE));
                Steps.step(parts[1]).accept(world);
                world.faultPlan.disarm();
                Steps.step(parts[2]).accept(world);
                world.runUntilIdle();
                all.addAll(violations.apply(world));
            }
            return all;
        };
    }

    /** A command of a later release must become a dead letter: neither applied nor refused. */
    private static List<String> unknownSchemaVersion(ProtocolMutant mutant) {
        SimulatedWorld world = world(mutant);
        ObjectNode later =
                Json.parseObject(CommandSpec.of("c1", ScheduleAction.CREATE, Steps.NAME, world.now(), Steps.HOURLY)
                        .message()
                        .body());
        later.put("schema_version", 1_000);
        world.topics.receive(world.stage.scheduleCreation(), new TopicMessage(Json.write(later), Map.of()));
        world.runDue();
        world.runUntilIdle();
        List<String> violations = new ArrayList<>();
        world.record(Steps.NAME).ifPresent(it -> violations.add("applied: " + it));
        world.notices().forEach(it -> violations.add("notified: " + it));
        return world.lambda.deadLetters.size() == 1 ? violations : List.of("no dead letter: " + violations);
    }

    /** An update whose engine write takes effect again after the next update has converged, and that is then redelivered. */
    static void lateUpdate(SimulatedWorld world) {
        String first = world.event(
                CommandSpec.of("u1", ScheduleAction.UPDATE, Steps.NAME, world.now(), Steps.HOURLY.withWindow(5)));
        world.deliver(first);
        EngineEntry written = world.entry(Steps.NAME).orElseThrow().entry();
        world.advance(Duration.ofSeconds(10));
        Steps.step("update u2 hourly+window=6").accept(world);
        world.engine.update(written);
        world.deliver(first);
    }
}
