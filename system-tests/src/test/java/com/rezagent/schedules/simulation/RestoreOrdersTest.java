package com.rezagent.schedules.simulation;

import com.rezagent.schedules.simulation.OrderTrial.ArrivalTiming;
import com.rezagent.schedules.simulation.OrderTrial.CommandKind;
import com.rezagent.schedules.simulation.OrderTrial.InitialState;
import com.rezagent.schedules.simulation.OrderTrial.Sender;
import com.rezagent.schedules.simulation.OrderTrial.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** As {@link CommandOrdersTest}, for every sequence that contains a restore. */
class RestoreOrdersTest {
    private static final List<CommandKind> KINDS = List.of(
            CommandKind.CREATE_A,
            CommandKind.CREATE_B,
            CommandKind.UPDATE_B,
            CommandKind.PAUSE_UNTIL,
            CommandKind.RESUME,
            CommandKind.MOVE,
            CommandKind.SKIP,
            CommandKind.DELETE,
            CommandKind.RESTORE);

    private static OrderPart part(int length, int duplicates, Setting setting, int oneIn) {
        return new OrderPart(KINDS, Set.of(CommandKind.RESTORE), length, duplicates, setting, oneIn);
    }

    private static Stream<Setting> settings(InitialState initialState, ArrivalTiming timing) {
        return Stream.of(Sender.values()).map(it -> new Setting(it, initialState, timing));
    }

    /** @param oneIn for each length from 1 on: the quick part runs one world in this many */
    private static Stream<DynamicTest> tests(InitialState initialState, ArrivalTiming timing, int... oneIn) {
        return settings(initialState, timing)
                .flatMap(setting -> IntStream.rangeClosed(1, oneIn.length)
                        .mapToObj(length -> part(length, 0, setting, oneIn[length - 1])))
                .flatMap(OrderPart::test);
    }

    @TestFactory
    Stream<DynamicTest> ends_in_the_state_of_the_reference_model_with_the_same_outcomes() {
        return tests(InitialState.NOTHING, ArrivalTiming.IMMEDIATE, 1, 1, 2, 120);
    }

    @TestFactory
    Stream<DynamicTest> agrees_with_the_model_for_a_deleted_schedule() {
        return tests(InitialState.DELETED, ArrivalTiming.IMMEDIATE, 1, 1, 2, 120);
    }

    @TestFactory
    Stream<DynamicTest> agrees_with_the_model_for_a_completed_schedule() {
        return tests(InitialState.COMPLETED, ArrivalTiming.IMMEDIATE, 1, 1, 12);
    }

    @TestFactory
    Stream<DynamicTest> agrees_with_the_model_while_the_only_firing_is_due() {
        return tests(InitialState.ENDS_SOON, ArrivalTiming.IMMEDIATE, 1, 1, 25);
    }

    @TestFactory
    Stream<DynamicTest> agrees_with_the_model_for_any_timing_of_arrivals_and_retries() {
        return Stream.of(ArrivalTiming.LAMBDA_RETRIES, ArrivalTiming.MINUTES_APART, ArrivalTiming.WEEKS_LATE)
                .flatMap(timing -> tests(InitialState.DELETED, timing, 1, 1, 30));
    }

    @TestFactory
    Stream<DynamicTest> agrees_with_the_model_for_commands_issued_at_the_same_instant() {
        return settings(InitialState.DELETED, ArrivalTiming.IMMEDIATE)
                .map(it -> new Setting(it.sender(), it.initialState(), it.timing(), Duration.ZERO))
                .flatMap(setting -> Stream.of(part(2, 0, setting, 1), part(3, 0, setting, 4)))
                .flatMap(OrderPart::test);
    }

    /** A redelivery has the outcome of the first delivery and changes nothing. */
    @TestFactory
    Stream<DynamicTest> agrees_with_the_model_with_one_and_two_redeliveries() {
        return settings(InitialState.DELETED, ArrivalTiming.IMMEDIATE)
                .flatMap(setting -> Stream.of(part(1, 2, setting, 1), part(2, 2, setting, 4), part(3, 1, setting, 60)))
                .flatMap(OrderPart::test);
    }
}
