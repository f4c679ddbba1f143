package com.rezagent.schedules.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.command.ScheduleAction;
import com.rezagent.schedules.simulation.OrderTrial.CommandKind;
import com.rezagent.schedules.simulation.OrderTrial.InitialState;
import com.rezagent.schedules.simulation.ReferenceModel.Response;
import com.rezagent.schedules.simulation.ReferenceModel.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests {@link ReferenceModel}: every arrival order of a sequence of commands ends in the same state as the order of
 * issue, unless a command was refused or overtaken. The number of compared orders equals that of the script from which
 * the model was ported.
 */
class ReferenceModelTest {
    private static final Instant NOW = SimulatedWorld.START;

    private static final List<CommandKind> ORIGINAL_KINDS =
            List.of(
            CommandKind.CREATE_A,
            CommandKind.CREATE_A_PAUSED,
            CommandKind.CREATE_B,
            CommandKind.UPDATE_B,
            CommandKind.PAUSE,
            CommandKind.RESUME,
            CommandKind.MOVE,
            CommandKind.DELETE,
            CommandKind.SKIP,
            CommandKind.UNSKIP);
    private static final List<CommandKind> CURRENT_KINDS = List.of(
            CommandKind.CREATE_A,
            CommandKind.CREATE_A_PAUSED,
            CommandKind.CREATE_B,
            CommandKind.UPDATE_A,
            CommandKind.UPDATE_B,
            CommandKind.PAUSE,
            CommandKind.RESUME,
            CommandKind.DELETE,
            CommandKind.TRIGGER,
            CommandKind.MOVE,
            CommandKind.CREATE_A_IN_OTHER_GROUP,
            CommandKind.PAUSE_UNTIL,
            CommandKind.SKIP,
            CommandKind.SKIP_NEXT,
            CommandKind.UNSKIP);
    private static final List<CommandKind> KINDS_WITHOUT_GROUPS = CURRENT_KINDS.subList(0, 9);
    private static final List<CommandKind> KINDS_WITHOUT_SKIPS = CURRENT_KINDS.subList(0, 12);

    /** The numbers are those of the original script. */
    @ParameterizedTest
    @CsvSource({"true, 96774", "false, 10284"})
    void every_order_ends_like_the_order_of_issue_for_the_original_commands(boolean isDeferred, int compared) {
        OrderComparison comparison = new OrderComparison(ORIGINAL_KINDS, isDeferred, Duration.ofSeconds(1), false);

        comparison.compareLengths(2, 4);

        assertThat(comparison.different).isEmpty();
        assertThat(comparison.compared).isEqualTo(compared);
    }

    /** Commands issued at the same instant are ordered by rank, then by id. */
    @ParameterizedTest
    @CsvSource({"true,  PT1S", "false, PT1S", "true,  PT0S", "false, PT0S"})
    void every_order_ends_like_the_order_of_issue_for_the_current_commands(boolean isDeferred, Duration interval) {
        OrderComparison comparison = new OrderComparison(CURRENT_KINDS, isDeferred, interval, false);

        comparison.compareLengths(2, 3);

        assertThat(comparison.different).isEmpty();
        assertThat(comparison.compared).isPositive();
    }

    /**
     * For a completed schedule a few orders end differently, without a notice: the first create or update that arrives
     * reopens it, and a create counts as a delete of everything issued before it, e.g. of a pause. That is the rule;
     * this test fixes the number of these orders.
     */
    @ParameterizedTest
    @CsvSource({
        "true,  PT1S, false, 27",
        "false, PT1S, false, 27",
        "true,  PT0S, false, 0",
        "false, PT0S, false, 0",
        "true,  PT1S, true,  87",
        "false, PT1S, true,  87",
        "true,  PT0S, true,  0",
        "false, PT0S, true,  0"
    })
    void a_known_number_of_orders_ends_differently_for_a_completed_schedule(
            boolean isDeferred, Duration interval, boolean withGroups, int different) {
        OrderComparison comparison = new OrderComparison(
                withGroups ? KINDS_WITHOUT_SKIPS : KINDS_WITHOUT_GROUPS, isDeferred, interval, true);

        comparison.compareLengths(2, 3);

        assertThat(comparison.different).hasSize(different);
        assertThat(comparison.compared).isPositive();
    }

