package com.rezagent.schedules.aws;

import com.rezagent.schedules.aws.IndexRange.Row;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of several sources, merged in the order of their positions. Indexes are eventually consistent: a
 * row whose partition changes may be in both for a moment, so a schedule that was returned once is not returned again.
 */
final class IndexRows {
    /** The order of DynamoDB's sort keys. */
    static final Comparator<Row> ASCENDING =
            Comparator.comparing(it -> it.position().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    /** Of a single source. */
    static final Comparator<Row> UNORDERED = Comparator.comparing(Objects::isNull);

    /** Rows in the order of their positions. */
    interface Source {
        /** Returns the next row without removing it; null at the end. */
        @Nullable
        Row peek();

        /** Removes the row that {@link #peek} returned. */
        void remove();

        /** Returns these rows, sorted. */
        static Source of(Collection<Row> rows, Comparator<Row> order) {
            return inOrder(rows.stream().sorted(order).toList());
        }

        /** Returns these rows. */
        static Source inOrder(List<Row> rows) {
            Deque<Row> sorted = new ArrayDeque<>(rows);
            return new Source() {
                @Override
                public @Nullable Row peek() {
                    return sorted.peek();
                }

                @Override
                public void remove() {
                    sorted.remove();
                }
            };
        }
    }

    private final List<? extends Source> sources;
    private final Comparator<Row> order;
    private final Set<String> returned = new HashSet<>();

    IndexRows(List<? extends Source> sources, Comparator<Row> order) {
        this.sources = sources;
        this.order = order;
    }

    boolean hasNext() {
        return first() != null;
    }

    /** Returns and removes the next rows; fewer than {@code count} only at the end. */
    List<Row> next(int count) {
        List<Row> next = new ArrayList<>();
        while (next.size() < count) {
            Source source = first();
            if (source == null) {
                break;
            }
            Row row = Objects.requireNonNull(source.peek());
            source.remove();
            returned.add(row.id());
            next.add(row);
        }
        return next;
    }

    /** Returns the source that contains the next row; null at the end of all. */
    private @Nullable Source first() {
        Source first = null;
        Row least = null;
        for (Source source : sources) {
            Row row = skipReturned(source);
            if (row != null && (least == null || order.compare(row, least) < 0)) {
                first = source;
                least = row;
            }
        }
        return first;
    }

    private @Nullable Row skipReturned(Source source) {
        Row row = source.peek();
        while (row != null && returned.contains(row.id())) {
            source.remove();
            row = source.peek();
        }
        return row;
    }
}
