package com.rezagent.schedules.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads environment variables and collects all mistakes in them. An invalid variable reads as a placeholder, so that
 * the others are checked too; call {@link #throwIfAnyMistake} before using any value.
 */
final class Variables {
    private static final int MAX_SHOWN = 100;

    private final Map<String, String> values;
    private final Set<String> known = new TreeSet<>();
    private final List<String> mistakes = new ArrayList<>();

    Variables(Map<String, String> values) {
        this.values = values;
    }

    /** Reads a required variable that must match the pattern. */
    String text(String name, Pattern pattern, String expected, String placeholder) {
        known.add(name);
        String value = values.get(name);
        if (value == null || value.isEmpty()) {
            mistakes.add(name + " is missing; it should be " + expected);
            return placeholder;
        }
        if (!pattern.matcher(value).matches()) {
            addMistake(name, value, expected);
            return placeholder;
        }
        return value;
    }

    /** Same as {@link #text}, converted to another type. */
    <T> T required(String name, Pattern pattern, String expected, String placeholder, Function<String, T> read) {
        return read.apply(text(name, pattern, expected, placeholder));
    }

    /** Reads a required whole number of seconds in the range, both ends included. */
    int integer(String name, int min, int max) {
        String expected = "a whole number of seconds from " + min + " to " + max;
        int value = Integer.parseInt(text(name, Pattern.compile("[0-9]{1,9}"), expected, Integer.toString(min)));
        if (value < min || value > max) {
            addMistake(name, Integer.toString(value), expected);
            return min;
        }
        return value;
    }

    /** Reads comma-separated values; none if the variable is empty or absent. Blanks around values are removed. */
    Set<String> list(String name, Pattern pattern, String expected) {
        known.add(name);
        Set<String> values = new LinkedHashSet<>();
        String text = this.values.getOrDefault(name, "");
        if (text.isBlank()) {
            return values;
        }
        for (String value : text.split(",", -1)) {
            if (pattern.matcher(value.strip()).matches()) {
                values.add(value.strip());
            } else {
                addMistake(name, value.strip(), "a list, separated by commas, each " + expected);
            }
        }
        return values;
    }

    /** Reads one of some words; by default the first. */
    String oneOf(String name, List<String> words) {
        known.add(name);
        String value = values.get(name);
        if (value == null) {
            return words.get(0);
        }
        if (!words.contains(value)) {
            addMistake(name, value, "one of " + String.join(", ", words));
            return words.get(0);
        }
        return value;
    }

    private void addMistake(String name, String value, String expected) {
        String shown = value.length() <= MAX_SHOWN ? value : value.substring(0, MAX_SHOWN) + "…";
        mistakes.add(name + " is \"" + shown + "\"; it should be " + expected);
    }

    /** Returns the names of the variables that were read. */
    Set<String> known() {
        return known;
    }

    /** @throws InvalidEnvironmentException with all mistakes, if there are any */
    void throwIfAnyMistake() {
        if (!mistakes.isEmpty()) {
            throw new InvalidEnvironmentException(mistakes);
        }
    }
}
