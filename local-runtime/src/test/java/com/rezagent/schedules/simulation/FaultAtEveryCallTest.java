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
 * Every command and every execution, with every outside call failing in every way, alone and in pairs; then redelivered.
 * What comes of it must be what comes of it undisturbed.
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
    void comes_to_the_same_whichever_call_fails(Scenario scenario) {
        ScenarioRun undisturbed = ScenarioRun.of(SimulatedWorld::new, scenario, Map.of());
        assertThat(undisturbed.violations()).isEmpty();
        List<String> wrong = new ArrayList<>();
        for (int call = 1; call <= undisturbed.calls(); call++) {
            for (Fault fault : Fault.ALL) {
                Map<Integer, Fault> faults = Map.of(call, fault);
                ScenarioRun trial = ScenarioRun.of(SimulatedWorld::new, scenario, faults);
                worlds++;
                wrong.addAll(trial.differencesFrom(undisturbed));
                addSecondFault(scenario, undisturbed, call, fault, trial.calls(), wrong);
            }
        }
        assertThat(wrong).as(scenario.name()).isEmpty();
    }

    private static void addSecondFault(
            Scenario scenario, ScenarioRun undisturbed, int first, Fault fault, int calls, List<String> wrong) {
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
                wrong.addAll(ScenarioRun.of(SimulatedWorld::new, scenario, faults).differencesFrom(undisturbed));
            }
        }
    }

    /** One run of a scenario. */
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
            String what = scenario.name() + " with " + faults + " of " + world.faultPlan.calls();
            return new ScenarioRun(what, world.faultPlan.calls().size(), Invariants.violations(world), FaultIndependentState.of(world));
        }

        List<String> differencesFrom(ScenarioRun undisturbed) {
            if (!violations.isEmpty()) {
                return List.of(description + ": " + violations);
            }
            return state.equals(undisturbed.state)
                    ? List.of()
                    : List.of(description + " came to\n" + state + "\ninstead of\n" + undisturbed.state);
        }
    }

    @BeforeAll
    static void startTimer() {
        startNanos = System.nanoTime();
    }

    @AfterAll
    static void report() {
        SimulationSize.report(worlds + " worlds with one fault, " + pairs + " with two", SimulationSize.elapsedSince(startNanos));
    }
}
