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

/** Compares an actual response with the response in a document. */
final class DocumentedResponse {
    /** Matches any value; as a key, all omitted keys; as the last item, all that follow; within a text, any part of it. */
    static final String ANYTHING = "…";

    private static final String HEAD = "HTTP/";

    private DocumentedResponse() {}

    /** Returns a readable description of the difference; empty if the responses match. */
    static Optional<String> difference(String actual, String documented) {
        if (documented.startsWith(HEAD) != actual.startsWith(HEAD)) {
            return Optional.of("only one of the two responses has a status line and headers");
        }
        if (!documented.startsWith(HEAD)) {
            return differenceOfJson(actual, documented);
        }
        String[] actualParts = actual.split("\n\n", 2);
        String[] documentedParts = documented.split("\n\n", 2);
        return differenceOfHead(actualParts[0], documentedParts[0])
                .or(() -> documentedParts.length == 1
                        ? Optional.empty()
                        : differenceOfJson(actualParts.length == 1 ? "" : actualParts[1], documentedParts[1]));
    }

    private static Optional<String> differenceOfHead(String actual, String documented) {
        String status = firstLine(documented);
        if (!status.equals(firstLine(actual))) {
            return Optional.of("the status line is " + firstLine(actual) + " instead of " + status);
        }
        Map<String, String> actualHeaders = headers(actual);
        for (Map.Entry<String, String> it : headers(documented).entrySet()) {
            String value = actualHeaders.get(it.getKey());
            if (value == null || !it.getValue().equals(ANYTHING) && !value.equals(it.getValue())) {
                return Optional.of("the header " + it.getKey() + " is " + value + " instead of " + it.getValue());
            }
        }
        return Optional.empty();
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("").trim();
    }

    /** Returns the headers of a response with a status line; the keys are case-insensitive. */
    static Map<String, String> headers(String response) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        response.lines().skip(1).takeWhile(it -> !it.isBlank()).forEach(line -> {
            String[] parts = line.split(": ?", 2);
            headers.put(parts[0], parts.length == 1 ? "" : parts[1].trim());
        });
        return headers;
    }

    private static Optional<String> differenceOfJson(String actual, String documented) {
        JsonNode expected;
        try {
            expected = Json.parse(documented);
        } catch (RefusedException e) {
            return Optional.of("the documented response is not JSON: " + e.joinedDetails());
        }
        try {
            JsonNode parsed = Json.parse(actual);
            JsonNode masked = masked(parsed, expected);
            return masked.equals(expected)
                    ? Optional.empty()
                    : Optional.of(
                            "documented:\n" + expected.toPrettyString() + "\nactual:\n" + masked.toPrettyString());
        } catch (RefusedException e) {
            return Optional.of("the actual response is not JSON: " + actual);
        }
    }

    /** Returns the actual response, with {@code …} wherever the documented response has it. */
    private static JsonNode masked(JsonNode actual, JsonNode documented) {
        if (actual.isObject() && documented.isObject()) {
            return maskedObject(actual, documented);
        }
        if (actual.isArray() && documented.isArray()) {
            ArrayNode masked = Json.array();
            boolean isCut = documented.path(documented.size() - 1).asText().equals(ANYTHING);
            for (JsonNode it : actual) {
                if (!isCut || masked.size() < documented.size()) {
                    masked.add(masked(it, documented.path(masked.size())));
                }
            }
            return masked;
        }
        return documented.isTextual() && matches(actual, documented.textValue()) ? documented : actual;
    }

    private static boolean matches(JsonNode actual, String documented) {
        if (documented.equals(ANYTHING)) {
            return true;
        }
        String pattern = "(?s)" + Pattern.quote(documented).replace(ANYTHING, "\\E.*\\Q");
        return actual.isTextual() && actual.textValue().matches(pattern);
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
