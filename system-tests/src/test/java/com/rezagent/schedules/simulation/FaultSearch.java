package com.rezagent.schedules.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Runs scenarios with every port call failing in every way, and counts the runs. */
final class FaultSearch {
    private final long startNanos = System.nanoTime();
    private final int pairsOneIn;
    private final int singlesOneIn;
    private long singles;
    private long worlds;
    private long pairs;

    /** @param quickPairsOneIn how many of the pairs of crashes the quick part runs; the long run runs all pairs */
    FaultSearch(int quickPairsOneIn) {
        this(quickPairsOneIn, 1);
    }

    /** @param quickOneIn how many of the single faults the quick part runs; the long run runs all */
    FaultSearch(int quickPairsOneIn, int quickOneIn) {
        pairsOneIn = SimulationSize.isLong() ? SimulationSize.oneIn() : quickPairsOneIn;
        singlesOneIn = SimulationSize.isLong() ? 1 : quickOneIn;
    }

    /** Returns how the final states differ from that of the run without faults, and all violations. */
    List<String> differences(Scenario scenario) {
        return differences(scenario, true);
    }

    /**
     * As {@link #differences(Scenario)}, with one fault at a time only: for commands that arrive before what they need, and
     * are refused after two minutes, which two crashes may take.
     */
    List<String> differencesOfOneFault(Scenario scenario) {
        return differences(scenario, false);
    }

    private List<String> differences(Scenario scenario, boolean isWithSecondFault) {
        ScenarioRun faultFree = ScenarioRun.of(SimulatedWorld::new, scenario, Map.of());
        if (!faultFree.violations().isEmpty()) {
            return faultFree.violations();
        }
        List<String> differences = new ArrayList<>();
        for (int call = 1; call <= faultFree.calls(); call++) {
            for (Fault fault : Fault.ALL) {
                Map<Integer, Fault> faults = Map.of(call, fault);
                if (++singles % singlesOneIn != 0) {
                    continue;
                }
                ScenarioRun run = ScenarioRun.of(SimulatedWorld::new, scenario, faults);
                worlds++;
                differences.addAll(run.differencesFrom(faultFree));
                if (isWithSecondFault) {
                    addSecondFault(scenario, faultFree, call, fault, run.calls(), differences);
                }
            }
        }
        return differences;
    }

    private void addSecondFault(
            Scenario scenario, ScenarioRun faultFree, int first, Fault fault, int calls, List<String> differences) {
        List<Fault> seconds = SimulationSize.isLong() ? Fault.ALL : Fault.CRASHES;
        if (!SimulationSize.isLong() && !Fault.CRASHES.contains(fault)) {
            return;
        }
        int number = 0;
        for (int call = first + 1; call <= calls; call++) {
            for (Fault second : seconds) {
                Map<Integer, Fault> faults = new TreeMap<>(Map.of(first, fault, call, second));
                if (++number % pairsOneIn != 0) {
                    continue;
                }
                pairs++;
                differences.addAll(
                        ScenarioRun.of(SimulatedWorld::new, scenario, faults).differencesFrom(faultFree));
            }
        }
    }

    /** The result of one run of a scenario. */
    record ScenarioRun(String description, int calls, List<String> violations, String state) {
        static ScenarioRun of(Supplier<SimulatedWorld> worlds, Scenario scenario, Map<Integer, Fault> faults) {
            SimulatedWorld world = worlds.get();
            scenario.before().accept(world);
            world.faultPlan.arm(faults);
            scenario.step().accept(world);
            world.runUntilIdle();
            world.faultPlan.disarm();
            scenario.after().accept(world);
            world.runUntilIdle();
            String description = scenario.name() + " with " + faults + " of " + world.faultPlan.calls();
            return new ScenarioRun(
                    description,
                    world.faultPlan.calls().size(),
                    Invariants.violations(world),
                    FaultIndependentState.of(world));
        }

        List<String> differencesFrom(ScenarioRun faultFree) {
            if (!violations.isEmpty()) {
                return List.of(description + ": " + violations);
            }
            return state.equals(faultFree.state)
                    ? List.of()
                    : List.of(description + " ended in\n" + state + "\ninstead of\n" + faultFree.state);
        }
    }

    /** @param what was run, for the message */
    void report(String what) {
        SimulationSize.report(
                what + worlds + " worlds with one fault, " + pairs + " with two",
                SimulationSize.elapsedSince(startNanos));
    }
}
