package com.rezagent.schedules.simulation;

import java.util.ArrayList;
import java.util.List;

/** In which orders messages may arrive. */
final class ArrivalOrders {
    private ArrivalOrders() {}

    /** Every distinct order of {@code 0..length-1}, each once and so many of them, in all ways, once more. */
    static List<List<Integer>> all(int length, int duplicates) {
        int[] left = new int[length];
        java.util.Arrays.fill(left, 1);
        List<List<Integer>> orders = new ArrayList<>();
        addWithDuplicates(left, 0, duplicates, orders);
        return orders;
    }

    private static void addWithDuplicates(int[] left, int from, int duplicates, List<List<Integer>> orders) {
        if (duplicates == 0) {
            addPermutations(left, new ArrayList<>(), orders);
            return;
        }
        for (int i = from; i < left.length; i++) {
            left[i]++;
            addWithDuplicates(left, i, duplicates - 1, orders);
            left[i]--;
        }
    }

    private static void addPermutations(int[] left, List<Integer> order, List<List<Integer>> orders) {
        boolean isDone = true;
        for (int i = 0; i < left.length; i++) {
            if (left[i] > 0) {
                isDone = false;
                left[i]--;
                order.add(i);
                addPermutations(left, order, orders);
                order.remove(order.size() - 1);
                left[i]++;
            }
        }
        if (isDone) {
            orders.add(List.copyOf(order));
        }
    }
}
