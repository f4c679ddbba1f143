package com.rezagent.schedules.local.store;

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
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.h2.api.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Execution history in SQL tables; the counterpart of DynamoDB's executions table. Thread-safe. */
public final class SqlExecutionHistory implements ExecutionHistory {
    /** Expired executions are deleted this often, since the cost grows with the number of schedules. */
    private static final Duration EXPIRY_INTERVAL = Duration.ofDays(1);

    private final Database database;
    private final FiringRows firings;
    private final OtherExecutionRows others = new OtherExecutionRows();
    private final ScheduleStateRows states;
    private final TriggerRows triggers = new TriggerRows();
    private final QueueRows queues = new QueueRows();
    private @Nullable Instant expiredAt;

    /** Later than anything is due. */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    public SqlExecutionHistory(Database database) {
        this.database = database;
        this.states = database.stateRows();
        this.firings = new FiringRows(database.surrogateKeys());
    }

    private ExecutionRows rows(ExecutionKey key) {
        return FiringRows.canStore(key) ? firings : others;
    }

    @Override
    public Optional<Execution> find(ExecutionKey key) {
        return database.read(session -> rows(key).find(session, key));
    }

    @Override
    public Claim claim(ExecutionKey key, String incarnation, Instant now, Duration lease) {
        return database.transaction(session -> {
            Execution first = Execution.claimed(key, incarnation, now, lease);
            if (insert(session, first)) {
                return new Claim.Granted(first);
            }
            Execution stored = rows(key).find(session, key).orElseThrow();
            Optional<Claim> refused = refused(stored, key, incarnation, now);
            if (refused.isPresent()) {
                return refused.get();
            }
            Execution claimed = stored.reclaimed(incarnation, now, lease);
            update(session, stored, claimed);
            return new Claim.Granted(claimed);
        });
    }

    private static Optional<Claim> refused(Execution stored, ExecutionKey key, String incarnation, Instant now) {
        if (!key.isManual() && !stored.incarnation().equals(incarnation)) {
            return Optional.of(new Claim.OfAnotherIncarnation(stored));
        }
        if (stored.outcome().isFinal()) {
            return Optional.of(new Claim.Ended(stored));
        }
        Instant until = stored.leaseUntil();
        return stored.isClaimable(now) || until == null ? Optional.empty() : Optional.of(new Claim.Leased(until));
    }

    @Override
    public Claim claimAlone(ExecutionKey key, Instant now, Duration lease, ScheduleState seen) {
        String incarnation = seen.incarnation();
        return database.exclusively(() -> {
            Execution stored = find(key).orElse(null);
            Optional<Claim> refused = stored == null ? Optional.empty() : refused(stored, key, incarnation, now);
            if (refused.isPresent()) {
                return refused.get();
            }
            Execution claimed = (stored == null
                            ? Execution.claimed(key, incarnation, now, lease)
                            : stored.reclaimed(incarnation, now, lease))
                    .tracked();
            if (state(key.scheduleId()).isOccupied(claimed)) {
                return new Claim.Overlapping();
            }
            write(key.scheduleId(), (session, state) -> {
                if (stored == null) {
                    rows(key).insert(session, claimed);
                    queues.add(session, claimed);
                } else {
                    update(session, stored, claimed);
                }
                return Optional.of(state.claimed(claimed, seen).orElse(state));
            });
            return new Claim.Granted(claimed);
        });
    }

    @Override
    public boolean recordPublished(Execution published, ScheduleState seen) {
        return write(
                published.key().scheduleId(),
                (session, state) -> publish(session, published)
                        .map(it -> state.recorded(it, seen).orElse(state)));
    }

    /** Writes an execution. */
    @FunctionalInterface
    private interface Write {
        /** Returns the next state of the schedule, which may be the same; empty if nothing was written. */
        Optional<ScheduleState> run(Session session, ScheduleState state) throws SQLException;
    }

    /** Runs a write in one transaction with what it changes in the state of the schedule. */
    private boolean write(ScheduleId id, Write write) {
        return database.exclusively(() -> {
            ScheduleState found = state(id);
            Optional<ScheduleState> next = database.transaction(session -> {
                Optional<ScheduleState> written = write.run(session, found).map(ScheduleState::withoutSurplus);
                if (written.isPresent() && !written.get().equals(found)) {
                    states.write(session, id, found, written.get());
                }
                return written;
            });
            next.ifPresent(it -> states.put(id, it));
            return next.isPresent();
        });
    }

