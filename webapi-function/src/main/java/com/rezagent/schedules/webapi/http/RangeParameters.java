package com.rezagent.schedules.webapi.http;

import com.rezagent.schedules.record.Page;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of every list that is in the order of time, newest first.
 *
 * @param from the earliest time, included; null for any
 * @param to the end of the times, excluded; null for any
 */
public record RangeParameters(
        @Nullable Instant from,
        @Nullable Instant to,
        int limit,
        @Nullable String nextToken) {
    public static final Set<String> NAMES = Set.of("from", "to", "limit", "next_token");

    /** Returns the names of these parameters and of others. */
    public static Set<String> and(String... others) {
        Set<String> names = new HashSet<>(NAMES);
        names.addAll(List.of(others));
        return Set.copyOf(names);
    }

    /** Reads the parameters; adds an error to the query for each that is invalid. */
    public static RangeParameters read(Query query) {
        Instant from = query.wholeSecond("from");
        Instant to = query.wholeSecond("to");
        if (from != null && to != null && !from.isBefore(to)) {
            query.addError("to", "must be after from");
        }
        return new RangeParameters(
                from, to, query.wholeNumber("limit", 1, Page.MAX_LIMIT, Page.DEFAULT_LIMIT), query.text("next_token"));
    }
}
