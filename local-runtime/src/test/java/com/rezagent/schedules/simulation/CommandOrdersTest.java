package com.rezagent.schedules.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.simulation.OrderTrial.ArrivalTiming;
import com.rezagent.schedules.simulation.OrderTrial.Asked;
import com.rezagent.schedules.simulation.OrderTrial.Beginning;
import com.rezagent.schedules.simulation.OrderTrial.Sender;
import com.rezagent.schedules.simulation.OrderTrial.Sequence;
import com.rezagent.schedules.simulation.OrderTrial.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every sequence of up to four commands on one schedule, in every order of arrival. The system must end where the {@link
 * ReferenceModel} ends for that order, each command must come to the same, the engine must hold what follows from it, and
 * people must be told of what was refused or overtaken, once. No sequence is exempt.
 *
 * <p>The quick part has all that are short, and of the others a sample, by {@code -Dsimulation.seed}.
 */
class CommandOrdersTest {
    private static final int MOST_SHOWN = 20;

    /**
     * What is tried.
     *
     * @param duplicates how many redeliveries each order has beside the first deliveries
     * @param one of how many worlds the quick part tries one
     */
    private record Part(int length, int duplicates, Setting setting, int oneIn) {
        Stream<DynamicTest> test() {
            String name = length + (length == 1 ? " command" : " commands")
                    + (duplicates == 0 ? "" : " and " + duplicates + " redelivered") + ", " + setting;
            return Stream.of(
                    DynamicTest.dynamicTest(name, () -> assertThat(wrong(name)).isEmpty()));
        }

        private List<String> wrong(String name) {
            long begun = System.nanoTime();
            Found found = new Found();
            List<List<Integer>> orders = Orders.of(length, duplicates);
            int sequences = (int) Math.pow(Asked.values().length, length);
            int every = (Scale.isLong() ? 1 : oneIn) * Scale.oneIn();
            IntStream.range(0, sequences).parallel().forEach(number -> tryOut(number, orders, every, found));
            Scale.report(
                    name + (every == 1 ? ", all of " : ", one in " + every + " by seed " + Scale.seed() + " of ")
                            + sequences + " sequences in " + orders.size() + " orders: " + found,
                    Scale.since(begun));
            return found.shown;
        }

        private void tryOut(int number, List<List<Integer>> orders, int every, Found found) {
            SplittableRandom random = new SplittableRandom(Scale.seed() + number);
            Sequence sequence = null;
            boolean endsElsewhere = false;
            boolean hasOtherResults = false;
            for (List<Integer> order : orders) {
                for (int split : splits()) {
                    if (every > 1 && random.nextInt(every) > 0) {
                        continue;
                    }
                    sequence = sequence == null ? Sequence.of(kinds(number), setting) : sequence;
                    OrderTrial trial = new OrderTrial(sequence, order, split).run();
                    found.worlds.increment();
                    endsElsewhere |= trial.endsElsewhere();
                    hasOtherResults |= trial.hasOtherResults();
                    trial.wrong().ifPresent(found::show);
                }
            }
            found.add(endsElsewhere, hasOtherResults);
        }

        private int[] splits() {
            return setting.beginning() == Beginning.ENDS_SOON
                    ? IntStream.rangeClosed(0, length + duplicates).toArray()
                    : new int[] {-1};
        }

        private List<Asked> kinds(int number) {
            List<Asked> kinds = new ArrayList<>();
            for (int i = 0, rest = number; i < length; i++, rest /= Asked.values().length) {
                kinds.add(Asked.values()[rest % Asked.values().length]);
            }
            return kinds;
        }
    }

    /** How many sequences have an order that differs, and some of those. Thread-safe. */
    private static final class Found {
        private final List<String> shown = Collections.synchronizedList(new ArrayList<>());
        private final LongAdder worlds = new LongAdder();
        private final LongAdder endElsewhere = new LongAdder();
        private final LongAdder haveOtherResults = new LongAdder();

        void add(boolean endsElsewhere, boolean hasOtherResults) {
            endElsewhere.add(endsElsewhere ? 1 : 0);
            haveOtherResults.add(hasOtherResults ? 1 : 0);
        }

        void show(String wrong) {
            if (shown.size() < MOST_SHOWN) {
                shown.add(wrong);
            }
        }

        @Override
        public String toString() {
            return worlds + " worlds; " + endElsewhere + " sequences end elsewhere, " + haveOtherResults
                    + " have other results";
        }
    }

