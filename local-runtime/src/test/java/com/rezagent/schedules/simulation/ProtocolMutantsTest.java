package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.command.Action.PAUSE;
import static com.rezagent.schedules.command.Action.RESUME;
import static com.rezagent.schedules.command.Action.UPDATE;
import static com.rezagent.schedules.simulation.Scenario.HOURLY;
import static com.rezagent.schedules.simulation.Scenario.S;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.schedule.CommandOutcome;
import com.rezagent.schedules.simulation.FaultAtEveryCallTest.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The simulation, tested: the protocol is broken on purpose, and what notices it must notice it, and find nothing wrong
 * with the protocol as it is.
 */
class ProtocolMutantsTest {
    private static final int STEPS = 1_200;
    private static long begun;
    private static final List<String> NOTICED = new ArrayList<>();

    /** What is tried: it answers what it found wrong. */
    private interface Experiment extends Function<ProtocolMutant, List<String>> {}

    private record Case(String broken, ProtocolMutant sabotage, String noticedBy, Experiment experiment) {}

    private static final List<Case> CASES = List.of(
            new Case(
                    "the engine is written first",
                    ProtocolMutants.ENGINE_FIRST,
                    "pause, delete",
                    duel("pause, delete")),
            new Case(
                    "the record is not read again",
                    ProtocolMutants.NO_SECOND_READ,
                    "reconcile of a lost entry, delete",
                    duel("reconcile of a lost entry, delete")),
            new Case(
                    "writes are unconditional",
                    ProtocolMutants.UNCONDITIONAL_WRITE,
                    "update, pause",
                    duel("update, pause")),
            new Case(
                    "the command id is ignored",
                    ProtocolMutants.COMMAND_ID_IGNORED,
                    "the same update twice",
                    duel("the same update twice")),
            new Case(
                    "a stale command does not converge",
                    ProtocolMutants.notConverging(CommandOutcome.Result.STALE),
                    "a stale resume after a pause that gave up",
                    leftHalfDone(world -> world.send(
                            CommandSpec.of("r1", RESUME, S, world.now().minus(Duration.ofMinutes(30)), null)))),
            new Case(
                    "a refused command does not converge",
                    ProtocolMutants.notConverging(CommandOutcome.Result.REFUSED),
                    "an invalid update after a pause that gave up",
                    leftHalfDone(world -> world.send(CommandSpec.of(
                            "u1", UPDATE, S, world.now(), DefinitionSpec.of("cron(0 25 * * ? *)", "a"))))),
            new Case(
                    "an unchanged command does not converge",
                    ProtocolMutants.notConverging(CommandOutcome.Result.UNCHANGED),
                    "another pause after a pause that gave up",
                    leftHalfDone(world -> world.send(CommandSpec.of("p2", PAUSE, S, world.now(), null)))),
            new Case(
                    "there is one register",
                    ProtocolMutants.ONE_REGISTER,
                    "a delete that a resume of nothing overtakes",
                    faults("a delete that a resume of nothing overtakes")),
            new Case(
                    "a delete leaves no stamp",
                    ProtocolMutants.NO_TOMBSTONE,
                    "a stale create after the delete",
                    faults("a stale create after the delete")),
            new Case(
                    "a change forgets the firings before it",
                    ProtocolMutants.FORGETS_WHAT_WAS_EXPECTED,
                    "update what has lost a firing",
                    faults("update what has lost a firing")),
            new Case(
                    "no answer is taken for done",
                    ProtocolMutants.NO_ANSWER_TAKEN_FOR_DONE,
                    "create a cron",
                    faults("create a cron")),
            new Case(
                    "a throttle is taken for a refusal",
                    ProtocolMutants.THROTTLE_TAKEN_FOR_REFUSAL,
                    "create a cron",
                    faults("create a cron")),
            new Case("an update leaves out the state", ProtocolMutants.UPDATE_WITHOUT_STATE, "pause", faults("pause")),
            new Case(
                    "an update leaves out the start",
                    ProtocolMutants.UPDATE_WITHOUT_START,
                    "update a rate's window",
                    faults("update a rate's window")),
            new Case(
                    "claims keep nobody away",
                    ProtocolMutants.NO_LEASE,
                    "the same firing twice",
                    duel("the same firing twice")),
            new Case(
                    "an execution is recorded before it is published",
                    ProtocolMutants.RECORDED_BEFORE_PUBLISHED,
                    "a cron fires",
                    faults("a cron fires")),
            new Case(
                    "a publication is not recorded",
                    ProtocolMutants.NOT_RECORDED,
                    "a cron fires",
                    faults("a cron fires")),
            new Case(
                    "a skip is not recorded",
                    ProtocolMutants.SKIPS_NOT_RECORDED,
                    "a firing on its way is paused",
                    faults("a firing on its way is paused")),
            new Case(
                    "each attempt has a message id of its own",
                    ProtocolMutants.FRESH_MESSAGE_IDS,
                    "a cron fires",
                    faults("a cron fires")),
            new Case("nobody is told", ProtocolMutants.NO_NOTICES, "an invalid update", faults("an invalid update")));

