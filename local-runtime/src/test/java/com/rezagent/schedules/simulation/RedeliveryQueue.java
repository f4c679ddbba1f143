package com.rezagent.schedules.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Delivers messages in an order of arrival. One that is deferred waits, and is delivered again after each later one that
 * was not, as SNS and Lambda redeliver.
 */
final class RedeliveryQueue {
    private final List<Integer> waiting = new ArrayList<>();
    private final IntPredicate deliver;

    /** @param deliver delivers one message; false where it was deferred */
    RedeliveryQueue(IntPredicate deliver) {
        this.deliver = deliver;
    }

    void receive(int message) {
        waiting.add(message);
        redeliver();
    }

    /** Delivers what waits, from the first on, until nothing of it can be decided. */
    void redeliver() {
        boolean isProgress = true;
        while (isProgress) {
            isProgress = false;
            for (int message : List.copyOf(waiting)) {
                if (deliver.test(message)) {
                    waiting.remove(Integer.valueOf(message));
                    isProgress = true;
                    break;
                }
            }
        }
    }
}
