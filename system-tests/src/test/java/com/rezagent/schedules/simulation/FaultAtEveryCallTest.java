package com.rezagent.schedules.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs every scenario with every port call failing in every way, one or two faults at a time, followed by redelivery.
 * The final state must equal that of the run without faults.
 */
class FaultAtEveryCallTest {
    private static long startNanos;
    private static long worlds;
    private static long pairs;

    static Stream<Scenario> scenarios() {
        return Stream.of(Scenario.COMMANDS, Scenario.STAMPS, Scenario.EXECUTIONS, Scenario.ENTRIES, Scenario.RECONCILES)
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void ends_in_the_same_state_whichever_call_fails(Scenario scenario) {
        ScenarioRun faultFree = ScenarioRun.of(SimulatedWorld::new, scenario, Map.of());
        assertThat(faultFree.violations()).isEmpty();
        List<String> differences = new ArrayList<>();
        for (int call = 1; call <= faultFree.calls(); call++) {
            for (Fault fault : Fault.ALL) {
                Map<Integer, Fault> faults = Map.of(call, fault);
                ScenarioRun run = ScenarioRun.of(SimulatedWorld::new, scenario, faults);
                worlds++;
                differences.addAll(run.differencesFrom(faultFree));
                addSecondFault(scenario, faultFree, call, fault, run.calls(), differences);
            }
        }
        assertThat(differences).as(scenario.name()).isEmpty();
    }

    private static void addSecondFault(
            Scenario scenario, ScenarioRun faultFree, int first, Fault fault, int calls, List<String> differences) {
        List<Fault> seconds = SimulationSize.isLong() ? Fault.ALL : Fault.CRASHES;
        if (!SimulationSize.isLong() && !Fault.CRASHES.contains(fault)) {
            return;
        }
        int number = 0;
        for (int call = first + 1; call <= calls; call++) {
            for (Fault second : seconds) {
                Map<Integer, Fault> faults = new TreeMap<>(Map.of(first, fault, call, second));
                if (++number % SimulationSize.oneIn() != 0) {
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

    @BeforeAll
    static void startTimer() {
        startNanos = System.nanoTime();
    }

    @AfterAll
    static void report() {
        SimulationSize.report(
                worlds + " worlds with one fault, " + pairs + " with two", SimulationSize.elapsedSince(startNanos));
    }
}
