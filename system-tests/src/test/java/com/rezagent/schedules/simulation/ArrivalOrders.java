package com.rezagent.schedules.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Generates sequences, and the orders in which messages may arrive. */
final class ArrivalOrders {
    private ArrivalOrders() {}

    /**
     * Returns every distinct order of the numbers 0 to {@code length} - 1 with {@code duplicates} additional
     * deliveries, in all combinations.
     */
    static List<List<Integer>> all(int length, int duplicates) {
        int[] remaining = new int[length];
        Arrays.fill(remaining, 1);
        List<List<Integer>> orders = new ArrayList<>();
        addWithDuplicates(remaining, 0, duplicates, orders);
        return orders;
    }

    /** Returns one of the sequences of this length, of which there are as many as the number of kinds to its power. */
    static <K> List<K> sequence(List<K> kinds, int number, int length) {
        List<K> sequence = new ArrayList<>();
        for (int i = 0, rest = number; i < length; i++, rest /= kinds.size()) {
            sequence.add(kinds.get(rest % kinds.size()));
        }
        return sequence;
    }

    private static void addWithDuplicates(int[] remaining, int from, int duplicates, List<List<Integer>> orders) {
        if (duplicates == 0) {
            addPermutations(remaining, new ArrayList<>(), orders);
            return;
        }
        for (int i = from; i < remaining.length; i++) {
            remaining[i]++;
            addWithDuplicates(remaining, i, duplicates - 1, orders);
            remaining[i]--;
        }
    }

    private static void addPermutations(int[] remaining, List<Integer> order, List<List<Integer>> orders) {
        boolean isComplete = true;
        for (int i = 0; i < remaining.length; i++) {
            if (remaining[i] > 0) {
                isComplete = false;
                remaining[i]--;
                order.add(i);
                addPermutations(remaining, order, orders);
                order.remove(order.size() - 1);
                remaining[i]++;
            }
        }
        if (isComplete) {
            orders.add(List.copyOf(order));
        }
    }
}
