package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.simulation.ProtocolMutantsTest.engineCalls;
import static com.rezagent.schedules.simulation.ProtocolMutantsTest.faults;
import static com.rezagent.schedules.simulation.ProtocolMutantsTest.steps;
import static com.rezagent.schedules.simulation.Steps.step;

import com.rezagent.schedules.simulation.ProtocolMutantsTest.Case;
import com.rezagent.schedules.simulation.ProtocolMutantsTest.Experiment;
import com.rezagent.schedules.testing.MemoryStores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** As {@link ProtocolMutantsTest}, for each gate's place in the order and each rule of groups and pauses. */
class GateMutantsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final long START_NANOS = System.nanoTime();
    private static final List<String> DETECTIONS = new ArrayList<>();

    private static final String DELETED = "a firing of a schedule that was deleted in a paused group";
    private static final String FAILED = "a firing of a schedule that failed in a paused group";
    private static final String BEFORE_CREATION = "a firing before its schedule was created again in a paused group";
    private static final String OUTDATED = "an outdated firing in a paused group";
    private static final String OUTDATED_PAUSED = "an outdated firing during a pause until";
    private static final String BOTH_PAUSED = "a firing of a schedule paused until in a paused group";

    /** A move that was issued between a delete and the next create counts, although it arrives after both. */
    private static final Experiment LATE_MOVE =
            steps(step("put billing, created hourly, delete d1, 2 min, create c2 hourly+b, move m1 in billing 1m-ago"));

    /** A firing whose first attempt crashes at any call, before the group is paused and it is taken over. */
    private static final Experiment TAKEOVER = mutant -> {
        List<String> violations = new ArrayList<>();
        for (int call = 1; call <= 8; call++) {
            SimulatedWorld world = new SimulatedWorld(MemoryStores.createAsOne(), mutant);
            step("member half-hourly").accept(world);
            world.faultPlan.arm(Map.of(call, Fault.CRASH_BEFORE));
            world.advance(MINUTE.multipliedBy(20));
            world.faultPlan.disarm();
            step("pause-group g1").accept(world);
            world.runUntilIdle();
            violations.addAll(Invariants.violations(world));
        }
        return violations;
    };

    private static Case scenario(String mutation, ProtocolMutant mutant, String scenario) {
        return new Case(mutation, mutant, scenario, faults(scenario));
    }

    private static final List<Case> CASES = List.of(
            scenario("the group is asked before deleted", GateMutants.asked("group_paused", "deleted"), DELETED),
            scenario("the group is asked before failed", GateMutants.asked("group_paused", "failed"), FAILED),
            scenario(
                    "the group is asked before before_creation",
                    GateMutants.asked("group_paused", "before_creation"),
                    BEFORE_CREATION),
            scenario(
                    "outdated is asked before before_creation",
                    GateMutants.asked("outdated", "before_creation"),
                    BEFORE_CREATION),
            scenario("the group is asked before outdated", GateMutants.asked("group_paused", "outdated"), OUTDATED),
            scenario(
                    "the schedule's pause is asked before outdated",
                    GateMutants.asked("paused", "outdated"),
                    OUTDATED_PAUSED),
            scenario(
                    "the group is asked before the schedule's pause",
                    GateMutants.asked("group_paused", "paused"),
                    BOTH_PAUSED),
            scenario(
                    "a gate that can't be read is open",
                    GateMutants.UNREADABLE_GATE_OPENS,
                    "a firing in a paused group"),
            scenario(
                    "the end of a group's pause is included",
                    GateMutants.UNTIL_OF_GROUP_INCLUDED,
                    "a firing at the end of a group's pause"),
            scenario(
                    "the start of a group's pause is excluded",
                    GateMutants.START_OF_GROUP_EXCLUDED,
                    "a firing at the start of a group's pause"),
            scenario(
                    "a group's pause that is over holds back nothing",
                    GateMutants.GROUP_PAUSE_FORGOTTEN_WHEN_OVER,
                    "a firing during a group's pause that arrives after it"),
            scenario(
                    "a firing before a group's pause that arrives during it runs",
                    GateMutants.EARLIER_FIRING_RUNS,
                    "a firing before a group's pause that arrives during it"),
            scenario(
                    "the audit does not ask the group",
                    GateMutants.AUDIT_IGNORES_GROUP,
                    "reconcile a firing lost in a paused group"),
            scenario(
                    "a deleted group holds back nothing",
                    GateMutants.DELETED_GROUP_OPENS,
                    "a firing in a group that was deleted while it was paused"),
            scenario(
                    "a group that is put again has its old pause",
                    GateMutants.PAUSE_OF_EARLIER_LIFE_HOLDS,
                    "a firing in a group that was deleted while it was paused, and put again"),
            new Case(
                    "a group's gate is read once",
                    GateMutants.GATE_READ_ONCE,
                    "a firing before and one after a group is paused",
                    steps(step("member half-hourly, 25 min, pause-group g1, 30 min"))),
            new Case(
                    "a takeover does not ask the group again",
                    GateMutants.TAKEOVER_DOES_NOT_ASK,
                    "a firing that crashes before its group is paused",
                    TAKEOVER),
            scenario(
                    "the group in the engine's input is believed",
                    GateMutants.HINT_BELIEVED,
                    "a firing of a schedule that was moved into a paused group"),
            scenario(
                    "a resume of a group forgets the past part of its pause",
                    GateMutants.GROUP_RESUME_FORGETS,
                    "a firing during a group's pause that arrives after its early end"),
            scenario("a group's pause is stored in its members", GateMutants.PAUSE_STORED_IN_MEMBERS, "pause a group"),
            scenario("a group with members is deleted", GateMutants.MEMBERS_NOT_ASKED, "delete a group with a member"),
            scenario(
                    "an unknown group is accepted by a create",
                    GateMutants.UNKNOWN_GROUP_ACCEPTED,
                    "create in an unknown group"),
            scenario(
                    "an unknown group is accepted by a move",
                    GateMutants.UNKNOWN_GROUP_ACCEPTED,
                    "move to an unknown group"),
            scenario(
                    "a resume forgets the past part of a pause",
                    GateMutants.RESUME_FORGETS,
                    "a firing during a pause until that arrives after its early end"),
            scenario("a pause with an end disables the entry", GateMutants.PAUSE_UNTIL_DISABLES, "pause until"),
            scenario("a move changes entry_version", GateMutants.MOVE_CHANGES_ENTRY_VERSION, "move"),
            new Case(
                    "a move compares the engine's entry",
                    RuleMutants.CONVERGED_VERSION_IGNORED,
                    "engine calls of a move",
                    engineCalls(step("put billing, move m1 in billing"))),
            new Case(
                    "a create stamps the group",
                    GateMutants.INITIAL_GROUP_STAMPED,
                    "move issued between a delete and the next create",
                    LATE_MOVE),
            scenario(
                    "a new life stays in the group of the one before",
                    GateMutants.GROUP_OF_EARLIER_LIFE_KEPT,
                    "create again after a move and a delete"),
            scenario("a trigger is stopped by a pause", GateMutants.TRIGGER_STOPPED, "trigger in a paused group"),
            scenario(
                    "a trigger does not list what it overrode",
                    GateMutants.OVERRIDDEN_NOT_LISTED,
                    "trigger in a paused group"));

    @TestFactory
    Stream<DynamicTest> its_experiment_detects_each_mutant() {
        return ProtocolMutantsTest.detections(CASES, DETECTIONS);
    }

    @AfterAll
    static void report() {
        DETECTIONS.forEach(it -> SimulationSize.report("mutant: " + it));
        SimulationSize.report(CASES.size() + " mutants of gates", SimulationSize.elapsedSince(START_NANOS));
    }
}
