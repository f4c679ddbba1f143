package com.rezagent.schedules.execution;

import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.PageToken;
import com.rezagent.schedules.record.SortKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A query for a page of the executions of all schedules that need attention, newest scheduled time first.
 *
 * @param filters what the caller filters by itself, as a text that belongs to the token; empty for nothing
 * @param from the earliest scheduled time, included; null for any
 * @param to the end of the scheduled times, excluded, after {@code from}; null for any
 * @param limit the maximum number of executions
 * @param nextToken from the previous page; null for the first page
 */
public record AttentionQuery(
        String filters,
        @Nullable Instant from,
        @Nullable Instant to,
        int limit,
        @Nullable String nextToken) {
    /** Sorts after every entry, whose keys begin with a digit. */
    private static final String LAST = ":";

    public AttentionQuery {
        if (from != null && to != null && !from.isBefore(to)) {
            throw new IllegalArgumentException("to must be after from");
        }
    }

    /** Returns the key that no entry of the page sorts before. */
    public String first() {
        return from == null ? "" : SortKey.text(from);
    }

    private String end() {
        return to == null ? LAST : SortKey.text(to);
    }

    /**
     * Returns the key that every entry of the page sorts before.
     *
     * @throws com.rezagent.schedules.error.RefusedException {@code invalid_request} if the token does not belong to a list
     *     with these filters
     */
    public String before() {
        return PageToken.read(text(), nextToken, this::isPosition).orElseGet(this::end);
    }

    private boolean isPosition(String key) {
        return SortKey.isOfSchedule(key) && key.compareTo(first()) >= 0 && key.compareTo(end()) < 0;
    }

    /** Returns the token of the page that begins after an execution. */
    public String tokenAfter(Execution execution) {
        return PageToken.write(text(), position(execution));
    }

    /** Returns this query for the page with a token. */
    public AttentionQuery after(@Nullable String token) {
        return new AttentionQuery(filters, from, to, limit, token);
    }

    /**
     * Returns the page.
     *
     * @param found returns the first executions of each part of the list, at most the given number of each
     */
    public Page<Execution> page(IntFunction<Stream<Execution>> found) {
        List<Execution> some = found.apply(limit + 1)
                .sorted(Comparator.comparing(AttentionQuery::position).reversed())
                .limit(limit + 1L)
                .toList();
        return some.size() <= limit
                ? new Page<>(some, null)
                : new Page<>(some.subList(0, limit), tokenAfter(some.get(limit - 1)));
    }

    private static String position(Execution execution) {
        return QueueEntry.attention(execution.key()).at();
    }

    private String text() {
        return "attention " + filters + " " + from + " " + to;
    }
}
