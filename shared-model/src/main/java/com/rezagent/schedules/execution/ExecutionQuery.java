package com.rezagent.schedules.execution;

import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.PageToken;
import com.rezagent.schedules.record.SortKey;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query for a page of a schedule's executions, newest scheduled time first.
 *
 * @param outcome null for any
 * @param from the earliest scheduled time, included; null for any
 * @param to the end of the scheduled times, excluded, after {@code from}; null for any
 * @param limit the maximum number of executions
 * @param nextToken from the previous page; null for the first page
 */
public record ExecutionQuery(
        ScheduleId scheduleId,
        @Nullable ShownOutcome outcome,
        @Nullable Instant from,
        @Nullable Instant to,
        int limit,
        @Nullable String nextToken) {
    /** Sorts after every execution, whose sort keys begin with a digit, and before every trigger. */
    public static final String LAST = ":";

    public ExecutionQuery {
        if (from != null && to != null && !from.isBefore(to)) {
            throw new IllegalArgumentException("to must be after from");
        }
    }

    /** Creates a query for all executions. */
    public ExecutionQuery(ScheduleId scheduleId, int limit, @Nullable String nextToken) {
        this(scheduleId, null, null, null, limit, nextToken);
    }

    /** Returns the sort key that no execution of the page sorts before; null for any. */
    public @Nullable String firstKey() {
        return from == null ? null : SortKey.text(from);
    }

    private String end() {
        return to == null ? LAST : SortKey.text(to);
    }

    /**
     * Returns the sort key that every execution of the page sorts before.
     *
     * @throws com.rezagent.schedules.error.RefusedException {@code invalid_request} if the token does not belong to a list
     *     with this schedule and these filters
     */
    public String before() {
        return PageToken.read(text(), nextToken, this::isPosition).orElseGet(this::end);
    }

    private boolean isPosition(String key) {
        String first = firstKey();
        return SortKey.isOfExecution(key) && (first == null || key.compareTo(first) >= 0) && key.compareTo(end()) < 0;
    }

    /** Returns whether an execution has the outcome. */
    public boolean matchesOutcome(Execution execution) {
        return outcome == null || outcome == execution.shownOutcome();
    }

    /**
     * Returns the page.
     *
     * @param found the executions of the page in order, and one more if others follow
     */
    public Page<Execution> page(List<Execution> found) {
        return found.size() <= limit
                ? new Page<>(found, null)
                : new Page<>(
                        found.subList(0, limit),
                        PageToken.write(text(), found.get(limit - 1).key().sortKey()));
    }

    private String text() {
        String all = "executions " + scheduleId;
        return outcome == null && from == null && to == null
                ? all
                : all + " " + (outcome == null ? null : outcome.text()) + " " + from + " " + to;
    }
}
