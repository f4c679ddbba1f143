package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.command.ScheduleAction.CREATE;
import static com.rezagent.schedules.command.ScheduleAction.PAUSE;
import static com.rezagent.schedules.command.ScheduleAction.RESUME;
import static com.rezagent.schedules.command.ScheduleAction.UPDATE;
import static com.rezagent.schedules.simulation.Steps.HOURLY;
import static com.rezagent.schedules.simulation.Steps.NAME;
import static com.rezagent.schedules.simulation.Steps.YEARLY;
import static com.rezagent.schedules.simulation.Steps.all;
import static com.rezagent.schedules.simulation.Steps.created;
import static com.rezagent.schedules.simulation.Steps.step;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.simulation.FaultSearch.ScenarioRun;
import com.rezagent.schedules.simulation.Steps.Step;
import com.rezagent.schedules.testing.MemoryStores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Tests the simulation itself: each mutant violates one protocol rule, and its experiment must detect that and must
 * find nothing in the unchanged protocol.
 */
class ProtocolMutantsTest {
    private static final int STEPS = 1_200;
    private static long startNanos;
    private static final List<String> DETECTIONS = new ArrayList<>();

    /** Runs one test of the protocol and returns the violations it finds. */
    interface Experiment extends Function<ProtocolMutant, List<String>> {}

    record Case(String mutation, ProtocolMutant mutant, String experimentName, Experiment experiment) {}

    private static final Step START_OTHER_WRITE = world -> world.startOtherWrite(NAME, Duration.ofSeconds(10));

    /** A pause that arrives half a minute before its create and is retried. */
    private static final Experiment EARLY_PAUSE = mutant -> {
        SimulatedWorld world = new SimulatedWorld(MemoryStores.createAsOne(), mutant);
        world.send(CommandSpec.of("p1", PAUSE, NAME, world.now().plusSeconds(31), null));
        world.advance(Duration.ofSeconds(30));
        world.send(CommandSpec.of("c1", CREATE, NAME, world.now(), YEARLY));
        world.runUntilIdle();
        List<String> violations = new ArrayList<>(Invariants.violations(world));
        world.notices().forEach(it -> violations.add("notified: " + it));
        return violations;
    };