    /**
     * A restore brings back the definition and group that the tombstone has. An update or move that was issued before the
     * delete and arrives after it is stale, so these orders end differently, without a notice; this test fixes their number.
     */
    @ParameterizedTest
    @CsvSource({"true,  RESUME, 0", "true,  SKIP, 0", "true,  UPDATE_B, 24", "true,  MOVE, 24", "false, UPDATE_B, 2"})
    void a_known_number_of_orders_ends_differently_with_a_restore(
            boolean isDeferred, CommandKind other, int different) {
        OrderComparison comparison = new OrderComparison(
                List.of(CommandKind.CREATE_A, CommandKind.DELETE, CommandKind.RESTORE, CommandKind.PAUSE, other),
                isDeferred,
                Duration.ofSeconds(1),
                false);

        comparison.compareLengths(2, 4);

        assertThat(comparison.different).hasSize(different);
        assertThat(comparison.compared).isPositive();
    }

    /** Compares every order of arrival with the order of issue, unless a command leads to a notice. */
    private static final class OrderComparison {
        private final List<CommandKind> kinds;
        private final boolean isDeferred;
        private final Duration interval;
        private final boolean startsCompleted;
        private final List<String> different = new ArrayList<>();
        private int compared;

        OrderComparison(List<CommandKind> kinds, boolean isDeferred, Duration interval, boolean startsCompleted) {
            this.kinds = kinds;
            this.isDeferred = isDeferred;
            this.interval = interval;
            this.startsCompleted = startsCompleted;
        }

        void compareLengths(int from, int to) {
            for (int length = from; length <= to; length++) {
                List<List<Integer>> orders = ArrivalOrders.all(length, 0);
                for (int number = 0; number < (int) Math.pow(kinds.size(), length); number++) {
                    compare(commands(number, length), orders);
                }
            }
        }

        private List<CommandSpec> commands(int number, int length) {
            List<CommandSpec> commands = new ArrayList<>();
            for (int i = 0, rest = number; i < length; i++, rest /= kinds.size()) {
                Instant at = NOW.minusSeconds(10).plus(interval.multipliedBy(i));
                CommandSpec command = kinds.get(rest % kinds.size())
                        .command("command-" + i, at, InitialState.NOTHING)
                        .withPublishedAt(NOW);
                commands.add(isDeferred ? command : command.fromApi());
            }
            if (interval.isZero()) {
                commands.sort((a, b) -> a.action() == b.action()
                        ? a.id().compareTo(b.id())
                        : Integer.compare(ReferenceModel.rank(a.action()), ReferenceModel.rank(b.action())));
            }
            return commands;
        }

        private void compare(List<CommandSpec> commands, List<List<Integer>> orders) {
            ModelRun inOrder = run(commands, orders.get(0));
            if (inOrder.isNotified()) {
                return;
            }
            for (List<Integer> order : orders) {
                ModelRun run = run(commands, order);
                if (!run.isNotified()) {
                    compared++;
                    if (!run.endState.equals(inOrder.endState)) {
                        different.add(
                                commands.stream().map(CommandSpec::action).toList() + " arriving as " + order + ": "
                                        + run.endState + " instead of " + inOrder.endState);
                    }
                }
            }
        }

        private ModelRun run(List<CommandSpec> commands, List<Integer> order) {
            ReferenceModel model = new ReferenceModel();
            if (startsCompleted) {
                Instant before = NOW.minusSeconds(3_600);
                DefinitionSpec past = DefinitionSpec.at(NOW.minusSeconds(60), "past");
                model.deliver(CommandSpec.of("initial", ScheduleAction.CREATE, Steps.NAME, before, past).fromApi(), before);
                model.complete();
            }
            Map<Integer, Response> responses = new HashMap<>();
            RedeliveryQueue queue = new RedeliveryQueue(message -> {
                Response response = model.deliver(commands.get(message), NOW);
                responses.put(message, response);
                return response.result() != Result.DEFERRED;
            });
            order.forEach(queue::receive);
            return new ModelRun(model.endState(NOW), responses);
        }
    }

    /** @param responses the last response to each command; a command that is still deferred counts as refused */
    private record ModelRun(String endState, Map<Integer, Response> responses) {
        boolean isNotified() {
            return responses.values().stream().anyMatch(it -> it.isNotified() || it.result() == Result.DEFERRED);
        }
    }
}
