package com.rezagent.schedules.expression;

import java.util.List;

/** Formats lists and ordinal numbers for English sentences. */
final class EnglishList {
    private static final List<String> SUFFIXES = List.of("th", "st", "nd", "rd");

    private EnglishList() {}

    /** Returns {@code a, b and c}. */
    static String and(List<String> items) {
        return joined(items, " and ");
    }

    /** Returns {@code a, b or c}. */
    static String or(List<String> items) {
        return joined(items, " or ");
    }

    private static String joined(List<String> items, String beforeLast) {
        int last = items.size() - 1;
        return last == 0 ? items.get(0) : String.join(", ", items.subList(0, last)) + beforeLast + items.get(last);
    }

    /** Returns {@code 2nd} for 2, {@code 11th} for 11. */
    static String ordinal(int number) {
        int ones = number % 10;
        boolean isTeen = number / 10 % 10 == 1;
        return number + SUFFIXES.get(isTeen || ones > 3 ? 0 : ones);
    }
}
