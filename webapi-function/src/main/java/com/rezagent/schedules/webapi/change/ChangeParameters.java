package com.rezagent.schedules.webapi.change;

import com.rezagent.schedules.webapi.http.Query;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of every list of changes.
 *
 * @param from changes at this time or later; null for all
 * @param to changes before this time; null for all
 */
public record ChangeParameters(
        @Nullable Instant from,
        @Nullable Instant to,
        int limit,
        @Nullable String nextToken) {
    public static final Set<String> NAMES = Set.of("from", "to", "limit", "next_token");

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 100;

    /** Reads the parameters; adds an error to the query for each that is invalid. */
    public static ChangeParameters read(Query query) {
        Instant from = query.wholeSecond("from");
        Instant to = query.wholeSecond("to");
        if (from != null && to != null && !from.isBefore(to)) {
            query.addError("to", "must be after from");
        }
        return new ChangeParameters(
                from, to, query.wholeNumber("limit", 1, MAX_LIMIT, DEFAULT_LIMIT), query.text("next_token"));
    }
}
