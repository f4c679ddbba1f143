package com.rezagent.schedules.simulation;

import com.rezagent.schedules.simulation.ReferenceModel.Response;
import com.rezagent.schedules.simulation.ReferenceModel.Result;
import com.rezagent.schedules.simulation.ReferenceModel.Stamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/** Compares every order of arrival with the order of issue, by a reference model, unless a command leads to a notice. */
final class OrderComparison<C extends SentCommand<C>> {
    static final Instant NOW = SimulatedWorld.START;

    /** The model of one record. */
    interface ComparedModel<C> {
        Response deliver(C command, Instant now);

        /** Returns what must be equal after two arrival orders of the same commands. */
        String endState(Instant now);
    }

    final List<String> different = new ArrayList<>();
    int compared;
    private final Supplier<ComparedModel<C>> models;
    private final Comparator<C> byStamp;

    OrderComparison(Supplier<ComparedModel<C>> models, Function<C, Stamp> stamp) {
        this.models = models;
        byStamp = Comparator.comparing(stamp);
    }

    /**
     * Compares all sequences of these lengths.
     *
     * @param kinds each returns a command with an id that is issued at a time
     * @param interval between the issue times of two commands
     */
    void compareLengths(List<? extends BiFunction<String, Instant, C>> kinds, int from, int to, Duration interval) {
        for (int length = from; length <= to; length++) {
            List<List<Integer>> orders = ArrivalOrders.all(length, 0);
            for (int number = 0; number < (int) Math.pow(kinds.size(), length); number++) {
                List<C> commands = new ArrayList<>();
                for (BiFunction<String, Instant, C> kind : ArrivalOrders.sequence(kinds, number, length)) {
                    int i = commands.size();
                    Instant at = NOW.minusSeconds(10).plus(interval.multipliedBy(i));
                    commands.add(kind.apply("command-" + i, at).withPublishedAt(NOW));
                }
                commands.sort(byStamp);
                compare(commands, orders);
            }
        }
    }

    private void compare(List<C> commands, List<List<Integer>> orders) {
        Run inOrder = run(commands, orders.get(0));
        for (List<Integer> order : inOrder.isTold ? List.<List<Integer>>of() : orders) {
            Run run = run(commands, order);
            compared += run.isTold ? 0 : 1;
            if (!run.isTold && !run.endState.equals(inOrder.endState)) {
                different.add(
                        commands + " arriving as " + order + ": " + run.endState + " instead of " + inOrder.endState);
            }
        }
    }

    private Run run(List<C> commands, List<Integer> order) {
        ComparedModel<C> model = models.get();
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

    /** @param isTold whether people are told that a command did not do what it asked; what is still deferred is refused */
    private record Run(String endState, boolean isTold) {}
}
