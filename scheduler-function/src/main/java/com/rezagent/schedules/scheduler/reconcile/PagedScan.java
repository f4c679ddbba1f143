package com.rezagent.schedules.scheduler.reconcile;

import com.rezagent.schedules.record.Page;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One invocation's pass through paged lists, until time is up. An item that is in several lists is visited once. Not
 * thread-safe.
 *
 * @param <T> what the lists contain
 */
final class PagedScan<T> {
    private final BooleanSupplier outOfTime;
    private final Set<T> visited = new HashSet<>();
    private boolean isStarted;

    /** @param outOfTime returns whether time is up; checked before each page and each item */
    PagedScan(BooleanSupplier outOfTime) {
        this.outOfTime = outOfTime;
    }

    /**
     * A position in a list.
     *
     * @param token of the page; null for the first
     * @param after the last item of that page that was visited; null for none
     * @param listed the number of items in the pages before
     */
    record Position<T>(@Nullable String token, @Nullable T after, long listed) {
        /** Returns the position at the start of a list. */
        static <T> Position<T> start() {
            return new Position<>(null, null, 0);
        }
    }

    /**
     * How far a list was visited.
     *
     * @param stoppedAt where to continue later; empty if the end of the list was reached
     * @param listed the number of items listed so far
     */
    record Progress<T>(Optional<Position<T>> stoppedAt, long listed) {}

    /**
     * Visits the items of a list. Each invocation processes at least one item or page, so that a chain of short ones makes
     * progress.
     *
     * @param pages returns the page of a token
     * @param visit processes an item; returns false if time was up before it was done
     */
    Progress<T> run(Position<T> start, Function<@Nullable String, Page<T>> pages, Predicate<T> visit) {
        Position<T> at = start;
        while (true) {
            if (isStarted && outOfTime.getAsBoolean()) {
                return new Progress<>(Optional.of(at), at.listed());
            }
            isStarted = true;
            Page<T> page = pages.apply(at.token());
            long listed = at.listed() + page.items().size();
            Optional<Position<T>> stopped = visitPage(at, page.items(), visit);
            if (stopped.isPresent() || page.nextToken() == null) {
                return new Progress<>(stopped, listed);
            }
            at = new Position<>(page.nextToken(), null, listed);
        }
    }

    /** @return where to continue in the page if time is up before its end */
    private Optional<Position<T>> visitPage(Position<T> at, List<T> items, Predicate<T> visit) {
        T last = at.after();
        for (T item : rest(items, last)) {
            if (!visited.contains(item)) {
                boolean isTimeUp = !visited.isEmpty() && outOfTime.getAsBoolean();
                if (!isTimeUp) {
                    visited.add(item);
                }
                if (isTimeUp || !visit.test(item)) {
                    return Optional.of(new Position<>(at.token(), last, at.listed()));
                }
            }
            last = item;
        }
        return Optional.empty();
    }

    /** Returns the part of a page after the last visited item; all of it if that one is no longer in it. */
    private List<T> rest(List<T> page, @Nullable T last) {
        return last == null ? page : page.subList(page.indexOf(last) + 1, page.size());
    }
}