    /** Returns the publication as it was recorded; empty if there is one already. */
    private Optional<Execution> publish(Session session, Execution published) throws SQLException {
        ExecutionRows rows = rows(published.key());
        // Hardly any execution has a place in a queue, and this does not read before it writes.
        if (published.attempts() == 1 && rows.publish(session, published)) {
            queues.add(session, published);
            return Optional.of(published);
        }
        Execution stored = rows.find(session, published.key()).orElse(null);
        if (stored == null) {
            rows.insert(session, published);
            queues.add(session, published);
            return Optional.of(published);
        }
        Optional<Execution> recorded = published.recordedOver(stored);
        if (recorded.isPresent()) {
            update(session, stored, recorded.get());
        }
        return recorded;
    }

    private void update(Session session, Execution before, Execution after) throws SQLException {
        rows(after.key()).update(session, after);
        queues.move(session, before, after);
    }

    @Override
    public boolean replace(Execution before, Execution after, ScheduleState seen) {
        after.requireSuccessorOf(before);
        return write(after.key().scheduleId(), (session, state) -> {
            Execution stored = rows(before.key()).find(session, before.key()).orElse(null);
            if (stored == null
                    || stored.outcome() != before.outcome()
                    || stored.attempts() != before.attempts()
                    || stored.runRevision() != before.runRevision()) {
                return Optional.empty();
            }
            update(session, stored, after);
            return Optional.of(state.changed(before, after, seen).orElse(state));
        });
    }

    @Override
    public List<Execution> at(ScheduleId scheduleId, Instant scheduledTime) {
        ExecutionKey firing = ExecutionKey.firing(scheduleId, scheduledTime);
        return database.read(session -> {
            List<Execution> all = new ArrayList<>(others.at(session, scheduleId, scheduledTime));
            if (FiringRows.canStore(firing)) {
                firings.find(session, firing).ifPresent(it -> all.add(0, it));
            }
            return all;
        });
    }

    /**
     * Sets what is called when an execution is written that something is to be done about at a time. It is called within
     * the transaction, which may still fail.
     */
    public void onDue(Consumer<Instant> listener) {
        queues.onDue(listener);
    }

    /** Returns the earliest time at which something is to be done about an execution; empty if there is none. */
    public Optional<Instant> earliestDue() {
        return IntStream.range(0, QueueEntry.SHARDS)
                .mapToObj(shard -> due(shard, LATEST, 1))
                .flatMap(List::stream)
                .flatMap(it -> it.due().stream())
                .min(Comparator.naturalOrder());
    }

    @Override
    public List<Execution> due(int shard, String from, Instant until, int limit) {
        String queue = QueueEntry.dueQueue(shard);
        return database.read(
                session -> found(session, queue, queues.first(session, queue, from, QueueEntry.after(until), limit)));
    }

    @Override
    public Page<Execution> attention(AttentionQuery query) {
        String before = query.before();
        return database.read(session -> {
            List<Execution> found = new ArrayList<>();
            for (int shard = 0; shard < QueueEntry.SHARDS; shard++) {
                String queue = QueueEntry.attentionQueue(shard);
                found.addAll(
                        found(session, queue, queues.last(session, queue, query.first(), before, query.limit() + 1)));
            }
            return query.page(limit -> found.stream());
        });
    }

    private List<Execution> found(Session session, String queue, List<QueueRows.Key> keys) throws SQLException {
        List<Execution> found = new ArrayList<>();
        for (QueueRows.Key key : keys) {
            Optional<SortKey> time = SortKey.tryParse(key.sortKey()).filter(it -> it.id() == null);
            ExecutionKey firing = time.map(it -> ExecutionKey.firing(key.scheduleId(), it.time()))
                    .orElse(null);
            (firing != null && FiringRows.canStore(firing)
                            ? firings.find(session, firing)
                            : others.find(session, key.scheduleId(), key.sortKey()))
                    .filter(it -> it.queue()
                            .filter(entry -> entry.queue().equals(queue))
                            .isPresent())
                    .ifPresent(found::add);
        }
        return found;
    }

