package com.rezagent.schedules.settings;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads variables and collects what is wrong with them. A variable that is wrong reads as a stand-in, so that the others
 * can be looked at too; {@link #throwIfAnyWrong} must come before any of them is used.
 */
final class Variables {
    private static final int SHOWN = 100;

    private final Map<String, String> values;
    private final Set<String> known = new TreeSet<>();
    private final List<String> mistakes = new ArrayList<>();

    Variables(Map<String, String> values) {
        this.values = values;
    }

    /** A variable that must be there and have this shape. */
    String text(String name, Pattern shape, String right, String standIn) {
        known.add(name);
        String value = values.get(name);
        if (value == null || value.isEmpty()) {
            mistakes.add(name + " is missing; it should be " + right);
            return standIn;
        }
        if (!shape.matcher(value).matches()) {
            wrong(name, value, right);
            return standIn;
        }
        return value;
    }

    /** As {@link #text}, read into something else. */
    <T> T required(String name, Pattern shape, String right, String standIn, Function<String, T> read) {
        return read.apply(text(name, shape, right, standIn));
    }

    /** A whole number in the range, both ends included. */
    int integer(String name, int min, int max) {
        String right = "a whole number of seconds from " + min + " to " + max;
        int value = Integer.parseInt(text(name, Pattern.compile("[0-9]{1,9}"), right, Integer.toString(min)));
        if (value < min || value > max) {
            wrong(name, Integer.toString(value), right);
            return min;
        }
        return value;
    }

    /** Values separated by commas, none where the variable is empty or absent; blanks around them are left out. */
    Set<String> list(String name, Pattern shape, String right) {
        known.add(name);
        Set<String> values = new LinkedHashSet<>();
        String text = this.values.getOrDefault(name, "");
        if (text.isBlank()) {
            return values;
        }
        for (String value : text.split(",", -1)) {
            if (shape.matcher(value.strip()).matches()) {
                values.add(value.strip());
            } else {
                wrong(name, value.strip(), "a list, separated by commas, each " + right);
            }
        }
        return values;
    }

    /** One of some words; the first where the variable is absent. */
    String oneOf(String name, List<String> words) {
        known.add(name);
        String value = values.get(name);
        if (value == null) {
            return words.get(0);
        }
        if (!words.contains(value)) {
            wrong(name, value, "one of " + String.join(", ", words));
            return words.get(0);
        }
        return value;
    }

    private void wrong(String name, String value, String right) {
        String shown = value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "…";
        mistakes.add(name + " is \"" + shown + "\"; it should be " + right);
    }

    /** The names that were asked for. */
    Set<String> known() {
        return known;
    }

    /** @throws InvalidEnvironmentException with all mistakes, when there are any */
    void throwIfAnyWrong() {
        if (!mistakes.isEmpty()) {
            throw new InvalidEnvironmentException(mistakes);
        }
    }
}
