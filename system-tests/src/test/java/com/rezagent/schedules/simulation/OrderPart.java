package com.rezagent.schedules.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.simulation.OrderTrial.CommandKind;
import com.rezagent.schedules.simulation.OrderTrial.InitialState;
import com.rezagent.schedules.simulation.OrderTrial.Sequence;
import com.rezagent.schedules.simulation.OrderTrial.Setting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * All sequences of one length in one setting, in every order of arrival.
 *
 * @param kinds of which the sequences consist
 * @param required each sequence contains at least one of these; empty for no such condition
 * @param duplicates the number of redeliveries in each order
 * @param oneIn the quick part runs one world in this many
 */
record OrderPart(
        List<CommandKind> kinds, Set<CommandKind> required, int length, int duplicates, Setting setting, int oneIn) {
    private static final int MAX_EXAMPLES = 20;

    /** Returns the sequences of all kinds of commands but skips and restores, which have their own test. */
    static OrderPart of(int length, int duplicates, Setting setting, int oneIn) {
        return new OrderPart(CommandKind.WITHOUT_SKIPS, Set.of(), length, duplicates, setting, oneIn);
    }

    Stream<DynamicTest> test() {
        String name = length + (length == 1 ? " command" : " commands")
                + (duplicates == 0 ? "" : ", " + duplicates + " redelivered") + ", " + setting;
        return Stream.of(DynamicTest.dynamicTest(
                name, () -> assertThat(differences(name)).isEmpty()));
    }

    private List<String> differences(String name) {
        long start = System.nanoTime();
        Differences found = new Differences();
        List<List<Integer>> orders = ArrivalOrders.all(length, duplicates);
        int sequences = (int) Math.pow(kinds.size(), length);
        int every = (SimulationSize.isLong() ? 1 : oneIn) * SimulationSize.oneIn();
        IntStream.range(0, sequences).parallel().forEach(number -> runSequence(number, orders, every, found));
        SimulationSize.report(
                name
                        + (every == 1 ? ", all of " : ", one in " + every + " (seed " + SimulationSize.seed() + ") of ")
                        + found.sequences + " sequences in " + orders.size() + " orders: " + found,
                SimulationSize.elapsedSince(start));
        return found.examples;
    }

    private void runSequence(int number, List<List<Integer>> orders, int every, Differences found) {
        List<CommandKind> selected = ArrivalOrders.sequence(kinds, number, length);
        if (!isSelected(selected)) {
            return;
        }
        found.sequences.increment();
        SplittableRandom random = new SplittableRandom(SimulationSize.seed() + number);
        Sequence sequence = null;
        boolean endsDifferently = false;
        boolean hasDifferentResults = false;
        for (List<Integer> order : orders) {
            for (int split : splits()) {
                if (every > 1 && random.nextInt(every) > 0) {
                    continue;
                }
                sequence = sequence == null ? Sequence.of(selected, setting) : sequence;
                OrderTrial trial = new OrderTrial(sequence, order, split).run();
                found.worlds.increment();
                endsDifferently |= trial.endsDifferently();
                hasDifferentResults |= trial.hasDifferentResults();
                trial.differences().ifPresent(found::addExample);
            }
        }
        found.add(endsDifferently, hasDifferentResults);
    }

    private boolean isSelected(Collection<CommandKind> sequence) {
        return required.isEmpty() || !Collections.disjoint(required, sequence);
    }

    private int[] splits() {
        return setting.initialState() == InitialState.ENDS_SOON
                ? IntStream.rangeClosed(0, length + duplicates).toArray()
                : new int[] {-1};
    }

    /** Counts the sequences in which some order differs, with examples. Thread-safe. */
    private static final class Differences {
        private final List<String> examples = Collections.synchronizedList(new ArrayList<>());
        private final LongAdder sequences = new LongAdder();
        private final LongAdder worlds = new LongAdder();
        private final LongAdder endDifferently = new LongAdder();
        private final LongAdder haveDifferentResults = new LongAdder();

        void add(boolean endsDifferently, boolean hasDifferentResults) {
            endDifferently.add(endsDifferently ? 1 : 0);
            haveDifferentResults.add(hasDifferentResults ? 1 : 0);
        }

        void addExample(String differences) {
            if (examples.size() < MAX_EXAMPLES) {
                examples.add(differences);
            }
        }

        @Override
        public String toString() {
            return worlds + " worlds; " + endDifferently + " sequences end differently, " + haveDifferentResults
                    + " have different outcomes";
        }
    }
}