    private static Experiment duel(String name) {
        RacePair duel = Stream.of(RacePair.CONVERGING, RacePair.EXECUTING)
                .flatMap(List::stream)
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow();
        return sabotage -> InterleavingTest.wrong(duel, sabotage);
    }

    /** Every single fault in a scenario, and none. */
    private static Experiment faults(String name) {
        Scenario scenario = FaultAtEveryCallTest.scenarios()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow();
        return sabotage -> {
            Supplier<SimulatedWorld> worlds = () -> new SimulatedWorld(SimulatedStores.memory(), sabotage);
            Trial undisturbed = Trial.of(worlds, scenario, Map.of());
            List<String> wrong = new ArrayList<>(undisturbed.problems());
            for (int call = 1; call <= undisturbed.calls(); call++) {
                for (Fault fault : Fault.ALL) {
                    wrong.addAll(Trial.of(worlds, scenario, Map.of(call, fault)).wrongBeside(undisturbed));
                }
            }
            return wrong;
        };
    }

    /** A pause that got as far as the record and was given up on; then another command, and no reconcile run. */
    private static Experiment leftHalfDone(Consumer<SimulatedWorld> next) {
        return sabotage -> {
            SimulatedWorld world = new SimulatedWorld(SimulatedStores.memory(), sabotage);
            world.send(CommandSpec.of("c1", com.rezagent.schedules.command.Action.CREATE, S, world.now(), HOURLY));
            world.advance(Duration.ofMinutes(10));
            world.plan.outage(SimulatedCall.Port.ENGINE);
            world.send(CommandSpec.of("p1", PAUSE, S, world.now(), null));
            world.quiet();
            world.plan.disarm();
            assertThat(world.lambda.deadLetters()).hasSize(1);
            world.lambda.deadLetters().clear();
            next.accept(world);
            world.quiet();
            return Invariants.of(world);
        };
    }

    @TestFactory
    Stream<DynamicTest> is_noticed() {
        return CASES.stream()
                .map(it -> DynamicTest.dynamicTest(it.broken(), () -> {
                    assertThat(it.experiment().apply(ProtocolMutant.NONE))
                            .as("unbroken")
                            .isEmpty();
                    List<String> wrong = it.experiment().apply(it.sabotage());
                    assertThat(wrong)
                            .as(it.broken() + ", tried by: " + it.noticedBy())
                            .isNotEmpty();
                    NOTICED.add(it.broken() + ": by \"" + it.noticedBy() + "\", " + wrong.size() + " times");
                }));
    }

    /** Nobody tells a random walk where to look. */
    @TestFactory
    Stream<DynamicTest> is_noticed_by_a_random_walk() {
        return CASES.stream()
                .filter(it -> Scale.isLong())
                .map(it -> DynamicTest.dynamicTest(it.broken(), () -> {
                    Map<String, Integer> counts = new TreeMap<>();
                    List<String> wrong = RandomWalkTest.wrong(
                            () -> new SimulatedWorld(SimulatedStores.memory(), it.sabotage()),
                            Scale.seed(),
                            STEPS,
                            counts);
                    NOTICED.add(it.broken() + ": by a random walk "
                            + (wrong.isEmpty() ? "never" : "after " + counts.get("steps") + " steps"));
                }));
    }

    @BeforeAll
    static void begin() {
        begun = System.nanoTime();
    }

    @AfterAll
    static void report() {
        NOTICED.forEach(it -> Scale.report("broken on purpose, " + it));
        Scale.report(CASES.size() + " ways to break the protocol", Scale.since(begun));
    }
}
