package com.rezagent.schedules.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.json.Json;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Holds what was answered against what a document says is answered. */
final class DocumentedResponse {
    /** Stands for anything; as a key, for all keys that are left out; within a text, for any part of it. */
    static final String ANYTHING = "…";

    private static final String HEAD = "HTTP/";

    private DocumentedResponse() {}

    /** How they differ, for people; empty when they don't. */
    static Optional<String> difference(String real, String documented) {
        if (documented.startsWith(HEAD) != real.startsWith(HEAD)) {
            return Optional.of("one of the two shows the head, the other does not");
        }
        if (!documented.startsWith(HEAD)) {
            return differenceOfJson(real, documented);
        }
        String[] realParts = real.split("\n\n", 2);
        String[] documentedParts = documented.split("\n\n", 2);
        return differenceOfHead(realParts[0], documentedParts[0])
                .or(() -> documentedParts.length == 1
                        ? Optional.empty()
                        : differenceOfJson(realParts.length == 1 ? "" : realParts[1], documentedParts[1]));
    }

    private static Optional<String> differenceOfHead(String real, String documented) {
        String status = firstLine(documented);
        if (!status.equals(firstLine(real))) {
            return Optional.of("answered " + firstLine(real) + " instead of " + status);
        }
        Map<String, String> answered = headers(real);
        for (Map.Entry<String, String> it : headers(documented).entrySet()) {
            String value = answered.get(it.getKey());
            if (value == null || !it.getValue().equals(ANYTHING) && !value.equals(it.getValue())) {
                return Optional.of("the header " + it.getKey() + " is " + value + " instead of " + it.getValue());
            }
        }
        return Optional.empty();
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("").trim();
    }

    /** The headers of an answer that shows its head, by their names in any case. */
    static Map<String, String> headers(String answer) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        answer.lines().skip(1).takeWhile(it -> !it.isBlank()).forEach(line -> {
            String[] parts = line.split(": ?", 2);
            headers.put(parts[0], parts.length == 1 ? "" : parts[1].trim());
        });
        return headers;
    }

    private static Optional<String> differenceOfJson(String real, String documented) {
        JsonNode expected;
        try {
            expected = Json.parse(documented);
        } catch (RefusedException e) {
            return Optional.of("the document's answer is not JSON: " + e.joinedDetails());
        }
        try {
            JsonNode actual = Json.parse(real);
            JsonNode masked = masked(actual, expected);
            return masked.equals(expected)
                    ? Optional.empty()
                    : Optional.of(
                            "documented:\n" + expected.toPrettyString() + "\nanswered:\n" + masked.toPrettyString());
        } catch (RefusedException e) {
            return Optional.of("answered something that is not JSON: " + real);
        }
    }

    /** The answer, with {@code …} wherever the document has it. */
    private static JsonNode masked(JsonNode actual, JsonNode documented) {
        if (actual.isObject() && documented.isObject()) {
            return maskedObject(actual, documented);
        }
        if (actual.isArray() && documented.isArray()) {
            ArrayNode masked = Json.array();
            for (int i = 0; i < actual.size(); i++) {
                masked.add(masked(actual.get(i), documented.path(i)));
            }
            return masked;
        }
        return documented.isTextual() && matches(actual, documented.textValue()) ? documented : actual;
    }

    private static boolean matches(JsonNode actual, String documented) {
        if (documented.equals(ANYTHING)) {
            return true;
        }
        String pattern =
                Stream.of(documented.split(ANYTHING, -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return actual.isTextual()
                && Pattern.compile(pattern, Pattern.DOTALL)
                        .matcher(actual.textValue())
                        .matches();
    }

    private static JsonNode maskedObject(JsonNode actual, JsonNode documented) {
        ObjectNode masked = Json.object();
        for (Map.Entry<String, JsonNode> it : actual.properties()) {
            if (documented.has(it.getKey()) || !documented.has(ANYTHING)) {
                masked.set(it.getKey(), masked(it.getValue(), documented.path(it.getKey())));
            }
        }
        if (documented.has(ANYTHING)) {
            masked.set(ANYTHING, documented.get(ANYTHING));
        }
        return masked;
    }
}
