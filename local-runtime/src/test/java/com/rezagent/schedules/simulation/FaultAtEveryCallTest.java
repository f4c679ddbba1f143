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
    private static long begun;
    private static long worlds;
    private static long pairs;

    static Stream<Scenario> scenarios() {
        return Stream.of(Scenario.COMMANDS, Scenario.STAMPS, Scenario.EXECUTIONS, Scenario.ENTRIES, Scenario.RECONCILES)
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void comes_to_the_same_whichever_call_fails(Scenario scenario) {
        Trial undisturbed = Trial.of(SimulatedWorld::new, scenario, Map.of());
        assertThat(undisturbed.problems()).isEmpty();
        List<String> wrong = new ArrayList<>();
        for (int call = 1; call <= undisturbed.calls(); call++) {
            for (Fault fault : Fault.ALL) {
                Map<Integer, Fault> faults = Map.of(call, fault);
                Trial trial = Trial.of(SimulatedWorld::new, scenario, faults);
                worlds++;
                wrong.addAll(trial.wrongBeside(undisturbed));
                disturbTwice(scenario, undisturbed, call, fault, trial.calls(), wrong);
            }
        }
        assertThat(wrong).as(scenario.name()).isEmpty();
    }

    private static void disturbTwice(
            Scenario scenario, Trial undisturbed, int first, Fault fault, int calls, List<String> wrong) {
        List<Fault> seconds = Scale.isLong() ? Fault.ALL : Fault.CRASHES;
        if (!Scale.isLong() && !Fault.CRASHES.contains(fault)) {
            return;
        }
        int number = 0;
        for (int call = first + 1; call <= calls; call++) {
            for (Fault second : seconds) {
                Map<Integer, Fault> faults = new TreeMap<>(Map.of(first, fault, call, second));
                if (++number % Scale.oneIn() != 0) {
                    continue;
                }
                pairs++;
                wrong.addAll(Trial.of(SimulatedWorld::new, scenario, faults).wrongBeside(undisturbed));
            }
        }
    }

    /** One run of a scenario. */
    record Trial(String what, int calls, List<String> problems, String projection) {
        static Trial of(Supplier<SimulatedWorld> worlds, Scenario scenario, Map<Integer, Fault> faults) {
            SimulatedWorld world = worlds.get();
            scenario.before().accept(world);
            world.plan.arm(faults);
            scenario.step().accept(world);
            world.quiet();
            world.plan.disarm();
            scenario.after().accept(world);
            world.quiet();
            String what = scenario.name() + " with " + faults + " of " + world.plan.calls();
            return new Trial(what, world.plan.calls().size(), Invariants.of(world), Projection.of(world));
        }

        List<String> wrongBeside(Trial undisturbed) {
            if (!problems.isEmpty()) {
                return List.of(what + ": " + problems);
            }
            return projection.equals(undisturbed.projection)
                    ? List.of()
                    : List.of(what + " came to\n" + projection + "\ninstead of\n" + undisturbed.projection);
        }
    }

    @BeforeAll
    static void begin() {
        begun = System.nanoTime();
    }

    @AfterAll
    static void report() {
        Scale.report(worlds + " worlds with one fault, " + pairs + " with two", Scale.since(begun));
    }
}
