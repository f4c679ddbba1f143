package com.rezagent.schedules.webapi.http;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A path with any number of variable segments, e.g. {@code /api/groups/{group}/members/{id}}. A trailing slash makes no
 * difference.
 */
public record PathTemplate(String text, List<String> segments) {
    public PathTemplate {
        segments = List.copyOf(segments);
    }

    /** @throws IllegalArgumentException if two variables have the same name */
    public static PathTemplate of(String text) {
        List<String> segments = split(text);
        Set<String> variables = new HashSet<>();
        for (String segment : segments) {
            if (isVariable(segment) && !variables.add(segment)) {
                throw new IllegalArgumentException("Duplicate variable " + segment + " in " + text);
            }
        }
        return new PathTemplate(text, segments);
    }

    /**
     * Matches the segments of a path, as {@link #segmentsOf} returns them.
     *
     * @return the values of the variables by name; empty if the path does not match. An empty segment matches no
     *     variable
     */
    Optional<Map<String, String>> match(List<String> path) {
        if (path.size() != segments.size()) {
            return Optional.empty();
        }
        Map<String, String> variables = new LinkedHashMap<>();
        for (int i = 0; i < segments.size(); i++) {
            String expected = segments.get(i);
            String actual = path.get(i);
            if (isVariable(expected) ? actual.isEmpty() : !expected.equals(actual)) {
                return Optional.empty();
            }
            if (isVariable(expected)) {
                variables.put(expected.substring(1, expected.length() - 1), actual);
            }
        }
        return Optional.of(variables);
    }

    /** Returns the segments of a path, each decoded; one with invalid percent-encoding is left as it is. */
    static List<String> segmentsOf(String path) {
        return split(path).stream()
                .map(segment -> PercentEncoding.decode(segment).orElse(segment))
                .toList();
    }

    /**
     * Returns a text of one character for each segment. Of two templates that match the same path, the one whose text
     * is less has the first literal segment where the other has a variable.
     */
    String specificity() {
        return segments.stream().map(it -> isVariable(it) ? "1" : "0").collect(Collectors.joining());
    }

    /** Returns the text with all variables named alike: templates with the same shape match the same paths. */
    String shape() {
        return segments.stream().map(it -> isVariable(it) ? "{}" : it).collect(Collectors.joining("/"));
    }

    private static boolean isVariable(String segment) {
        return segment.startsWith("{") && segment.endsWith("}");
    }

    private static List<String> split(String path) {
        String trimmed = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return Arrays.asList(trimmed.split("/", -1));
    }

    @Override
    public String toString() {
        return text;
    }
}
