package com.rezagent.schedules.testing;

import com.rezagent.schedules.execution.AttentionQuery;
import com.rezagent.schedules.execution.Claim;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionQuery;
import com.rezagent.schedules.execution.QueueEntry;
import com.rezagent.schedules.execution.ScheduleState;
import com.rezagent.schedules.execution.Trigger;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.SortKey;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** An {@link ExecutionHistory} in memory. Passes the same contract test as the other implementations. Thread-safe. */
public final class MemoryHistory implements ExecutionHistory {
    private final Map<ScheduleId, ScheduleState> states = new HashMap<>();
    private final Map<ScheduleId, NavigableMap<String, Execution>> executions = new HashMap<>();
    private final Map<String, NavigableMap<String, Execution>> queues = new HashMap<>();
    private final Map<String, Trigger> triggers = new HashMap<>();

    private Runnable beforeRead = () -> {};

    /** Sets what runs before an execution or those that need attention are read; it may throw what reading throws. */
    public synchronized void beforeRead(Runnable action) {
        beforeRead = action;
    }

    private NavigableMap<String, Execution> executionsOf(ScheduleId id) {
        return executions.computeIfAbsent(id, it -> new TreeMap<>());
    }

    @Override
    public synchronized Optional<Execution> find(ExecutionKey key) {
        beforeRead.run();
        return Optional.ofNullable(executionsOf(key.scheduleId()).get(key.sortKey()));
    }

    @Override
    public synchronized Claim claim(ExecutionKey key, String incarnation, Instant now, Duration lease) {
        Execution stored = find(key).orElse(null);
        if (stored != null && !key.isManual() && !stored.incarnation().equals(incarnation)) {
            return new Claim.OfAnotherIncarnation(stored);
        }
        if (stored != null && stored.outcome().isFinal()) {
            return new Claim.Ended(stored);
        }
        if (stored != null && !stored.isClaimable(now)) {
            return new Claim.Leased(Objects.requireNonNull(stored.leaseUntil()));
        }
        Execution claimed = stored == null
                ? Execution.claimed(key, incarnation, now, lease)
                : stored.reclaimed(incarnation, now, lease);
        add(claimed);
        return new Claim.Granted(claimed);
    }

    @Override
    public synchronized Claim claimAlone(ExecutionKey key, Instant now, Duration lease, ScheduleState seen) {
        Execution requested =
                Execution.claimed(key, seen.incarnation(), now, lease).tracked();
        Optional<Execution> stored = find(key);
        boolean isClaimable = stored.filter(it -> !it.isClaimable(now)
                        || (!key.isManual() && !it.incarnation().equals(seen.incarnation())))
                .isEmpty();
        if (isClaimable && state(key.scheduleId()).isOccupied(requested)) {
            return new Claim.Overlapping();
        }
        Claim claim = claim(key, seen.incarnation(), now, lease);
        if (claim instanceof Claim.Granted granted) {
            Execution tracked = granted.execution().tracked();
            add(tracked);
            write(tracked, state -> state.claimed(tracked, seen));
            return new Claim.Granted(tracked);
        }
        return claim;
    }

    @Override
    public synchronized boolean recordPublished(Execution published, ScheduleState seen) {
        Execution stored = find(published.key()).orElse(null);
        Optional<Execution> recorded = stored == null ? Optional.of(published) : published.recordedOver(stored);
        recorded.ifPresent(it -> {
            add(it);
            write(it, state -> state.recorded(it, seen));
        });
        return recorded.isPresent();
    }

    private void write(Execution execution, Function<ScheduleState, Optional<ScheduleState>> change) {
        ScheduleId id = execution.key().scheduleId();
        change.apply(state(id)).ifPresent(it -> states.put(id, it.withoutSurplus()));
    }

