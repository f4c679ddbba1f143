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
 * Seeded random walks. Each world is walked through for a few hundred steps and then left for a new one; the seed that is
 * printed with what is wrong brings the same walk back: {@code -Dsimulation.seed=… -Dsimulation.steps=…}.
 */
class RandomWalkTest {
    private static final int STEPS_PER_WORLD = 400;
    private static final int STEPS_PER_CHECK = 20;

    @Test
    void whatever_happens_all_is_well_at_every_rest() {
        Map<String, Integer> counts = new TreeMap<>();
        long begun = System.nanoTime();
        List<String> wrong = violations(SimulatedWorld::new, SimulationSize.seed(), SimulationSize.steps(), counts);

        SimulationSize.report("random walks from seed " + SimulationSize.seed() + ": " + counts, SimulationSize.elapsedSince(begun));
        assertThat(wrong).isEmpty();
    }

    /** @return what is wrong with the first world that anything is wrong with, and how to come there again */
    static List<String> violations(Supplier<SimulatedWorld> worlds, long seed, int steps, Map<String, Integer> counts) {
        for (int done = 0, number = 0; done < steps; done += STEPS_PER_WORLD, number++) {
            long itsSeed = seed + number;
            List<String> wrong = violationsInOneWorld(worlds.get(), itsSeed, Math.min(STEPS_PER_WORLD, steps - done), counts);
            if (!wrong.isEmpty()) {
                return wrong;
            }
        }
        return List.of();
    }

    private static List<String> violationsInOneWorld(SimulatedWorld world, long seed, int steps, Map<String, Integer> counts) {
        RandomScenario walk = new RandomScenario(world, new SplittableRandom(seed), counts);
        for (int step = 1; step <= steps; step++) {
            walk.step();
            counts.merge("steps", 1, Integer::sum);
            if (step % STEPS_PER_CHECK == 0 || step == steps) {
                List<String> problems = walk.checkWhenIdle();
                counts.merge("rests", 1, Integer::sum);
                if (!problems.isEmpty()) {
                    List<String> wrong = new ArrayList<>(List.of("seed " + seed + ", step " + step));
                    wrong.addAll(problems);
                    return wrong;
                }
            }
        }
        counts.merge("firings", world.firings.size(), Integer::sum);
        counts.merge("messages", world.published().size(), Integer::sum);
        return List.of();
    }
}
