package com.rezagent.schedules.record;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param nextToken requests the next page; null on the last page
 */
public record Page<T>(List<T> items, @Nullable String nextToken) {
    /** The maximum number of items on a page of most lists. */
    public static final int MAX_LIMIT = 100;

    public static final int DEFAULT_LIMIT = 50;

    public Page {
        items = List.copyOf(items);
    }
}
