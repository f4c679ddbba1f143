package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.command.Action.CREATE;
import static com.rezagent.schedules.command.Action.DELETE;
import static com.rezagent.schedules.command.Action.PAUSE;
import static com.rezagent.schedules.command.Action.RESUME;
import static com.rezagent.schedules.command.Action.TRIGGER;
import static com.rezagent.schedules.command.Action.UPDATE;
import static com.rezagent.schedules.simulation.Scenario.HOURLY;
import static com.rezagent.schedules.simulation.Scenario.NAME;
import static com.rezagent.schedules.simulation.Scenario.YEARLY;
import static com.rezagent.schedules.simulation.Scenario.all;
import static com.rezagent.schedules.simulation.Scenario.created;
import static com.rezagent.schedules.simulation.Scenario.sendLate;
import static com.rezagent.schedules.simulation.Scenario.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.CommandOutcome;
import com.rezagent.schedules.simulation.FaultAtEveryCallTest.ScenarioRun;
import com.rezagent.schedules.topic.TopicMessage;
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
    private static long startNanos;
    private static final List<String> DETECTIONS = new ArrayList<>();

    /** What is tried: it answers what it found wrong. */
    private interface Experiment extends Function<ProtocolMutant, List<String>> {}

    private record Case(String mutation, ProtocolMutant mutant, String experimentName, Experiment experiment) {}

    private static final Consumer<SimulatedWorld> START_OTHER_WRITE = world -> world.startOtherWrite(NAME, Duration.ofSeconds(10));

    /** A pause that arrives half a minute before its create, and is tried again. */
    private static final Experiment EARLY_PAUSE = sabotage -> {
        SimulatedWorld world = new SimulatedWorld(SimulatedStores.memory(), sabotage);
        world.send(CommandSpec.of("p1", PAUSE, NAME, world.now().plusSeconds(31), null));
        world.advance(Duration.ofSeconds(30));
        world.send(CommandSpec.of("c1", CREATE, NAME, world.now(), YEARLY));
        world.runUntilIdle();
        List<String> wrong = new ArrayList<>(Invariants.violations(world));
        world.notices().forEach(it -> wrong.add("notified: " + it));
        return wrong;
    };

    private static final List<Case> CASES = List.of(
            new Case(
                    "the engine is written first",
                    ProtocolMutants.ENGINE_FIRST,
                    "pause, delete",
                    interleavings("pause, delete")),
            new Case(
                    "the record is not read again",
                    ProtocolMutants.NO_SECOND_READ,
                    "reconcile of a lost entry, delete",
                    interleavings("reconcile of a lost entry, delete")),
            new Case(
                    "writes are unconditional",
                    ProtocolMutants.UNCONDITIONAL_WRITE,
                    "update, pause",
                    interleavings("update, pause")),
            new Case(
                    "the command id is ignored",
                    ProtocolMutants.COMMAND_ID_IGNORED,
                    "the same update twice",
                    interleavings("the same update twice")),
            new Case(
                    "a stale command does not converge",
                    ProtocolMutants.notConverging(CommandOutcome.Result.STALE),
                    "a stale resume after a pause that gave up",
                    afterUnconvergedPause(world -> world.send(
                            CommandSpec.of("r1", RESUME, NAME, world.now().minus(Duration.ofMinutes(30)), null)))),
            new Case(
                    "a refused command does not converge",
                    ProtocolMutants.notConverging(CommandOutcome.Result.REFUSED),
                    "an invalid update after a pause that gave up",
                    afterUnconvergedPause(world -> world.send(CommandSpec.of(
                            "u1", UPDATE, NAME, world.now(), DefinitionSpec.of("cron(0 25 * * ? *)", "a"))))),
            new Case(
                    "an unchanged command does not converge",
                    ProtocolMutants.notConverging(CommandOutcome.Result.UNCHANGED),
                    "another pause after a pause that gave up",
                    afterUnconvergedPause(world -> world.send(CommandSpec.of("p2", PAUSE, NAME, world.now(), null)))),
            new Case(
                    "there is one register",
                    ProtocolMutants.ONE_REGISTER,
                    "a delete that a resume of nothing overtakes",
                    faults("a delete that a resume of nothing overtakes")),
            new Case(
                    "a delete leaves no stamp",
                    ProtocolMutants.NO_DELETE_STAMP,
                    "a stale create after the delete",
                    faults("a stale create after the delete")),
            new Case(
                    "a change forgets the firings before it",
                    ProtocolMutants.NO_AUDIT_WINDOWS,
                    "update what has lost a firing",
                    faults("update what has lost a firing")),
            new Case(
                    "no answer is taken for done",
                    ProtocolMutants.TIMEOUT_TREATED_AS_SUCCESS,
                    "create a cron",
                    faults("create a cron")),
            new Case(
                    "a throttle is taken for a refusal",
                    ProtocolMutants.THROTTLING_TREATED_AS_REFUSAL,
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
                    interleavings("the same firing twice")),
            new Case(
                    "an execution is recorded before it is published",
                    ProtocolMutants.RECORDED_BEFORE_PUBLISHED,
                    "a cron fires",
                    faults("a cron fires")),
            new Case(
                    "a publication is not recorded",
                    ProtocolMutants.PUBLICATION_NOT_RECORDED,
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
            new Case("nobody is told", ProtocolMutants.NO_NOTICES, "an invalid update", faults("an invalid update")),
            new Case(
                    "a create that came too late leaves no stamp",
                    RuleMutants.LATE_CREATE_LEAVES_NO_STAMP,
                    "a delete from before a create that came too late",
                    faults("a delete from before a create that came too late")),
            new Case(
                    "a delete that came too late leaves no stamp",
                    RuleMutants.LATE_DELETE_LEAVES_NO_STAMP,
                    "a pause from before a delete that came too late",
                    faults("a pause from before a delete that came too late")),
            new Case(
                    "what came too late is not notified",
                    RuleMutants.OVERTAKEN_NOT_NOTIFIED,
                    "a delete that came too late",
                    faults("a delete that came too late")),
            new Case(
                    "a create stamps the running register",
                    RuleMutants.INITIAL_VALUES_STAMPED,
                    "a pause from between a delete and the create after it",
                    faults("a pause from between a delete and the create after it")),
            new Case(
                    "the rank of a delete is ignored",
                    RuleMutants.RANK_OF_DELETE_IGNORED,
                    "a resume of the same instant as a delete",
                    faults("a resume of the same instant as a delete")),
            new Case(
                    "created_at and anchor are by the publisher's clock",
                    RuleMutants.ISSUED_AT_NOT_CAPPED,
                    "create by a fast clock",
                    steps(sendLate("c1", CREATE, HOURLY, Duration.ofMinutes(-4)))),
            new Case(
                    "what is completed does not stay so",
                    RuleMutants.UNCHANGED_REOPENS_COMPLETED,
                    "update to what is there, of a completed one",
                    faults("update to what is there, of a completed one")),
            new Case(
                    "a publisher's command for nothing is refused at once",
                    RuleMutants.NOT_FOUND_REFUSED_AT_ONCE,
                    "a pause that arrives before its create",
                    EARLY_PAUSE),
            new Case(
                    "a command for nothing waits by its publisher's clock",
                    RuleMutants.DEFERS_BY_PUBLISHER_CLOCK,
                    "a pause of nothing by a fast clock",
                    steps(sendLate("p1", PAUSE, null, Duration.ofMinutes(-4)))),
            new Case(
                    "an unknown schema_version is refused",
                    RuleMutants.UNKNOWN_SCHEMA_VERSION_REFUSED,
                    "a command of a later release",
                    unknownSchemaVersion()),
            new Case(
                    "the engine's input carries version instead of entry_version",
                    RuleMutants.INPUT_CARRIES_VERSION,
                    "reconcile an entry that was lost after a new payload",
                    faults("reconcile an entry that was lost after a new payload")),
            new Case(
                    "a new payload raises entry_version",
                    RuleMutants.EVERY_CHANGE_RAISES_ENTRY_VERSION,
                    "update a rate's payload",
                    faults("update a rate's payload")),
            new Case(
                    "what is converged is not taken for it",
                    RuleMutants.CONVERGED_VERSION_IGNORED,
                    "a new payload and a trigger, calls counted",
                    engineCalls(all(send("u1", UPDATE, HOURLY.withMark("b")), send("t1", TRIGGER)))),
            new Case(
                    "what is converged is not looked at again",
                    RuleMutants.CONVERGED_ENTRY_NOT_COMPARED,
                    "an edit that lands after the next one",
                    steps(created(HOURLY), ProtocolMutantsTest::lateEdit)),
            new Case(
                    "the end is sent without a second more",
                    RuleMutants.END_WITHOUT_EXTRA_SECOND,
                    "a rate is edited in its last period",
                    faults("a rate is edited in its last period")),
            new Case(
                    "a conflict of an update is taken for done",
                    RuleMutants.UPDATE_CONFLICT_TREATED_AS_SUCCESS,
                    "an edit while another write is under way",
                    steps(created(HOURLY), START_OTHER_WRITE, send("u1", UPDATE, HOURLY.withWindow(5)))),
            new Case(
                    "a conflict of a delete is taken for done",
                    RuleMutants.DELETE_CONFLICT_TREATED_AS_SUCCESS,
                    "a delete while another write is under way",
                    steps(created(HOURLY), START_OTHER_WRITE, send("d1", DELETE))),
            new Case(
                    "when a pause ended is forgotten",
                    RuleMutants.RESUMED_AT_DROPPED,
                    "resume just after a first firing that the pause held back",
                    faults("resume just after a first firing that the pause held back")),
            new Case(
                    "since when it is due is forgotten",
                    RuleMutants.DUE_SINCE_DROPPED,
                    "an at falls due while its create is under way",
                    faults("an at falls due while its create is under way")),
            new Case(
                    "the incarnation of a firing is ignored",
                    RuleMutants.INCARNATION_IGNORED,
                    "a firing of an earlier life",
                    faults("a firing of an earlier life")),
            new Case(
                    "an outdated firing is not judged",
                    RuleMutants.OUTDATED_FIRING_NOT_CHECKED,
                    "an entry that an edit left behind fires",
                    faults("an entry that an edit left behind fires")),
            new Case(
                    "an execution of another life is taken for this one's",
                    RuleMutants.OTHER_INCARNATION_IGNORED,
                    "create again within the second of the delete",
                    faults("create again within the second of the delete")),
            new Case(
                    "the first delivery of a trigger is not kept",
                    RuleMutants.FIRST_DELIVERY_NOT_STORED,
                    "a trigger published again with another time",
                    faults("a trigger published again with another time")));

    private static Experiment interleavings(String name) {
        RacePair duel = Stream.of(RacePair.CONVERGING, RacePair.EXECUTING)
                .flatMap(List::stream)
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow();
        return sabotage -> InterleavingTest.violations(duel, sabotage);
    }

    /** Every single fault in a scenario, and none. */
    private static Experiment faults(String name) {
        Scenario scenario = FaultAtEveryCallTest.scenarios()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow();
        return sabotage -> {
            Supplier<SimulatedWorld> worlds = () -> new SimulatedWorld(SimulatedStores.memory(), sabotage);
            ScenarioRun undisturbed = ScenarioRun.of(worlds, scenario, Map.of());
            List<String> wrong = new ArrayList<>(undisturbed.violations());
            for (int call = 1; call <= undisturbed.calls(); call++) {
                for (Fault fault : Fault.ALL) {
                    wrong.addAll(ScenarioRun.of(worlds, scenario, Map.of(call, fault)).differencesFrom(undisturbed));
                }
            }
            return wrong;
        };
    }

    /** A pause that got as far as the record and was given up on; then another command, and no reconcile run. */
    private static Experiment afterUnconvergedPause(Consumer<SimulatedWorld> next) {
        return sabotage -> {
            SimulatedWorld world = new SimulatedWorld(SimulatedStores.memory(), sabotage);
            world.send(CommandSpec.of("c1", CREATE, NAME, world.now(), HOURLY));
            world.advance(Duration.ofMinutes(10));
            world.faultPlan.startOutage(SimulatedCall.Port.ENGINE);
            world.send(CommandSpec.of("p1", PAUSE, NAME, world.now(), null));
            world.runUntilIdle();
            world.faultPlan.disarm();
            assertThat(world.lambda.deadLetters()).hasSize(1);
            world.lambda.deadLetters().clear();
            next.accept(world);
            world.runUntilIdle();
            return Invariants.violations(world);
        };
    }

    /** Some steps, undisturbed. */
    @SafeVarargs
    private static Experiment steps(Consumer<SimulatedWorld>... steps) {
        return sabotage -> {
            SimulatedWorld world = new SimulatedWorld(SimulatedStores.memory(), sabotage);
            all(steps).accept(world);
            world.runUntilIdle();
            return Invariants.violations(world);
        };
    }

    /** An edit whose write takes effect once more when the next one is converged; then it is delivered again. */
    private static void lateEdit(SimulatedWorld world) {
        String first = world.event(CommandSpec.of("u1", UPDATE, NAME, world.now(), HOURLY.withWindow(5)));
        world.deliver(first);
        EngineEntry written = world.entry(NAME).orElseThrow().entry();
        world.advance(Duration.ofSeconds(10));
        world.send(CommandSpec.of("u2", UPDATE, NAME, world.now(), HOURLY.withWindow(6)));
        world.engine.update(written);
        world.deliver(first);
    }

    /** What a step calls of the engine, over an entry that is right and need not be looked at. */
    private static Experiment engineCalls(Consumer<SimulatedWorld> step) {
        return sabotage -> {
            SimulatedWorld world = new SimulatedWorld(SimulatedStores.memory(), sabotage);
            world.send(CommandSpec.of("c1", CREATE, NAME, world.now(), HOURLY));
            world.advance(Duration.ofMinutes(10));
            world.faultPlan.arm(Map.of());
            step.accept(world);
            return world.faultPlan.calls().stream()
                    .filter(it -> it.port() == SimulatedCall.Port.ENGINE)
                    .map(SimulatedCall::toString)
                    .toList();
        };
    }

    /** A command of a later release must be kept for it: neither applied nor refused. */
    private static Experiment unknownSchemaVersion() {
        return sabotage -> {
            SimulatedWorld world = new SimulatedWorld(SimulatedStores.memory(), sabotage);
            ObjectNode later = Json.parseObject(CommandSpec.of("c1", CREATE, NAME, world.now(), HOURLY)
                    .message()
                    .body());
            later.put("schema_version", 1_000);
            world.topics.publish(world.stage.scheduleCreation(), new TopicMessage(Json.write(later), Map.of()));
            world.runDue();
            world.runUntilIdle();
            List<String> wrong = new ArrayList<>();
            world.record(NAME).ifPresent(it -> wrong.add("applied: " + it));
            world.notices().forEach(it -> wrong.add("notified: " + it));
            return world.lambda.deadLetters().size() == 1 ? wrong : List.of("not kept, but " + wrong);
        };
    }

    @TestFactory
    Stream<DynamicTest> is_noticed() {
        return CASES.stream()
                .map(it -> DynamicTest.dynamicTest(it.mutation(), () -> {
                    assertThat(it.experiment().apply(ProtocolMutant.NONE))
                            .as("unbroken")
                            .isEmpty();
                    List<String> wrong = it.experiment().apply(it.mutant());
                    assertThat(wrong)
                            .as(it.mutation() + ", tried by: " + it.experimentName())
                            .isNotEmpty();
                    DETECTIONS.add(it.mutation() + ": by \"" + it.experimentName() + "\", " + wrong.size() + " times");
                }));
    }

    /** Nobody tells a random walk where to look. */
    @TestFactory
    Stream<DynamicTest> is_noticed_by_a_random_walk() {
        return CASES.stream()
                .filter(it -> SimulationSize.isLong())
                .map(it -> DynamicTest.dynamicTest(it.mutation(), () -> {
                    Map<String, Integer> counts = new TreeMap<>();
                    List<String> wrong = RandomWalkTest.violations(
                            () -> new SimulatedWorld(SimulatedStores.memory(), it.mutant()),
                            SimulationSize.seed(),
                            STEPS,
                            counts);
                    DETECTIONS.add(it.mutation() + ": by a random walk "
                            + (wrong.isEmpty() ? "never" : "after " + counts.get("steps") + " steps"));
                }));
    }

    @BeforeAll
    static void startTimer() {
        startNanos = System.nanoTime();
    }

    @AfterAll
    static void report() {
        DETECTIONS.forEach(it -> SimulationSize.report("broken on purpose, " + it));
        SimulationSize.report(CASES.size() + " ways to break the protocol", SimulationSize.elapsedSince(startNanos));
    }
}