    private static final List<Case> CASES = List.of(
            new Case(
                    "the engine is written before the record",
                    ProtocolMutants.ENGINE_FIRST,
                    "pause, delete",
                    interleavings("pause, delete")),
            new Case(
                    "the record is not read again after the engine was written",
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
                    "stale resume after a pause that did not converge",
                    afterUnconvergedPause(world -> world.send(
                            CommandSpec.of("r1", RESUME, NAME, world.now().minus(Duration.ofMinutes(30)), null)))),
            new Case(
                    "a refused command does not converge",
                    ProtocolMutants.notConverging(CommandOutcome.Result.REFUSED),
                    "invalid update after a pause that did not converge",
                    afterUnconvergedPause(world -> world.send(CommandSpec.of(
                            "u1", UPDATE, NAME, world.now(), DefinitionSpec.of("cron(0 25 * * ? *)", "a"))))),
            new Case(
                    "an unchanged command does not converge",
                    ProtocolMutants.notConverging(CommandOutcome.Result.UNCHANGED),
                    "second pause after a pause that did not converge",
                    afterUnconvergedPause(world -> world.send(CommandSpec.of("p2", PAUSE, NAME, world.now(), null)))),
            new Case(
                    "existence and running share one stamp",
                    ProtocolMutants.ONE_REGISTER,
                    "late delete after a resume that changed nothing",
                    faults("late delete after a resume that changed nothing")),
            new Case(
                    "a delete stores no stamp",
                    ProtocolMutants.NO_DELETE_STAMP,
                    "stale create after a delete",
                    faults("stale create after a delete")),
            new Case(
                    "a change drops the audit windows",
                    ProtocolMutants.NO_AUDIT_WINDOWS,
                    "update after a lost firing",
                    faults("update after a lost firing")),
            new Case(
                    "a timeout is treated as success",
                    ProtocolMutants.TIMEOUT_TREATED_AS_SUCCESS,
                    "create with a cron expression",
                    faults("create with a cron expression")),
            new Case(
                    "throttling is treated as a permanent refusal",
                    ProtocolMutants.THROTTLING_TREATED_AS_REFUSAL,
                    "create with a cron expression",
                    faults("create with a cron expression")),
            new Case("an update omits the state", ProtocolMutants.UPDATE_WITHOUT_STATE, "pause", faults("pause")),
            new Case(
                    "an update omits the start",
                    ProtocolMutants.UPDATE_WITHOUT_START,
                    "update a rate's flexible window",
                    faults("update a rate's flexible window")),
            new Case(
                    "every claim is granted",
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
                    "pause while a firing is in transit",
                    faults("pause while a firing is in transit")),
            new Case(
                    "each attempt has a new message id",
                    ProtocolMutants.FRESH_MESSAGE_IDS,
                    "a cron fires",
                    faults("a cron fires")),
            new Case(
                    "no notices are published", ProtocolMutants.NO_NOTICES, "invalid update", faults("invalid update")),
            new Case(
                    "an overtaken create stores no stamp",
                    RuleMutants.LATE_CREATE_LEAVES_NO_STAMP,
                    "delete issued before an overtaken create",
                    faults("delete issued before an overtaken create")),
            new Case(
                    "an overtaken delete stores no stamp",
                    RuleMutants.LATE_DELETE_LEAVES_NO_STAMP,
                    "pause issued before an overtaken delete",
                    faults("pause issued before an overtaken delete")),
            new Case(
                    "overtaken commands are not notified",
                    RuleMutants.OVERTAKEN_NOT_NOTIFIED,
                    "overtaken delete",
                    faults("overtaken delete")),
            new Case(
                    "a create stamps the running register",
                    RuleMutants.INITIAL_VALUES_STAMPED,
                    "pause issued between a delete and the next create",
                    faults("pause issued between a delete and the next create")),
            new Case(
                    "the rank of a delete is ignored",
                    RuleMutants.RANK_OF_DELETE_IGNORED,
                    "resume issued at the same instant as a delete",
                    faults("resume issued at the same instant as a delete")),
            new Case(
                    "created_at and anchor use the publisher's clock",
                    RuleMutants.ISSUED_AT_NOT_CAPPED,
                    "create with a fast clock",
                    steps(step("create c1 hourly -4m-ago"))),
            new Case(
                    "an unchanged command reopens a completed schedule",
                    RuleMutants.UNCHANGED_REOPENS_COMPLETED,
                    "identical update of a completed schedule",
                    faults("identical update of a completed schedule")),
            new Case(
                    "a publisher's command for a missing schedule is refused immediately",
                    RuleMutants.NOT_FOUND_REFUSED_AT_ONCE,
                    "pause that arrives before its create",
                    EARLY_PAUSE),
            new Case(
                    "a command for a missing schedule is deferred by the publisher's clock",
                    RuleMutants.DEFERS_BY_PUBLISHER_CLOCK,
                    "pause of a missing schedule with a fast clock",
                    steps(step("pause p1 -4m-ago"))),
            new Case(
                    "an unknown schema_version is refused",
                    RuleMutants.UNKNOWN_SCHEMA_VERSION_REFUSED,
                    "command of a later release",
                    unknownSchemaVersion()),
            new Case(
                    "the engine's input contains version instead of entry_version",
                    RuleMutants.INPUT_CARRIES_VERSION,
                    "reconcile an entry lost after a payload update",
                    faults("reconcile an entry lost after a payload update")),
            new Case(
                    "every change raises entry_version",
                    RuleMutants.EVERY_CHANGE_RAISES_ENTRY_VERSION,
                    "update a rate's payload",
                    faults("update a rate's payload")),
            new Case(
                    "converged_version is ignored",
                    RuleMutants.CONVERGED_VERSION_IGNORED,
                    "engine calls of a payload update and a trigger",
                    engineCalls(step("update u1 hourly+b, trigger t1"))),
            new Case(
                    "the entry of a converged record is not compared",
                    RuleMutants.CONVERGED_ENTRY_NOT_COMPARED,
                    "update that takes effect again after the next update",
                    steps(created(HOURLY), ProtocolMutantsTest::lateUpdate)),
            new Case(
                    "EndDate is sent without the extra second",
                    RuleMutants.END_WITHOUT_EXTRA_SECOND,
                    "update of a rate in its last period",
                    faults("update of a rate in its last period")),
            new Case(
                    "a conflict of an update is treated as success",
                    RuleMutants.UPDATE_CONFLICT_TREATED_AS_SUCCESS,
                    "update while another write is in progress",
                    steps(created(HOURLY), START_OTHER_WRITE, step("update u1 hourly+window=5"))),
            new Case(
                    "a conflict of a delete is treated as success",
                    RuleMutants.DELETE_CONFLICT_TREATED_AS_SUCCESS,
                    "delete while another write is in progress",
                    steps(created(HOURLY), START_OTHER_WRITE, step("delete d1"))),
            new Case(
                    "the end of the last pause is ignored",
                    RuleMutants.RESUMED_AT_DROPPED,
                    "resume just after a first firing during the pause",
                    faults("resume just after a first firing during the pause")),
            new Case(
                    "due_since is ignored",
                    RuleMutants.DUE_SINCE_DROPPED,
                    "an at() is due while its create is in progress",
                    faults("an at() is due while its create is in progress")),
            new Case(
                    "the incarnation of a firing is ignored",
                    RuleMutants.INCARNATION_IGNORED,
                    "firing of an earlier incarnation",
                    faults("firing of an earlier incarnation")),
            new Case(
                    "an outdated firing is not checked",
                    RuleMutants.OUTDATED_FIRING_NOT_CHECKED,
                    "an outdated entry fires after an update that did not converge",
                    faults("an outdated entry fires after an update that did not converge")),
            new Case(
                    "an execution of another incarnation is treated as this one's",
                    RuleMutants.OTHER_INCARNATION_IGNORED,
                    "create in the same second as the delete",
                    faults("create in the same second as the delete")),
            new Case(
                    "the first delivery of a trigger is not stored",
                    RuleMutants.FIRST_DELIVERY_NOT_STORED,
                    "trigger published again with another time",
                    faults("trigger published again with another time")));

