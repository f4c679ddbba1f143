package com.rezagent.schedules.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Seeded random walks, in a new world every few hundred steps. A failure prints the seed and the step, which repeat the
 * same walk: {@code -Dsimulation.seed=… -Dsimulation.steps=…}.
 */
class RandomWalkTest {
    private static final int STEPS_PER_WORLD = 400;
    private static final int STEPS_PER_CHECK = 20;

    @Test
    void invariants_hold_whenever_the_world_is_idle() {
        Map<String, Integer> counts = new TreeMap<>();
        long start = System.nanoTime();
        List<String> violations =
                violations(SimulatedWorld::new, SimulationSize.seed(), SimulationSize.steps(), counts);

        SimulationSize.report(
                "random walks from seed " + SimulationSize.seed() + ": " + counts, SimulationSize.elapsedSince(start));
        assertThat(violations).isEmpty();
    }

    /** @return the violations in the first world that has any, after the seed and step that reproduce them */
    static List<String> violations(Supplier<SimulatedWorld> worlds, long seed, int steps, Map<String, Integer> counts) {
        for (int done = 0, number = 0; done < steps; done += STEPS_PER_WORLD, number++) {
            long worldSeed = seed + number;
            List<String> violations =
                    violationsInOneWorld(worlds.get(), worldSeed, Math.min(STEPS_PER_WORLD, steps - done), counts);
            if (!violations.isEmpty()) {
                return violations;
            }
        }
        return List.of();
    }

    private static List<String> violationsInOneWorld(
            SimulatedWorld world, long seed, int steps, Map<String, Integer> counts) {
        RandomScenario walk = new RandomScenario(world, new SplittableRandom(seed), counts);
        for (int step = 1; step <= steps; step++) {
            walk.step();
            counts.merge("steps", 1, Integer::sum);
            if (step % STEPS_PER_CHECK == 0 || step == steps) {
                List<String> found = walk.checkWhenIdle();
                counts.merge("idle checks", 1, Integer::sum);
                if (!found.isEmpty()) {
                    List<String> violations = new ArrayList<>(List.of("seed " + seed + ", step " + step));
                    violations.addAll(found);
                    return violations;
                }
            }
        }
        counts.merge("firings", world.firings.size(), Integer::sum);
        counts.merge("messages", world.published().size(), Integer::sum);
        return List.of();
    }
}