    @Override
    public ScheduleState state(ScheduleId id) {
        return database.exclusively(() -> {
            ScheduleState cached = states.cached(id);
            return cached == null ? database.read(session -> states.find(session, id)) : cached;
        });
    }

    @Override
    public Map<ScheduleId, ScheduleState> states(Collection<ScheduleId> ids) {
        Map<ScheduleId, ScheduleState> found = new HashMap<>();
        for (ScheduleId id : ids) {
            ScheduleState state = state(id);
            if (!state.equals(ScheduleState.NONE)) {
                found.put(id, state);
            }
        }
        return found;
    }

    @Override
    public boolean record(Execution ended, Instant now, ScheduleState seen) {
        return write(ended.key().scheduleId(), (session, state) -> {
            ExecutionRows rows = rows(ended.key());
            Execution stored = rows.find(session, ended.key()).orElse(null);
            if (stored == null) {
                rows.insert(session, ended);
                queues.add(session, ended);
            } else if (canEnd(stored, ended, now)) {
                update(session, stored, ended);
            } else {
                return Optional.empty();
            }
            return Optional.of(state.ended(ended, seen).orElse(state));
        });
    }

    /** Inserts an execution; returns false if it exists. Most are new, so this does not query first. */
    private boolean insert(Session session, Execution execution) throws SQLException {
        try {
            rows(execution.key()).insert(session, execution);
            return true;
        } catch (SQLException e) {
            if (e.getErrorCode() == ErrorCode.DUPLICATE_KEY_1) {
                return false;
            }
            throw e;
        }
    }

    private static boolean canEnd(Execution stored, Execution ended, Instant now) {
        if (stored.outcome().isFinal()) {
            return false;
        }
        if (stored.runRevision() != Math.max(0, ended.runRevision() - 1)) {
            return false;
        }
        boolean isLeaseHolder = ended.attempts() > 0 && ended.attempts() == stored.attempts();
        return isLeaseHolder || stored.isClaimable(now);
    }

    @Override
    public Trigger recordTrigger(ScheduleId scheduleId, String commandId, Trigger delivery) {
        return database.transaction(session -> triggers.insertIfAbsent(session, scheduleId, commandId, delivery));
    }

    @Override
    public Optional<Trigger> findTriggerByKey(ScheduleId scheduleId, String triggerKey) {
        return database.read(session -> triggers.find(session, scheduleId, triggerKey));
    }

    @Override
    public Page<Execution> list(ExecutionQuery query) {
        String before = query.before();
        return query.page(database.read(session ->
                latest(firings.list(session, query, before), others.list(session, query, before), query.limit() + 1)));
    }

    private static List<Execution> latest(List<Execution> some, List<Execution> others, int limit) {
        return others.isEmpty()
                ? some
                : Stream.concat(some.stream(), others.stream())
                        .sorted(Comparator.comparing((Execution it) -> it.key().sortKey())
                                .reversed())
                        .limit(limit)
                        .toList();
    }

    @Override
    public List<Execution> firings(ScheduleId scheduleId, Instant from, Instant to) {
        return database.read(session -> {
            List<Execution> regular = firings.firings(session, scheduleId, from, to);
            List<Execution> odd = others.firings(session, scheduleId, from, to);
            return odd.isEmpty()
                    ? regular
                    : Stream.concat(regular.stream(), odd.stream())
                            .sorted(Comparator.comparing(it -> it.key().scheduledTime()))
                            .toList();
        });
    }

    /**
     * Deletes expired executions, as DynamoDB's time to live does some time after their expiry. Does so at most once a
     * day, however often it is called.
     *
     * @return the number of executions and triggers deleted
     */
    public int deleteExpired(Instant now) {
        return database.exclusively(() -> {
            if (expiredAt != null && now.isBefore(expiredAt.plus(EXPIRY_INTERVAL))) {
                return 0;
            }
            expiredAt = now;
            // No execution is recorded before its scheduled time, so none scheduled later has expired.
            Instant scheduledBefore = now.minus(Execution.TIME_TO_LIVE).plusSeconds(1);
            return database.transaction(session -> {
                queues.deleteExpired(session, now);
                return firings.deleteExpired(session, scheduledBefore, now)
                        + others.deleteExpired(session, now)
                        + triggers.deleteExpired(session, now);
            });
        });
    }
}
