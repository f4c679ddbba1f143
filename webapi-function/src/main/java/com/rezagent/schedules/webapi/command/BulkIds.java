package com.rezagent.schedules.webapi.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.error.ValidationErrors;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads the ids of a request that changes several resources.
 *
 * @param field that holds the ids
 * @param noun the word for the resource in messages, e.g. {@code schedule}
 * @param example how an id looks, e.g. {@code sched_…}
 * @param parser returns the id for a text; empty if it is not valid
 * @param <T> type of an id
 */
public record BulkIds<T>(String field, String noun, String example, Function<String, Optional<T>> parser) {
    private static final int MAX_IDS = 100;

    /** Returns the ids, in order; adds an error for each that is not valid or is there twice. */
    public Set<T> read(JsonNode node, ValidationErrors errors) {
        Set<T> ids = new LinkedHashSet<>();
        if (!node.isArray() || node.isEmpty() || node.size() > MAX_IDS) {
            errors.field(
                    field,
                    "must be a list of 1 to " + MAX_IDS + " ids"
                            + (node.size() > MAX_IDS ? ", not " + node.size() + "; send several requests" : ""));
            return ids;
        }
        for (int i = 0; i < node.size(); i++) {
            String text = node.path(i).textValue();
            Optional<T> id = text == null ? Optional.empty() : parser.apply(text);
            if (id.isEmpty()) {
                errors.field(field + "[" + i + "]", "is not a valid id, which looks like " + example + "; correct it");
            } else if (!ids.add(id.get())) {
                errors.field(field + "[" + i + "]", text + " is there twice; name each " + noun + " once");
            }
        }
        return ids;
    }
}
