package com.rezagent.schedules.schedule;

import com.rezagent.schedules.record.Page;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the schedules of a page. It is full at the limit of its query, and at {@value #MAX_CONTENT} characters of payload
 * and arguments. Not thread-safe.
 */
public final class SchedulePage {
    static final int MAX_CONTENT = 5_000_000;

    private final ScheduleQuery query;
    private final List<ScheduleSummary> items = new ArrayList<>();
    private long content;

    public SchedulePage(ScheduleQuery query) {
        this.query = query;
    }

    /** Adds the next schedule. */
    public void add(ScheduleSummary schedule) {
        items.add(schedule);
        content += schedule.content() == null ? 0 : schedule.content().length();
    }

    public boolean isFull() {
        return items.size() >= query.limit() || content >= MAX_CONTENT;
    }

    /** Returns how many more schedules the limit allows. */
    public int left() {
        return query.limit() - items.size();
    }

    /** Returns the page if no schedule follows. */
    public Page<ScheduleSummary> last() {
        return new Page<>(items, null);
    }

    /** Returns the page if other schedules may follow the last one added. */
    public Page<ScheduleSummary> continued() {
        return continuedAfter(items.isEmpty() ? null : query.filter().position(items.get(items.size() - 1)));
    }

    /**
     * Returns the page if other schedules may follow a position.
     *
     * @param position null if nothing was read; the page is then the last one
     */
    public Page<ScheduleSummary> continuedAfter(@Nullable String position) {
        return position == null ? last() : new Page<>(items, query.tokenAfter(position));
    }
}