    static Experiment interleavings(String name) {
        RacePair pair = InterleavingTest.pairs()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow();
        return mutant -> InterleavingTest.violations(pair, mutant);
    }

    /** Runs a scenario without faults and with every single fault. */
    static Experiment faults(String name) {
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
            Supplier<SimulatedWorld> worlds = () -> new SimulatedWorld(MemoryStores.createAsOne(), mutant);
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

    /** A pause that is applied to the record but never converged; then another command, without a reconcile run. */
    private static Experiment afterUnconvergedPause(Step next) {
        return mutant -> {
            SimulatedWorld world = new SimulatedWorld(MemoryStores.createAsOne(), mutant);
            world.send(CommandSpec.of("c1", CREATE, NAME, world.now(), HOURLY));
            world.advance(Duration.ofMinutes(10));
            world.faultPlan.startOutage(SimulatedCall.Port.ENGINE);
            world.send(CommandSpec.of("p1", PAUSE, NAME, world.now(), null));
            world.runUntilIdle();
            world.faultPlan.disarm();
            assertThat(world.lambda.deadLetters).hasSize(1);
            world.lambda.deadLetters.clear();
            next.accept(world);
            world.runUntilIdle();
            return Invariants.violations(world);
        };
    }

    /** Runs steps without faults. */
    static Experiment steps(Step... steps) {
        return mutant -> {
            SimulatedWorld world = new SimulatedWorld(MemoryStores.createAsOne(), mutant);
            all(steps).accept(world);
            world.runUntilIdle();
            return Invariants.violations(world);
        };
    }

    /** An update whose engine write takes effect again after the next update has converged, and that is then redelivered. */
    private static void lateUpdate(SimulatedWorld world) {
        String first = world.event(CommandSpec.of("u1", UPDATE, NAME, world.now(), HOURLY.withWindow(5)));
        world.deliver(first);
        EngineEntry written = world.entry(NAME).orElseThrow().entry();
        world.advance(Duration.ofSeconds(10));
        world.send(CommandSpec.of("u2", UPDATE, NAME, world.now(), HOURLY.withWindow(6)));
        world.engine.update(written);
        world.deliver(first);
    }

    /** Returns the engine calls of a step that needs none: the entry is converged and the step does not affect it. */
    static Experiment engineCalls(Step step) {
        return mutant -> {
            SimulatedWorld world = new SimulatedWorld(MemoryStores.createAsOne(), mutant);
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

    /** A command of a later release must become a dead letter: neither applied nor refused. */
    private static Experiment unknownSchemaVersion() {
        return mutant -> {
            SimulatedWorld world = new SimulatedWorld(MemoryStores.createAsOne(), mutant);
            ObjectNode later = Json.parseObject(CommandSpec.of("c1", CREATE, NAME, world.now(), HOURLY)
                    .message()
                    .body());
            later.put("schema_version", 1_000);
            world.topics.receive(world.stage.scheduleCreation(), new TopicMessage(Json.write(later), Map.of()));
            world.runDue();
            world.runUntilIdle();
            List<String> violations = new ArrayList<>();
            world.record(NAME).ifPresent(it -> violations.add("applied: " + it));
            world.notices().forEach(it -> violations.add("notified: " + it));
            return world.lambda.deadLetters.size() == 1 ? violations : List.of("no dead letter: " + violations);
        };
    }

    @TestFactory
    Stream<DynamicTest> its_experiment_detects_each_mutant() {
        return detections(CASES, DETECTIONS);
    }

    /** Returns a test for each mutant, which adds what it found to {@code detections}. */
    static Stream<DynamicTest> detections(List<Case> cases, List<String> detections) {
        return cases.stream()
                .map(it -> DynamicTest.dynamicTest(it.mutation(), () -> {
                    assertThat(it.experiment().apply(ProtocolMutant.NONE))
                            .as("unchanged protocol")
                            .isEmpty();
                    List<String> violations = it.experiment().apply(it.mutant());
                    assertThat(violations)
                            .as(it.mutation() + ", tested by: " + it.experimentName())
                            .isNotEmpty();
                    detections.add(it.mutation() + ": detected by \"" + it.experimentName() + "\" with "
                            + violations.size() + " violations");
                }));
    }

    /** Part of the long run only: reports whether an undirected random walk detects each mutant. */
    @TestFactory
    Stream<DynamicTest> reports_whether_a_random_walk_detects_each_mutant() {
        return CASES.stream()
                .filter(it -> SimulationSize.isLong())
                .map(it -> DynamicTest.dynamicTest(it.mutation(), () -> {
                    Map<String, Integer> counts = new TreeMap<>();
                    List<String> violations = RandomWalkTest.violations(
                            () -> new SimulatedWorld(MemoryStores.createAsOne(), it.mutant()),
                            SimulationSize.seed(),
                            STEPS,
                            counts);
                    DETECTIONS.add(it.mutation() + ": "
                            + (violations.isEmpty()
                                    ? "not detected by a random walk"
                                    : "detected by a random walk after " + counts.get("steps") + " steps"));
                }));
    }

    @BeforeAll
    static void startTimer() {
        startNanos = System.nanoTime();
    }

    @AfterAll
    static void report() {
        DETECTIONS.forEach(it -> SimulationSize.report("mutant: " + it));
        SimulationSize.report(CASES.size() + " mutants", SimulationSize.elapsedSince(startNanos));
    }
}
