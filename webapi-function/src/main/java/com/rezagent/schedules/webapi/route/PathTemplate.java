package com.rezagent.schedules.webapi.route;

import com.rezagent.schedules.webapi.http.PercentEncoding;
import java.util.List;
import java.util.Optional;

/**
 * A path with at most one variable segment, e.g. {@code /api/schedules/{id}/pause}. A trailing slash makes no
 * difference.
 */
public record PathTemplate(String text, List<String> segments) {
    private static final String VARIABLE = "{id}";

    public static PathTemplate of(String text) {
        return new PathTemplate(text, split(text));
    }

    /**
     * Matches a path.
     *
     * @return the decoded value of the variable, or the empty string if the template has none; empty if the path does
     *     not match
     */
    public Optional<String> match(String path) {
        List<String> actual = split(path).stream()
                .map(segment -> PercentEncoding.decode(segment).orElse(segment))
                .toList();
        if (actual.size() != segments.size()) {
            return Optional.empty();
        }
        String variable = "";
        for (int i = 0; i < actual.size(); i++) {
            if (segments.get(i).equals(VARIABLE)) {
                variable = actual.get(i);
            } else if (!segments.get(i).equals(actual.get(i))) {
                return Optional.empty();
            }
        }
        return segments.contains(VARIABLE) && variable.isEmpty() ? Optional.empty() : Optional.of(variable);
    }

    public boolean hasVariable() {
        return segments.contains(VARIABLE);
    }

    private static List<String> split(String path) {
        String trimmed = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return List.of(trimmed.split("/", -1));
    }

    @Override
    public String toString() {
        return text;
    }
}
