package com.rezagent.schedules.local.store;

import com.rezagent.schedules.execution.Claim;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.schedule.Page;
import com.rezagent.schedules.schedule.ScheduleId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.h2.api.ErrorCode;
import org.jspecify.annotations.Nullable;

/** DynamoDB's executions table, in SQL. Thread-safe. */
public final class SqlExecutionHistory implements ExecutionHistory {
    private static final String SELECT =
            "SELECT schedule_id, scheduled_time, command_id, incarnation, outcome, attempts,"
                    + " first_seen, lease_until, finished_at, sns_message_id, reason, expires_at FROM executions ";
    private static final String FIND = SELECT + "WHERE schedule_id = ? AND sort_key = ?";
    private static final String LIST =
            SELECT + "WHERE schedule_id = ? AND sort_key < ? ORDER BY schedule_id DESC, sort_key DESC LIMIT ?";
    private static final String FIRINGS = SELECT
            + "WHERE schedule_id = ? AND sort_key >= ? AND sort_key < ? AND command_id IS NULL"
            + " ORDER BY schedule_id, sort_key";
    private static final String INSERT = "INSERT INTO executions (scheduled_time, command_id, incarnation, outcome,"
            + " attempts, first_seen, lease_until, finished_at, sns_message_id, reason, expires_at, schedule_id,"
            + " sort_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String UPDATE = "UPDATE executions SET scheduled_time = ?, command_id = ?, incarnation = ?,"
            + " outcome = ?, attempts = ?, first_seen = ?, lease_until = ?, finished_at = ?, sns_message_id = ?,"
            + " reason = ?, expires_at = ? WHERE schedule_id = ? AND sort_key = ?";
    private static final String PUBLISH = "UPDATE executions SET outcome = 'published', incarnation = ?, attempts = ?,"
            + " first_seen = ?, lease_until = NULL, finished_at = ?, sns_message_id = ?, reason = NULL"
            + " WHERE schedule_id = ? AND sort_key = ? AND outcome <> 'published'";
    private static final String COUNT = "UPDATE progress SET execution_count = execution_count + 1, last_triggered = ?"
            + " WHERE id = ? AND incarnation = ?";
    /** Sorts after every key: they begin with a year. */
    private static final String LAST = "~";

    private final Database database;

