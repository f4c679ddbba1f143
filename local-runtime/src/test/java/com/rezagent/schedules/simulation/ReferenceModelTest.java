package com.rezagent.schedules.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.simulation.ReferenceModel.ModelCommand;
import com.rezagent.schedules.simulation.ReferenceModel.ModelAction;
import com.rezagent.schedules.simulation.ReferenceModel.Response;
import com.rezagent.schedules.simulation.ReferenceModel.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The reference, tested: what it was ported from counts how many orders of how many sequences end where the order of
 * asking ends, and so does this; then the same with what was added to it.
 */
class ReferenceModelTest {
    private static final Instant NOW = SimulatedWorld.START;
    private static final DefinitionSpec A = DefinitionSpec.yearly("A");
    private static final DefinitionSpec B = DefinitionSpec.yearly("B");

    /** What may be asked: the ten of the model that this one was ported from, in its order, and those that were added. */
    private enum CommandKind {
        CREATE_A(ModelAction.CREATE, A),
        CREATE_A_PAUSED(ModelAction.CREATE, A),
        CREATE_B(ModelAction.CREATE, B),
        UPDATE_B(ModelAction.UPDATE, B),
        PAUSE(ModelAction.PAUSE, null),
        RESUME(ModelAction.RESUME, null),
        MOVE(ModelAction.MOVE, null),
        DELETE(ModelAction.DELETE, null),
        SKIP(ModelAction.SKIP, null),
        UNSKIP(ModelAction.UNSKIP, null),
        UPDATE_A(ModelAction.UPDATE, A),
        TRIGGER(ModelAction.TRIGGER, null);

        private final ModelAction action;
        private final DefinitionSpec def;

        CommandKind(ModelAction kind, DefinitionSpec def) {
            this.action = kind;
            this.def = def;
        }

        private ModelCommand at(String id, Instant requestedAt, boolean isFromApi) {
            return new ModelCommand(id, action, requestedAt, NOW, def, this == CREATE_A_PAUSED, null, isFromApi);
        }
    }

    private static final List<CommandKind> ORIGINAL_KINDS =
            Arrays.stream(CommandKind.values()).limit(10).toList();
    private static final List<CommandKind> CURRENT_KINDS = List.of(
            CommandKind.CREATE_A,
            CommandKind.CREATE_A_PAUSED,
            CommandKind.CREATE_B,
            CommandKind.UPDATE_A,
            CommandKind.UPDATE_B,
            CommandKind.PAUSE,
            CommandKind.RESUME,
            CommandKind.DELETE,
            CommandKind.TRIGGER);

    /** The figures are those that registers.py prints. */
    @ParameterizedTest
    @CsvSource({"true, 96774", "false, 10284"})
    void ends_where_the_order_of_asking_ends_in_as_many_orders_as_registers_py(boolean isDeferred, int compared) {
        OrderComparison counted = new OrderComparison(ORIGINAL_KINDS, isDeferred, Duration.ofSeconds(1), false);

        counted.compareLengths(2, 4);

        assertThat(counted.different).isEmpty();
        assertThat(counted.compared).isEqualTo(compared);
    }

    /** Asked at the same instant, rank and then id decide what was asked first. */
    @ParameterizedTest
    @CsvSource({"true,  PT1S", "false, PT1S", "true,  PT0S", "false, PT0S"})
    void ends_where_the_order_of_asking_ends_with_all_commands_that_there_are(boolean isDeferred, Duration between) {
        OrderComparison counted = new OrderComparison(CURRENT_KINDS, isDeferred, between, false);

        counted.compareLengths(2, 3);

        assertThat(counted.different).isEmpty();
        assertThat(counted.compared).isPositive();
    }

    /**
     * Over a completed schedule a few orders do end elsewhere, and nobody is told: whichever create or update arrives first
     * revives it, and a create counts as a delete of all that was asked before it, e.g. of a pause. The rule says so; what
     * is held here is that it stays these few.
     */
    @ParameterizedTest
    @CsvSource({"true, PT1S, 27", "false, PT1S, 27", "true, PT0S, 0", "false, PT0S, 0"})
    void ends_elsewhere_over_a_completed_schedule_in_no_more_orders_than_the_rule_has(
            boolean isDeferred, Duration between, int different) {
        OrderComparison counted = new OrderComparison(CURRENT_KINDS, isDeferred, between, true);

        counted.compareLengths(2, 3);

        assertThat(counted.different).hasSize(different);
        assertThat(counted.compared).isPositive();
    }

    /** Compares every order of arrival with the order of asking, unless people are told of a command. */
    private static final class OrderComparison {
        private final List<CommandKind> kinds;
        private final boolean isDeferred;
        private final Duration between;
        private final boolean startsCompleted;
        private final List<String> different = new ArrayList<>();
        private int compared;

        OrderComparison(List<CommandKind> kinds, boolean isDeferred, Duration between, boolean beginsCompleted) {
            this.kinds = kinds;
            this.isDeferred = isDeferred;
            this.between = between;
            this.startsCompleted = beginsCompleted;
        }

        void compareLengths(int from, int to) {
            for (int length = from; length <= to; length++) {
                List<List<Integer>> orders = ArrivalOrders.all(length, 0);
                for (int number = 0; number < (int) Math.pow(kinds.size(), length); number++) {
                    compare(commands(number, length), orders);
                }
            }
        }

        private List<ModelCommand> commands(int number, int length) {
            List<ModelCommand> asks = new ArrayList<>();
            for (int i = 0, rest = number; i < length; i++, rest /= kinds.size()) {
                Instant at = NOW.minusSeconds(10).plus(between.multipliedBy(i));
                asks.add(kinds.get(rest % kinds.size()).at("command-" + i, at, !isDeferred));
            }
            if (between.isZero()) {
                asks.sort((a, b) -> a.action() == b.action()
                        ? a.id().compareTo(b.id())
                        : Integer.compare(a.action().ordinal(), b.action().ordinal()));
            }
            return asks;
        }

        private void compare(List<ModelCommand> asks, List<List<Integer>> orders) {
            ModelRun inOrder = run(asks, orders.get(0));
            if (inOrder.isNotified()) {
                return;
            }
            for (List<Integer> order : orders) {
                ModelRun run = run(asks, order);
                if (!run.isNotified()) {
                    compared++;
                    if (!run.endState.equals(inOrder.endState)) {
                        different.add(asks.stream().map(ModelCommand::action).toList() + " arriving as " + order + ": " + run.endState
                                + " instead of " + inOrder.endState);
                    }
                }
            }
        }

        private ModelRun run(List<ModelCommand> asks, List<Integer> order) {
            ReferenceModel model = new ReferenceModel();
            if (startsCompleted) {
                Instant before = NOW.minusSeconds(3_600);
                DefinitionSpec past = DefinitionSpec.at(NOW.minusSeconds(60), "past");
                model.deliver(new ModelCommand("begins", ModelAction.CREATE, before, before, past, false, null, true), before);
                model.complete();
            }
            Map<Integer, Response> answers = new HashMap<>();
            RedeliveryQueue attempts = new RedeliveryQueue(message -> {
                Response response = model.deliver(asks.get(message), NOW);
                answers.put(message, response);
                return response.result() != Result.DEFERRED;
            });
            order.forEach(attempts::receive);
            return new ModelRun(model.endState(), answers);
        }
    }

    /** What still waits at the end is refused. */
    private record ModelRun(String endState, Map<Integer, Response> responses) {
        boolean isNotified() {
            return responses.values().stream().anyMatch(it -> it.isNotified() || it.result() == Result.DEFERRED);
        }
    }
}
