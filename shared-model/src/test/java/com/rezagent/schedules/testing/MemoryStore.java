package com.rezagent.schedules.testing;

import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.schedule.Counters;
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
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** A {@link ScheduleStore} in memory. Passes the same contract test as the other implementations. Thread-safe. */
public final class MemoryStore extends MemoryRecords<ScheduleId, Schedule> implements ScheduleStore {
    private static final Comparator<Schedule> NEWEST_FIRST = Comparator.comparing(Schedule::createdAt)
            .thenComparing(Schedule::id)
            .reversed();

    private static final Comparator<Schedule> BY_NAME =
            Comparator.comparing(it -> name(it).getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    public MemoryStore() {
        super(new MemoryChangeHistory(), Schedule::id, Schedule::revision, MemoryStore::written);
    }

    /** Returns where changes are written. */
    public MemoryChangeHistory changes() {
        return changes;
    }

    private static String name(Schedule schedule) {
        return schedule.requireDefinition().name().value();
    }

    /** Stores a record as it is, without a check. */
    public synchronized void put(Schedule schedule) {
        records.put(schedule.id(), schedule);
    }

    public synchronized List<Schedule> all() {
        return List.copyOf(records.values());
    }

    private static Schedule written(Schedule next, Schedule stored) {
        Counters counted = (stored.incarnation().equals(next.incarnation()) ? stored : next).counters();
        return next.withCounters(counted.executionCount(), counted.lastTriggered())
                .nextRevision();
    }

    @Override
    public synchronized Page<ScheduleSummary> list(ScheduleQuery query) {
        read();
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