    public SqlExecutionHistory(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Execution> find(ExecutionKey key) {
        return database.read(session -> find(session, key));
    }

    private static Optional<Execution> find(Session session, ExecutionKey key) throws SQLException {
        return session.queryOne(
                FIND, SqlExecutionHistory::execution, key.scheduleId().value(), key.sortKey());
    }

    @Override
    public Claim claim(ExecutionKey key, String incarnation, Instant now, Duration lease) {
        return database.transaction(session -> {
            Execution first = Execution.claimed(key, incarnation, now, lease);
            if (insert(session, first)) {
                return new Claim.Granted(first);
            }
            Execution stored = find(session, key).orElseThrow();
            if (stored.outcome().isFinal()) {
                return new Claim.Ended(stored);
            }
            Instant until = stored.leaseUntil();
            if (!stored.isClaimable(now) && until != null) {
                return new Claim.Leased(until);
            }
            Execution claimed = stored.reclaimed(incarnation, now, lease);
            write(session, UPDATE, claimed);
            return new Claim.Granted(claimed);
        });
    }

    @Override
    public boolean recordPublished(Execution published) {
        ScheduleId id = published.key().scheduleId();
        return database.exclusively(() -> {
            boolean isRecorded = database.transaction(session -> publish(session, published));
            if (isRecorded) {
                database.records().count(id, published.incarnation(), published.finishedAt());
            }
            return isRecorded;
        });
    }

    private static boolean publish(Session session, Execution published) throws SQLException {
        int written = session.update(
                PUBLISH,
                published.incarnation(),
                published.attempts(),
                published.firstSeen(),
                published.finishedAt(),
                published.snsMessageId(),
                published.key().scheduleId().value(),
                published.key().sortKey());
        if (written == 0) {
            if (find(session, published.key()).isPresent()) {
                return false;
            }
            write(session, INSERT, published);
        }
        session.update(
                COUNT, published.finishedAt(), published.key().scheduleId().value(), published.incarnation());
        return true;
    }

    @Override
    public boolean record(Execution ended, Instant now) {
        return database.transaction(session -> {
            Execution stored = find(session, ended.key()).orElse(null);
            if (stored != null && !mayEnd(stored, ended, now)) {
                return false;
            }
            write(session, stored == null ? INSERT : UPDATE, ended);
            return true;
        });
    }

    /** Writes one never seen; most are, so nobody looks first. */
    private static boolean insert(Session session, Execution execution) throws SQLException {
        try {
            write(session, INSERT, execution);
            return true;
        } catch (SQLException e) {
            if (e.getErrorCode() == ErrorCode.DUPLICATE_KEY_1) {
                return false;
            }
            throw e;
        }
    }

    private static boolean mayEnd(Execution stored, Execution ended, Instant now) {
        if (stored.outcome().isFinal()) {
            return false;
        }
        boolean byHolder = ended.attempts() > 0 && ended.attempts() == stored.attempts();
        return byHolder || stored.isClaimable(now);
    }

    private static void write(Session session, String sql, Execution execution) throws SQLException {
        ExecutionKey key = execution.key();
        session.update(
                sql,
                key.scheduledTime(),
                key.commandId(),
                execution.incarnation(),
                execution.outcome().text(),
                execution.attempts(),
                execution.firstSeen(),
                execution.leaseUntil(),
                execution.finishedAt(),
                execution.snsMessageId(),
                execution.reason(),
                execution.expiresAt(),
                key.scheduleId().value(),
                key.sortKey());
    }

    @Override
    public Page<Execution> list(ScheduleId scheduleId, int limit, @Nullable String nextToken) {
        String query = "executions " + scheduleId;
        String before = nextToken == null ? LAST : PageToken.read(query, nextToken);
        List<Execution> found = database.read(
                session -> session.query(LIST, SqlExecutionHistory::execution, scheduleId.value(), before, limit + 1));
        if (found.size() <= limit) {
            return new Page<>(found, null);
        }
        List<Execution> items = found.subList(0, limit);
        String last = items.get(limit - 1).key().sortKey();
        return new Page<>(items, PageToken.write(query, last));
    }

    @Override
    public List<Execution> firings(ScheduleId scheduleId, Instant from, Instant to) {
        return database.read(session -> session.query(
                FIRINGS,
                SqlExecutionHistory::execution,
                scheduleId.value(),
                ExecutionKey.sortKey(from),
                ExecutionKey.sortKey(to)));
    }

    /**
     * Forgets what has expired, oldest first, as DynamoDB's time to live does some time after the moment.
     *
     * @return how many executions were forgotten
     */
    public int forgetExpired(Instant now) {
        int forgotten = 0;
        while (isOldestExpired(now)) {
            forgotten += forgetSome(now);
        }
        return forgotten;
    }

    /** Rows stand in the order of their first sight, and so of their expiry. */
    private boolean isOldestExpired(Instant now) {
        return database.read(session -> session.queryOne(
                        "SELECT expires_at FROM executions ORDER BY _ROWID_ LIMIT 1",
                        row -> row.getObject(1, Instant.class)))
                .filter(it -> !it.isAfter(now))
                .isPresent();
    }

    private int forgetSome(Instant now) {
        return database.transaction(session -> session.update(
                "DELETE FROM executions WHERE expires_at <= ? AND _ROWID_ IN"
                        + " (SELECT _ROWID_ FROM executions ORDER BY _ROWID_ LIMIT 1000)",
                now));
    }

    private static Execution execution(ResultSet row) throws SQLException {
        return new Execution(
                new ExecutionKey(new ScheduleId(row.getString(1)), row.getObject(2, Instant.class), row.getString(3)),
                row.getString(4),
                Execution.Outcome.of(row.getString(5)).orElseThrow(),
                row.getInt(6),
                row.getObject(7, Instant.class),
                row.getObject(8, Instant.class),
                row.getObject(9, Instant.class),
                row.getString(10),
                row.getString(11),
                row.getObject(12, Instant.class));
    }
}
