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
 * Delivers every sequence of up to four commands for one schedule in every order of arrival. The final state, the
 * outcome of each command and the engine's entry must equal those of the {@link ReferenceModel} for that order, and
 * each refused or overtaken command must be notified once. No sequence is exempt.
 *
 * <p>The quick part runs all short sequences, and a sample of the others that {@code -Dsimulation.seed} selects.
 */
class CommandOrdersTest {
    private static final int MAX_EXAMPLES = 20;

    /**
     * All sequences of one length in one setting.
     *
     * @param duplicates the number of redeliveries in each order
     * @param oneIn the quick part runs one world in this many
     */
    private record Part(int length, int duplicates, Setting setting, int oneIn) {
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
            int sequences = (int) Math.pow(CommandKind.values().length, length);
            int every = (SimulationSize.isLong() ? 1 : oneIn) * SimulationSize.oneIn();
            IntStream.range(0, sequences).parallel().forEach(number -> runSequence(number, orders, every, found));
            SimulationSize.report(
                    name
                            + (every == 1
                                    ? ", all of "
                                    : ", one in " + every + " (seed " + SimulationSize.seed() + ") of ")
                            + sequences + " sequences in " + orders.size() + " orders: " + found,
                    SimulationSize.elapsedSince(start));
            return found.examples;
        }

        private void runSequence(int number, List<List<Integer>> orders, int every, Differences found) {
            SplittableRandom random = new SplittableRandom(SimulationSize.seed() + number);
            Sequence sequence = null;
            boolean endsDifferently = false;
            boolean hasDifferentResults = false;
            for (List<Integer> order : orders) {
                for (int split : splits()) {
                    if (every > 1 && random.nextInt(every) > 0) {
                        continue;
                    }
                    sequence = sequence == null ? Sequence.of(kinds(number), setting) : sequence;
                    OrderTrial trial = new OrderTrial(sequence, order, split).run();
                    found.worlds.increment();
                    endsDifferently |= trial.endsDifferently();
                    hasDifferentResults |= trial.hasDifferentResults();
                    trial.differences().ifPresent(found::addExample);
                }
            }
            found.add(endsDifferently, hasDifferentResults);
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

    /** Counts the sequences in which some order differs, with examples. Thread-safe. */
    private static final class Differences {
        private final List<String> examples = Collections.synchronizedList(new ArrayList<>());
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

    /** Orders that lost a command without a notice while one register held running, paused and deleted, and similar ones. */
    private static Stream<Arguments> regressions() {
        return Stream.of(
                Arguments.of(
                        List.of(CommandKind.CREATE_A, CommandKind.DELETE, CommandKind.RESUME),
                        List.of(0, 2, 1),
                        InitialState.NOTHING),
                Arguments.of(
                        List.of(CommandKind.CREATE_A, CommandKind.DELETE, CommandKind.PAUSE),
                        List.of(0, 2, 1),
                        InitialState.NOTHING),
                Arguments.of(
                        List.of(CommandKind.CREATE_A, CommandKind.PAUSE, CommandKind.CREATE_A),
                        List.of(0, 2, 1),
                        InitialState.NOTHING),
                Arguments.of(
                        List.of(CommandKind.CREATE_A, CommandKind.UPDATE_B, CommandKind.CREATE_A),
                        List.of(0, 2, 1),
                        InitialState.NOTHING),
                Arguments.of(List.of(CommandKind.CREATE_B, CommandKind.PAUSE), List.of(1, 0), InitialState.COMPLETED));
    }

    @ParameterizedTest
    @MethodSource("regressions")
    void a_command_takes_effect_when_a_later_command_for_another_register_arrives_first(
            List<CommandKind> kinds, List<Integer> order, InitialState initialState) {
        for (Sender sender : Sender.values()) {
            Sequence sequence = Sequence.of(kinds, new Setting(sender, initialState, ArrivalTiming.IMMEDIATE));
            assertThat(new OrderTrial(sequence, order, -1).run().differences()).isEmpty();
        }
    }

    private static Stream<DynamicTest> tests(List<Part> parts) {
        return parts.stream().flatMap(Part::test);
    }

    /** @param oneIn for each length from 1 on: the quick part runs one world in this many */
    private static List<Part> forEachSender(InitialState initialState, ArrivalTiming timing, int... oneIn) {
        List<Part> parts = new ArrayList<>();
        for (Sender sender : Sender.values()) {
            for (int length = 1; length <= oneIn.length; length++) {
                parts.add(new Part(length, 0, new Setting(sender, initialState, timing), oneIn[length - 1]));
            }
        }
        return parts;
    }

    @TestFactory
    Stream<DynamicTest> ends_in_the_state_of_the_reference_model_with_the_same_outcomes() {
        return tests(forEachSender(InitialState.NOTHING, ArrivalTiming.IMMEDIATE, 1, 1, 1, 400));
    }

    @TestFactory
    Stream<DynamicTest> agrees_with_the_model_for_a_completed_schedule() {
        return tests(forEachSender(InitialState.COMPLETED, ArrivalTiming.IMMEDIATE, 1, 1, 20, 1_200));
    }

    @TestFactory
    Stream<DynamicTest> agrees_with_the_model_while_the_only_firing_is_due() {
        return tests(forEachSender(InitialState.ENDS_SOON, ArrivalTiming.IMMEDIATE, 1, 1, 80, 5_000));
    }

    @TestFactory
    Stream<DynamicTest> agrees_with_the_model_for_any_timing_of_arrivals_and_retries() {
        return Stream.of(ArrivalTiming.LAMBDA_RETRIES, ArrivalTiming.MINUTES_APART, ArrivalTiming.WEEKS_LATE)
                .flatMap(timing -> tests(forEachSender(InitialState.NOTHING, timing, 1, 1, 40, 2_500)));
    }

    @TestFactory
    Stream<DynamicTest> agrees_with_the_model_for_commands_issued_at_the_same_instant() {
        return Stream.of(InitialState.NOTHING, InitialState.COMPLETED)
                .flatMap(initialState -> Stream.of(Sender.values())
                        .map(sender -> new Setting(sender, initialState, ArrivalTiming.IMMEDIATE, Duration.ZERO))
                        .flatMap(setting -> Stream.of(new Part(2, 0, setting, 1), new Part(3, 0, setting, 40))))
                .flatMap(Part::test);
    }

    /** A redelivery has the outcome of the first delivery and changes nothing. */
    @TestFactory
    Stream<DynamicTest> agrees_with_the_model_with_one_and_two_redeliveries() {
        return Stream.of(Sender.values())
                .map(sender -> new Setting(sender, InitialState.NOTHING, ArrivalTiming.IMMEDIATE))
                .flatMap(setting -> Stream.of(
                        new Part(1, 1, setting, 1),
                        new Part(1, 2, setting, 1),
                        new Part(2, 1, setting, 1),
                        new Part(2, 2, setting, 8),
                        new Part(3, 1, setting, 80),
                        new Part(3, 2, setting, 500)))
                .flatMap(Part::test);
    }

    /** Part of the long run only. */
    @TestFactory
    Stream<DynamicTest> agrees_with_the_model_for_four_commands_with_a_redelivery() {
        return Stream.of(Sender.values())
                .filter(it -> SimulationSize.isLong())
                .map(sender -> new Part(4, 1, new Setting(sender, InitialState.NOTHING, ArrivalTiming.IMMEDIATE), 1))
                .flatMap(Part::test);
    }
}
