package com.rezagent.schedules.local.store;

import com.rezagent.schedules.execution.Claim;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionQuery;
import com.rezagent.schedules.execution.ScheduleState;
import com.rezagent.schedules.execution.Trigger;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.schedule.ScheduleId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private @Nullable Instant expiredAt;

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
            if (!key.isManual() && !stored.incarnation().equals(incarnation)) {
                return new Claim.OfAnotherIncarnation(stored);
            }
            if (stored.outcome().isFinal()) {
                return new Claim.Ended(stored);
            }
            Instant until = stored.leaseUntil();
            if (!stored.isClaimable(now) && until != null) {
                return new Claim.Leased(until);
            }
            Execution claimed = stored.reclaimed(incarnation, now, lease);
            rows(key).update(session, claimed);
            return new Claim.Granted(claimed);
        });
    }

    @Override
    public boolean recordPublished(Execution published, ScheduleState seen) {
        ScheduleId id = published.key().scheduleId();
        return database.exclusively(() -> {
            ScheduleState found = state(id);
            ScheduleState next = found.recorded(published, seen)
                    .map(ScheduleState::withoutSurplus)
                    .orElse(found);
            boolean isRecorded = database.transaction(session -> {
                if (!publish(session, published)) {
                    return false;
                }
                if (!next.equals(found)) {
                    states.write(session, id, found, next);
                }
                return true;
            });
            if (isRecorded) {
                states.put(id, next);
            }
            return isRecorded;
        });
    }

    private boolean publish(Session session, Execution published) throws SQLException {
        ExecutionRows rows = rows(published.key());
        if (!rows.publish(session, published)) {
            if (rows.find(session, published.key()).isPresent()) {
                return false;
            }
            rows.insert(session, published);
        }
        return true;
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
    public boolean record(Execution ended, Instant now) {
        return database.transaction(session -> {
            ExecutionRows rows = rows(ended.key());
            Execution stored = rows.find(session, ended.key()).orElse(null);
            if (stored == null) {
                rows.insert(session, ended);
                return true;
            }
            if (!canEnd(stored, ended, now)) {
                return false;
            }
            rows.update(session, ended);
            return true;
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
        boolean isLeaseHolder = ended.attempts() > 0 && ended.attempts() == stored.attempts();
        return isLeaseHolder || stored.isClaimable(now);
    }

    @Override
    public Trigger recordTrigger(ScheduleId scheduleId, String commandId, Trigger delivery) {
        return database.transaction(session -> triggers.insertIfAbsent(session, scheduleId, commandId, delivery));
    }

    @Override
    public Optional<Trigger> findTrigger(ScheduleId scheduleId, String commandId) {
        return database.read(session -> triggers.find(session, scheduleId, commandId));
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
            return database.transaction(session -> firings.deleteExpired(session, scheduledBefore, now)
                    + others.deleteExpired(session, now)
                    + triggers.deleteExpired(session, now));
        });
    }
}
