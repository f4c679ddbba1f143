package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.simulation.ProtocolMutantsTest.engineCalls;
import static com.rezagent.schedules.simulation.ProtocolMutantsTest.faults;
import static com.rezagent.schedules.simulation.Steps.HOURLY;
import static com.rezagent.schedules.simulation.Steps.created;
import static com.rezagent.schedules.simulation.Steps.step;

import com.rezagent.schedules.simulation.ProtocolMutantsTest.Case;
import com.rezagent.schedules.simulation.ProtocolMutantsTest.Experiment;
import com.rezagent.schedules.testing.MemoryStores;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** As {@link ProtocolMutantsTest}, for each rule of skips, restores and changes. */
class SkipMutantsTest {
    private static final long START_NANOS = System.nanoTime();
    private static final List<String> DETECTIONS = new ArrayList<>();

    /** A rate's firing that is reported early and crashes at any call, before its nominal time is skipped. */
    private static final Experiment SKIPPED_AFTER_ITS_CLAIM = mutant -> {
        List<String> violations = new ArrayList<>();
        for (int call = 1; call <= 8; call++) {
            SimulatedWorld world = new SimulatedWorld(MemoryStores.createAsOne(), mutant);
            created(HOURLY).accept(world);
            world.holdFirings();
            Instant reported = Steps.at("59:40");
            world.advance(Duration.between(world.now(), reported));
            world.faultPlan.arm(Map.of(call, Fault.CRASH_BEFORE));
            world.deliver(Steps.firingEvent(world, reported));
            world.faultPlan.disarm();
            step("skip k1 60").accept(world);
            world.runUntilIdle();
            violations.addAll(Invariants.violations(world));
        }
        return violations;
    };

    /** Only what is lost in the end counts, not how it was written. */
    private static final Experiment CHANGES_AFTER_CRASH = mutant -> {
        List<String> lost = new ArrayList<>();
        for (int call = 1; call <= 6; call++) {
            SimulatedWorld world = new SimulatedWorld(MemoryStores.createAsOne(), mutant);
            created(HOURLY).accept(world);
            world.faultPlan.arm(Map.of(call, Fault.CRASH_BEFORE));
            step("update u1 hourly+b").accept(world);
            world.runUntilIdle();
            lost.addAll(
                    world.changeInvariants.lostChanges(world.record(Steps.NAME).orElseThrow()));
        }
        return lost;
    };

    private static Case scenario(String mutation, ProtocolMutant mutant, String scenario) {
        return new Case(mutation, mutant, scenario, faults(scenario));
    }

    private static final List<Case> CASES = List.of(
            scenario("a firing does not ask its skip", SkipMutants.GATE_IGNORES_SKIP, "a skipped cron firing"),
            scenario(
                    "a rate's skip counts only for its nominal time",
                    SkipMutants.SKIP_WITHOUT_TOLERANCE,
                    "a skipped firing of a rate that is reported early"),
            scenario(
                    "the schedule's skip is asked before its pause",
                    GateMutants.asked("skip_requested", "paused"),
                    "a skipped firing during a pause until"),
            scenario(
                    "the group is asked before the schedule's skip",
                    GateMutants.asked("group_paused", "skip_requested"),
                    "a skipped firing in a paused group"),
            scenario(
                    "the audit does not ask for skips",
                    SkipMutants.AUDIT_IGNORES_SKIP,
                    "reconcile a skipped firing that never came"),
            scenario(
                    "an update drops skips",
                    SkipMutants.UPDATE_DROPS_SKIPS,
                    "update the timing after a skip, and back"),
            scenario(
                    "an unskip that is older than a skip wins",
                    SkipMutants.OLDER_UNSKIP_WINS,
                    "unskip issued before a skip"),
            scenario(
                    "a skip survives when the schedule is created again",
                    SkipMutants.SKIP_OF_EARLIER_LIFE_HOLDS,
                    "create again after a skip and a delete"),
            new Case(
                    "a takeover asks the skip again",
                    SkipMutants.TAKEOVER_ASKS_SKIP,
                    "a firing that crashes before it is skipped",
                    SKIPPED_AFTER_ITS_CLAIM),
            scenario(
                    "a life that begins keeps skips of firings to come",
                    SkipMutants.NEW_LIFE_KEEPS_SKIPS,
                    "reconcile a firing of an ended life whose skip was requested in an earlier life"),
            scenario("a skip changes entry_version", SkipMutants.SKIP_CHANGES_ENTRY_VERSION, "skip a firing of a rate"),
            new Case(
                    "a skip compares the engine's entry",
                    RuleMutants.CONVERGED_VERSION_IGNORED,
                    "engine calls of a skip",
                    engineCalls(step("skip k1 60"))),
            scenario("a restored schedule runs", SkipMutants.RESTORE_RUNS, "restore"),
            scenario(
                    "a restore of an existing schedule takes effect",
                    SkipMutants.RESTORE_OF_EXISTING,
                    "restore of an existing schedule"),
            new Case(
                    "a change is written after its record",
                    ChangeMutants.WRITTEN_SEPARATELY,
                    "changes after a crash at any call of an update",
                    CHANGES_AFTER_CRASH),
            scenario(
                    "a change is written for an unchanged command",
                    ChangeMutants.WRITTEN_FOR_UNCHANGED,
                    "identical update"),
            scenario("a change is written for a trigger", ChangeMutants.WRITTEN_FOR_UNCHANGED, "trigger"),
            scenario(
                    "a change has the new definition instead of the one that it replaced",
                    ChangeMutants.REPLACED_BY_NEW,
                    "update a rate's payload"));

    @TestFactory
    Stream<DynamicTest> its_experiment_detects_each_mutant() {
        return ProtocolMutantsTest.detections(CASES, DETECTIONS);
    }

    @AfterAll
    static void report() {
        DETECTIONS.forEach(it -> SimulationSize.report("mutant: " + it));
        SimulationSize.report(
                CASES.size() + " mutants of skips, restores and changes", SimulationSize.elapsedSince(START_NANOS));
    }
}