    @Override
    public synchronized boolean replace(Execution before, Execution after, ScheduleState seen) {
        after.requireSuccessorOf(before);
        Execution stored = find(before.key()).orElse(null);
        if (stored == null
                || stored.outcome() != before.outcome()
                || stored.attempts() != before.attempts()
                || stored.runRevision() != before.runRevision()) {
            return false;
        }
        add(after);
        write(after, state -> state.changed(before, after, seen));
        return true;
    }

    @Override
    public synchronized Map<ScheduleId, ScheduleState> states(Collection<ScheduleId> ids) {
        Map<ScheduleId, ScheduleState> found = new HashMap<>(states);
        found.keySet().retainAll(ids);
        return found;
    }

    @Override
    public synchronized List<Execution> at(ScheduleId scheduleId, Instant scheduledTime) {
        return executionsOf(scheduleId).values().stream()
                .filter(it -> it.key().scheduledTime().equals(scheduledTime))
                .toList();
    }

    @Override
    public synchronized List<Execution> due(int shard, String from, Instant until, int limit) {
        return queued(QueueEntry.dueQueue(shard), from, QueueEntry.after(until))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized Page<Execution> attention(AttentionQuery query) {
        beforeRead.run();
        String before = query.before();
        return query.page(limit -> IntStream.range(0, QueueEntry.SHARDS)
                .boxed()
                .flatMap(shard -> queued(QueueEntry.attentionQueue(shard), query.first(), before)));
    }

    private Stream<Execution> queued(String queue, String from, String to) {
        return from.compareTo(to) >= 0 ? Stream.empty() : queue(queue).subMap(from, true, to, false).values().stream();
    }

    private NavigableMap<String, Execution> queue(String name) {
        return queues.computeIfAbsent(name, it -> new TreeMap<>());
    }

    @Override
    public synchronized boolean record(Execution ended, Instant now, ScheduleState seen) {
        Execution stored = find(ended.key()).orElse(null);
        if (stored != null && !mayEnd(stored, ended, now)) {
            return false;
        }
        add(ended);
        write(ended, state -> state.ended(ended, seen));
        return true;
    }

    private static boolean mayEnd(Execution stored, Execution ended, Instant now) {
        boolean byHolder = ended.attempts() > 0 && ended.attempts() == stored.attempts();
        return !stored.outcome().isFinal()
                && stored.runRevision() == Math.max(0, ended.runRevision() - 1)
                && (byHolder || stored.isClaimable(now));
    }

    /** Stores an execution as it is, without a check. */
    public synchronized void add(Execution execution) {
        Execution replaced =
                executionsOf(execution.key().scheduleId()).put(execution.key().sortKey(), execution);
        if (replaced != null) {
            replaced.queue().ifPresent(it -> queue(it.queue()).remove(it.at()));
        }
        execution.queue().ifPresent(it -> queue(it.queue()).put(it.at(), execution));
    }

    @Override
    public synchronized Trigger recordTrigger(ScheduleId scheduleId, String commandId, Trigger delivery) {
        Trigger first = triggers.putIfAbsent(scheduleId + ExecutionKey.triggerKey(commandId), delivery);
        return first == null ? delivery : first;
    }

    @Override
    public synchronized Optional<Trigger> findTriggerByKey(ScheduleId scheduleId, String triggerKey) {
        return Optional.ofNullable(triggers.get(scheduleId + triggerKey));
    }

    @Override
    public synchronized Page<Execution> list(ExecutionQuery query) {
        String first = query.firstKey();
        return query.page(executionsOf(query.scheduleId())
                .subMap(first == null ? "" : first, true, query.before(), false)
                .descendingMap()
                .values()
                .stream()
                .filter(query::matchesOutcome)
                .limit(query.limit() + 1L)
                .toList());
    }

    @Override
    public synchronized List<Execution> firings(ScheduleId scheduleId, Instant from, Instant to) {
        if (!from.isBefore(to)) {
            return List.of();
        }
        return executionsOf(scheduleId).subMap(SortKey.text(from), true, SortKey.text(to), false).values().stream()
                .filter(it -> !it.key().isManual())
                .toList();
    }
}
