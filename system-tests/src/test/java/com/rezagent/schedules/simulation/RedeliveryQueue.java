package com.rezagent.schedules.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Delivers messages and stores those that are deferred. A deferred message is delivered again after each later message
 * that is not deferred, in place of the retries of SNS and Lambda.
 */
final class RedeliveryQueue {
    private final List<Integer> waiting = new ArrayList<>();
    private final IntPredicate deliver;

    /** @param deliver delivers one message; returns false if it was deferred */
    RedeliveryQueue(IntPredicate deliver) {
        this.deliver = deliver;
    }

    void receive(int message) {
        waiting.add(message);
        redeliver();
    }

    /** Delivers the waiting messages, oldest first, until all that remain are deferred. */
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