    /** What was lost without a word while one register held running, paused and deleted, and that is of its kind. */
    private static Stream<Arguments> oneThatWasLost() {
        return Stream.of(
                Arguments.of(List.of(Asked.CREATE_A, Asked.DELETE, Asked.RESUME), List.of(0, 2, 1), Beginning.NOTHING),
                Arguments.of(List.of(Asked.CREATE_A, Asked.DELETE, Asked.PAUSE), List.of(0, 2, 1), Beginning.NOTHING),
                Arguments.of(List.of(Asked.CREATE_A, Asked.PAUSE, Asked.CREATE_A), List.of(0, 2, 1), Beginning.NOTHING),
                Arguments.of(
                        List.of(Asked.CREATE_A, Asked.UPDATE_B, Asked.CREATE_A), List.of(0, 2, 1), Beginning.NOTHING),
                Arguments.of(List.of(Asked.CREATE_B, Asked.PAUSE), List.of(1, 0), Beginning.COMPLETED));
    }

    @ParameterizedTest
    @MethodSource("oneThatWasLost")
    void takes_effect_though_a_later_one_that_changes_something_else_arrives_first(
            List<Asked> kinds, List<Integer> order, Beginning beginning) {
        for (Sender sender : Sender.values()) {
            Sequence sequence = Sequence.of(kinds, new Setting(sender, beginning, ArrivalTiming.AT_ONCE));
            assertThat(new OrderTrial(sequence, order, -1).run().wrong()).isEmpty();
        }
    }

    private static Stream<DynamicTest> tests(List<Part> parts) {
        return parts.stream().flatMap(Part::test);
    }

    /** @param oneIn of how many worlds of each length from 1 on the quick part tries one; 0 for none */
    private static List<Part> ofEachSender(Beginning beginning, ArrivalTiming pace, int... oneIn) {
        List<Part> parts = new ArrayList<>();
        for (Sender sender : Sender.values()) {
            for (int length = 1; length <= oneIn.length; length++) {
                parts.add(new Part(length, 0, new Setting(sender, beginning, pace), oneIn[length - 1]));
            }
        }
        return parts;
    }

    @TestFactory
    Stream<DynamicTest> ends_where_the_reference_ends_for_that_order_with_the_same_results() {
        return tests(ofEachSender(Beginning.NOTHING, ArrivalTiming.AT_ONCE, 1, 1, 1, 120));
    }

    @TestFactory
    Stream<DynamicTest> after_a_schedule_that_is_completed() {
        return tests(ofEachSender(Beginning.COMPLETED, ArrivalTiming.AT_ONCE, 1, 1, 8, 400));
    }

    @TestFactory
    Stream<DynamicTest> while_the_only_firing_comes_and_goes() {
        return tests(ofEachSender(Beginning.ENDS_SOON, ArrivalTiming.AT_ONCE, 1, 1, 32, 1_600));
    }

    @TestFactory
    Stream<DynamicTest> whatever_the_pace_of_arrival_and_of_retries() {
        return Stream.of(ArrivalTiming.TOGETHER, ArrivalTiming.MINUTES_APART, ArrivalTiming.WEEKS_LATE)
                .flatMap(pace -> tests(ofEachSender(Beginning.NOTHING, pace, 1, 1, 16, 800)));
    }

    @TestFactory
    Stream<DynamicTest> asked_for_at_the_same_instant() {
        return Stream.of(Beginning.NOTHING, Beginning.COMPLETED)
                .flatMap(beginning -> Stream.of(Sender.values())
                        .map(sender -> new Setting(sender, beginning, ArrivalTiming.AT_ONCE, Duration.ZERO))
                        .flatMap(setting -> Stream.of(new Part(2, 0, setting, 1), new Part(3, 0, setting, 16))))
                .flatMap(Part::test);
    }

    /** A redelivery is answered as the first delivery was, and changes nothing. */
    @TestFactory
    Stream<DynamicTest> redelivered_once_and_twice() {
        return Stream.of(Sender.values())
                .map(sender -> new Setting(sender, Beginning.NOTHING, ArrivalTiming.AT_ONCE))
                .flatMap(setting -> Stream.of(
                        new Part(1, 1, setting, 1),
                        new Part(1, 2, setting, 1),
                        new Part(2, 1, setting, 1),
                        new Part(2, 2, setting, 4),
                        new Part(3, 1, setting, 30),
                        new Part(3, 2, setting, 200)))
                .flatMap(Part::test);
    }

    /** The long run's. */
    @TestFactory
    Stream<DynamicTest> four_commands_redelivered() {
        return Stream.of(Sender.values())
                .filter(it -> Scale.isLong())
                .map(sender -> new Part(4, 1, new Setting(sender, Beginning.NOTHING, ArrivalTiming.AT_ONCE), 1))
                .flatMap(Part::test);
    }
}
