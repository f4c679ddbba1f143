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
import java.util.List;
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

    private static Stream<DynamicTest> tests(List<OrderPart> parts) {
        return parts.stream().flatMap(OrderPart::test);
    }

    /** @param oneIn for each length from 1 on: the quick part runs one world in this many */
    private static List<OrderPart> forEachSender(InitialState initialState, ArrivalTiming timing, int... oneIn) {
        List<OrderPart> parts = new ArrayList<>();
        for (Sender sender : Sender.values()) {
            for (int length = 1; length <= oneIn.length; length++) {
                parts.add(OrderPart.of(length, 0, new Setting(sender, initialState, timing), oneIn[length - 1]));
            }
        }
        return parts;
    }

    @TestFactory
    Stream<DynamicTest> ends_in_the_state_of_the_reference_model_with_the_same_outcomes() {
        return tests(forEachSender(InitialState.NOTHING, ArrivalTiming.IMMEDIATE, 1, 1, 4, 400));
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
                        .flatMap(setting -> Stream.of(OrderPart.of(2, 0, setting, 1), OrderPart.of(3, 0, setting, 40))))
                .flatMap(OrderPart::test);
    }

    /** A redelivery has the outcome of the first delivery and changes nothing. */
    @TestFactory
    Stream<DynamicTest> agrees_with_the_model_with_one_and_two_redeliveries() {
        return Stream.of(Sender.values())
                .map(sender -> new Setting(sender, InitialState.NOTHING, ArrivalTiming.IMMEDIATE))
                .flatMap(setting -> Stream.of(
                        OrderPart.of(1, 1, setting, 1),
                        OrderPart.of(1, 2, setting, 1),
                        OrderPart.of(2, 1, setting, 1),
                        OrderPart.of(2, 2, setting, 8),
                        OrderPart.of(3, 1, setting, 80),
                        OrderPart.of(3, 2, setting, 500)))
                .flatMap(OrderPart::test);
    }

    /** Part of the long run only. */
    @TestFactory
    Stream<DynamicTest> agrees_with_the_model_for_four_commands_with_a_redelivery() {
        return Stream.of(Sender.values())
                .filter(it -> SimulationSize.isLong())
                .map(sender ->
                        OrderPart.of(4, 1, new Setting(sender, InitialState.NOTHING, ArrivalTiming.IMMEDIATE), 1))
                .flatMap(OrderPart::test);
    }
}
