package com.rezagent.schedules.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.simulation.OrderTrial.ArrivalTiming;
import com.rezagent.schedules.simulation.OrderTrial.CommandKind;
import com.rezagent.schedules.simulation.OrderTrial.InitialState;
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
    private static final int MAX_EXAMPLES = 20;

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
                    DynamicTest.dynamicTest(name, () -> assertThat(differences(name)).isEmpty()));
        }

        private List<String> differences(String name) {
            long begun = System.nanoTime();
            Differences found = new Differences();
            List<List<Integer>> orders = ArrivalOrders.all(length, duplicates);
            int sequences = (int) Math.pow(CommandKind.values().length, length);
            int every = (SimulationSize.isLong() ? 1 : oneIn) * SimulationSize.oneIn();
            IntStream.range(0, sequences).parallel().forEach(number -> runSequence(number, orders, every, found));
            SimulationSize.report(
                    name + (every == 1 ? ", all of " : ", one in " + every + " by seed " + SimulationSize.seed() + " of ")
                            + sequences + " sequences in " + orders.size() + " orders: " + found,
                    SimulationSize.elapsedSince(begun));
            return found.examples;
        }

        private void runSequence(int number, List<List<Integer>> orders, int every, Differences found) {
            SplittableRandom random = new SplittableRandom(SimulationSize.seed() + number);
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
                    endsElsewhere |= trial.endsDifferently();
                    hasOtherResults |= trial.hasDifferentResults();
                    trial.differences().ifPresent(found::addExample);
                }
            }
            found.add(endsElsewhere, hasOtherResults);
        }

        private int[] splits() {
            return setting.initialState() == InitialState.ENDS_SOON
                    ? IntStream.rangeClosed(0, length + duplicates).toArray()
                    : new int[] {-1};
        }

        private List<CommandKind> kinds(int number) {
            List<CommandKind> kinds = new ArrayList<>();
            for (int i = 0, rest = number; i < length; i++, rest /= CommandKind.values().length) {
                kinds.add(CommandKind.values()[rest % CommandKind.values().length]);
            }
            return kinds;
        }
    }

    /** How many sequences have an order that differs, and some of those. Thread-safe. */
    private static final class Differences {
        private final List<String> examples = Collections.synchronizedList(new ArrayList<>());
        private final LongAdder worlds = new LongAdder();
        private final LongAdder endDifferently = new LongAdder();
        private final LongAdder haveDifferentResults = new LongAdder();

        void add(boolean endsElsewhere, boolean hasOtherResults) {
            endDifferently.add(endsElsewhere ? 1 : 0);
            haveDifferentResults.add(hasOtherResults ? 1 : 0);
        }

        void addExample(String wrong) {
            if (examples.size() < MAX_EXAMPLES) {
                examples.add(wrong);
            }
        }

        @Override
        public String toString() {
            return worlds + " worlds; " + endDifferently + " sequences end elsewhere, " + haveDifferentResults
                    + " have other results";
        }
    }

    /** What was lost without a word while one register held running, paused and deleted, and that is of its kind. */
    private static Stream<Arguments> regressions() {
        return Stream.of(
                Arguments.of(List.of(CommandKind.CREATE_A, CommandKind.DELETE, CommandKind.RESUME), List.of(0, 2, 1), InitialState.NOTHING),
                Arguments.of(List.of(CommandKind.CREATE_A, CommandKind.DELETE, CommandKind.PAUSE), List.of(0, 2, 1), InitialState.NOTHING),
                Arguments.of(List.of(CommandKind.CREATE_A, CommandKind.PAUSE, CommandKind.CREATE_A), List.of(0, 2, 1), InitialState.NOTHING),
                Arguments.of(
                        List.of(CommandKind.CREATE_A, CommandKind.UPDATE_B, CommandKind.CREATE_A), List.of(0, 2, 1), InitialState.NOTHING),
                Arguments.of(List.of(CommandKind.CREATE_B, CommandKind.PAUSE), List.of(1, 0), InitialState.COMPLETED));
    }

    @ParameterizedTest
    @MethodSource("oneThatWasLost")
    void takes_effect_though_a_later_one_that_changes_something_else_arrives_first(
            List<CommandKind> kinds, List<Integer> order, InitialState beginning) {
        for (Sender sender : Sender.values()) {
            Sequence sequence = Sequence.of(kinds, new Setting(sender, beginning, ArrivalTiming.IMMEDIATE));
            assertThat(new OrderTrial(sequence, order, -1).run().differences()).isEmpty();
        }
    }

    private static Stream<DynamicTest> tests(List<Part> parts) {
        return parts.stream().flatMap(Part::test);
    }

    /** @param oneIn of how many worlds of each length from 1 on the quick part tries one; 0 for none */
    private static List<Part> ofEachSender(InitialState beginning, ArrivalTiming pace, int... oneIn) {
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
        return tests(ofEachSender(InitialState.NOTHING, ArrivalTiming.IMMEDIATE, 1, 1, 1, 120));
    }

    @TestFactory
    Stream<DynamicTest> after_a_schedule_that_is_completed() {
        return tests(ofEachSender(InitialState.COMPLETED, ArrivalTiming.IMMEDIATE, 1, 1, 8, 400));
    }

    @TestFactory
    Stream<DynamicTest> while_the_only_firing_comes_and_goes() {
        return tests(ofEachSender(InitialState.ENDS_SOON, ArrivalTiming.IMMEDIATE, 1, 1, 32, 1_600));
    }

    @TestFactory
    Stream<DynamicTest> whatever_the_pace_of_arrival_and_of_retries() {
        return Stream.of(ArrivalTiming.LAMBDA_RETRIES, ArrivalTiming.MINUTES_APART, ArrivalTiming.WEEKS_LATE)
                .flatMap(pace -> tests(ofEachSender(InitialState.NOTHING, pace, 1, 1, 16, 800)));
    }

    @TestFactory
    Stream<DynamicTest> asked_for_at_the_same_instant() {
        return Stream.of(InitialState.NOTHING, InitialState.COMPLETED)
                .flatMap(beginning -> Stream.of(Sender.values())
                        .map(sender -> new Setting(sender, beginning, ArrivalTiming.IMMEDIATE, Duration.ZERO))
                        .flatMap(setting -> Stream.of(new Part(2, 0, setting, 1), new Part(3, 0, setting, 16))))
                .flatMap(Part::test);
    }

    /** A redelivery is answered as the first delivery was, and changes nothing. */
    @TestFactory
    Stream<DynamicTest> redelivered_once_and_twice() {
        return Stream.of(Sender.values())
                .map(sender -> new Setting(sender, InitialState.NOTHING, ArrivalTiming.IMMEDIATE))
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
                .filter(it -> SimulationSize.isLong())
                .map(sender -> new Part(4, 1, new Setting(sender, InitialState.NOTHING, ArrivalTiming.IMMEDIATE), 1))
                .flatMap(Part::test);
    }
}
