package com.rezagent.schedules.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.simulation.GroupOrdersTest.CommandKind;
import com.rezagent.schedules.simulation.ReferenceModel.Response;
import com.rezagent.schedules.simulation.ReferenceModel.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests {@link GroupReferenceModel}: every arrival order of a sequence of commands ends in the same state as the order of
 * issue, unless a command was refused or overtaken.
 */
class GroupReferenceModelTest {
    private static final Instant NOW = SimulatedWorld.START;

    @ParameterizedTest
    @CsvSource({
        "true,  PT1S, false",
        "false, PT1S, false",
        "true,  PT0S, false",
        "false, PT0S, false",
        "true,  PT1S, true",
        "false, PT0S, true"
    })
    void every_order_ends_like_the_order_of_issue(boolean isDeferred, Duration interval, boolean isDefault) {
        List<String> different = new ArrayList<>();
        int compared = 0;
        for (int length = 2; length <= 4; length++) {
            for (int number = 0; number < (int) Math.pow(CommandKind.values().length, length); number++) {
                List<GroupCommandSpec> commands = commands(number, length, !isDeferred, interval);
                List<List<Integer>> orders = ArrivalOrders.all(length, 0);
                Run inOrder = Run.of(commands, orders.get(0), isDefault);
                for (List<Integer> order : inOrder.isTold ? List.<List<Integer>>of() : orders) {
                    Run run = Run.of(commands, order, isDefault);
                    compared += run.isTold ? 0 : 1;
                    if (!run.isTold && !run.endState.equals(inOrder.endState)) {
                        different.add(
                                commands.stream().map(GroupCommandSpec::action).toList() + " arriving as " + order + ": "
                                        + run.endState + " instead of " + inOrder.endState);
                    }
                }
            }
        }
        assertThat(different).isEmpty();
        assertThat(compared).isPositive();
    }

    private static List<GroupCommandSpec> commands(int number, int length, boolean isFromApi, Duration interval) {
        List<GroupCommandSpec> commands = new ArrayList<>();
        for (int i = 0, rest = number; i < length; i++, rest /= CommandKind.values().length) {
            Instant at = NOW.minusSeconds(10).plus(interval.multipliedBy(i));
            commands.add(CommandKind.values()[rest % CommandKind.values().length]
                    .command("command-" + i, "g", at, isFromApi)
                    .withPublishedAt(NOW));
        }
        if (interval.isZero()) {
            commands.sort(Comparator.comparing((GroupCommandSpec it) -> GroupReferenceModel.RANKS.indexOf(it.action()))
                    .thenComparing(GroupCommandSpec::id));
        }
        return commands;
    }

    /** @param isTold whether people are told that a command did not do what it asked */
    private record Run(String endState, boolean isTold) {
        static Run of(List<GroupCommandSpec> commands, List<Integer> order, boolean isDefault) {
            GroupReferenceModel model = new GroupReferenceModel(isDefault, () -> false);
            Map<Integer, Response> responses = new HashMap<>();
            RedeliveryQueue queue = new RedeliveryQueue(message -> {
                Response response = model.deliver(commands.get(message), NOW);
                responses.put(message, response);
                return response.result() != Result.DEFERRED;
            });
            order.forEach(queue::receive);
            return new Run(
                    model.endState(NOW),
                    responses.values().stream().anyMatch(it -> it.isNotified() || it.result() == Result.DEFERRED));
        }
    }
}
