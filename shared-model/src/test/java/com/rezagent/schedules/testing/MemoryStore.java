package com.rezagent.schedules.testing;

import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleFilter;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.SchedulePage;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleSummary;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A {@link ScheduleStore} in memory. Passes the same contract test as the other implementations. Thread-safe. */
public final class MemoryStore implements ScheduleStore {
    private static final Comparator<Schedule> NEWEST_FIRST = Comparator.comparing(Schedule::createdAt)
            .thenComparing(Schedule::id)
            .reversed();

    private static final Comparator<Schedule> BY_NAME =
            Comparator.comparing(it -> name(it).getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    private final Map<ScheduleId, Schedule> records = new TreeMap<>();
    private final MemoryChangeHistory changes = new MemoryChangeHistory();
    private int readCount;
    private Runnable beforeRead = () -> {};

    /** Returns where changes are written. */
    public MemoryChangeHistory changes() {
        return changes;
    }

    private static String name(Schedule schedule) {
        return schedule.requireDefinition().name().value();
    }

    /** Returns the number of reads by {@link #find}. */
    public synchronized int readCount() {
        return readCount;
    }

    /** Sets what runs before each read; it may throw what a read throws. */
    public synchronized void beforeRead(Runnable action) {
        beforeRead = action;
    }

    /** Stores a record as it is, without a check. */
    public synchronized void put(Schedule schedule) {
        records.put(schedule.id(), schedule);
    }

    /** Returns a record without counting the read. */
    public synchronized Optional<Schedule> peek(ScheduleId id) {
        return Optional.ofNullable(records.get(id));
    }

    public synchronized List<Schedule> all() {
        return List.copyOf(records.values());
    }

    @Override
    public synchronized Optional<Schedule> find(ScheduleId id) {
        readCount++;
        beforeRead.run();
        return peek(id);
    }

    @Override
    public synchronized boolean insert(Schedule schedule, @Nullable Change change) {
        if (records.putIfAbsent(schedule.id(), schedule.nextRevision()) != null) {
            return false;
        }
        changes.put(change);
        return true;
    }

    @Override
    public synchronized boolean replace(Schedule seen, Schedule next, @Nullable Change change) {
        Schedule stored = records.get(seen.id());
        if (stored == null || stored.revision() != seen.revision()) {
            return false;
        }
        records.put(seen.id(), withCounters(stored, next).nextRevision());
        changes.put(change);
        return true;
    }

    private static Schedule withCounters(Schedule stored, Schedule next) {
        return stored.incarnation().equals(next.incarnation())
                ? next.withCounters(
                        stored.counters().executionCount(), stored.counters().lastTriggered())
                : next;
    }

    @Override
    public synchronized Page<ScheduleSummary> list(ScheduleQuery query) {
        beforeRead.run();
        Optional<String> after = query.position();
        SchedulePage page = new SchedulePage(query);
        for (Schedule schedule : inOrder(query)) {
            ScheduleSummary summary =
                    query.hasContent() ? ScheduleSummary.withContent(schedule) : ScheduleSummary.of(schedule);
            if (query.matches(summary) && (after.isEmpty() || isAfter(summary, after.get(), query))) {
                if (page.isFull()) {
                    return page.continued();
                }
                page.add(summary);
            }
        }
        return page.last();
    }

    private List<Schedule> inOrder(ScheduleQuery query) {
        Stream<Schedule> defined = records.values().stream().filter(it -> it.definition() != null);
        List<ScheduleId> ids = query.filter().ids();
        return query.filter().isById()
                ? defined.filter(it -> ids.contains(it.id()))
                        .sorted(Comparator.comparing(it -> ids.indexOf(it.id())))
                        .toList()
                : defined.sorted(query.group() == null ? NEWEST_FIRST : BY_NAME).toList();
    }

    private static boolean isAfter(ScheduleSummary schedule, String last, ScheduleQuery query) {
        ScheduleFilter filter = query.filter();
        String position = filter.position(schedule);
        if (filter.isById()) {
            return filter.ids().indexOf(schedule.id()) > filter.ids().indexOf(new ScheduleId(last));
        }
        return query.group() == null
                ? position.compareTo(last) < 0
                : Arrays.compareUnsigned(
                                position.getBytes(StandardCharsets.UTF_8), last.getBytes(StandardCharsets.UTF_8))
                        > 0;
    }

    /** Returns the first page of what is found, with a token for what follows its last item. */
    static <T> Page<T> page(List<T> found, int limit, Function<T, String> tokenAfter) {
        return found.size() <= limit
                ? new Page<>(found, null)
                : new Page<>(found.subList(0, limit), tokenAfter.apply(found.get(limit - 1)));
    }
}
