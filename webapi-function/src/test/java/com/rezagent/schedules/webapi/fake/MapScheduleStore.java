package com.rezagent.schedules.webapi.fake;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.record.Digest;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.schedule.Status;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A store in a map. */
public final class MapScheduleStore implements ScheduleStore {
    private final Map<ScheduleId, Schedule> records = new TreeMap<>();
    private int finds;
    private Runnable beforeRead = () -> {};

    /** Returns the number of reads by {@link #find}. */
    public synchronized int readCount() {
        return finds;
    }

    /** Sets what runs before each read, such as throwing an exception. */
    public synchronized void beforeRead(Runnable hook) {
        beforeRead = hook;
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
        finds++;
        beforeRead.run();
        return Optional.ofNullable(records.get(id));
    }

    @Override
    public synchronized boolean insert(Schedule schedule) {
        return records.putIfAbsent(schedule.id(), schedule.nextRevision()) == null;
    }

    @Override
    public synchronized boolean replace(Schedule seen, Schedule next) {
        Schedule current = records.get(seen.id());
        if (current == null || current.revision() != seen.revision()) {
            return false;
        }
        Schedule written = next.nextRevision();
        records.put(
                seen.id(),
                next.incarnation().equals(current.incarnation())
                        ? written.withCounters(current.executionCount(), current.lastTriggered())
                        : written.withCounters(0, null));
        return true;
    }

    @Override
    public synchronized Page<ScheduleSummary> list(ScheduleQuery query) {
        beforeRead.run();
        List<ScheduleSummary> matching = records.values().stream()
                .filter(it -> it.definition() != null)
                .filter(it -> query.status() == null ? it.status() != Status.DELETED : it.status() == query.status())
                .filter(it -> query.createdBy() == null || it.createdBy().equals(query.createdBy()))
                .map(ScheduleSummary::of)
                .sorted(Comparator.comparing(ScheduleSummary::createdAt)
                        .thenComparing(ScheduleSummary::id)
                        .reversed())
                .toList();
        String after = after(query);
        List<ScheduleSummary> rest = matching.stream()
                .filter(it -> after == null || position(it).compareTo(after) < 0)
                .toList();
        List<ScheduleSummary> page = rest.stream().limit(query.limit()).toList();
        boolean isAll = page.size() == rest.size();
        return new Page<>(page, isAll ? null : token(query, position(page.get(page.size() - 1))));
    }

    /** Returns a key that sorts in the reverse order of the list. */
    private static String position(ScheduleSummary summary) {
        return "%012d_%s".formatted(summary.createdAt().getEpochSecond(), summary.id());
    }

    private static String token(ScheduleQuery query, String position) {
        return position + "-" + Digest.hex128(query.status() + " " + query.createdBy() + " " + position);
    }

    private static String after(ScheduleQuery query) {
        String token = query.nextToken();
        if (token == null) {
            return null;
        }
        String position = token.substring(0, Math.max(0, token.lastIndexOf('-')));
        if (!token.equals(token(query, position))) {
            throw new RefusedException(
                    ErrorCode.INVALID_REQUEST, "The request is invalid", "next_token: is not of this list");
        }
        return position;
    }
}
