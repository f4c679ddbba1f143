package com.rezagent.schedules.local.store;

import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.execution.ExecutionQuery;
import com.rezagent.schedules.execution.ShownOutcome;
import com.rezagent.schedules.record.SortKey;
import com.rezagent.schedules.schedule.ScheduleId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Executions that {@link FiringRows} cannot store: manual executions, firings at the time of another incarnation's
 * firing, and firings at fractions of a second or outside 1970 to 9999, which only hand-written events have.
 */
final class OtherExecutionRows implements ExecutionRows {
    private static final String SELECT =
            "SELECT schedule_id, scheduled_time, command_id, incarnation, outcome, attempts,"
                    + " first_seen, lease_until, finished_at, sns_message_id, reason, expires_at, sort_key, overridden, request_reason, run FROM other_executions ";
    private static final String FIND = SELECT + "WHERE schedule_id = ? AND sort_key = ?";
    private static final String LIST = SELECT + "WHERE schedule_id = ? AND sort_key >= ? AND sort_key < ? ";
    private static final String OF_OUTCOME = "AND COALESCE(run_outcome, outcome) = ? ";
    private static final String LATEST_FIRST = "ORDER BY schedule_id DESC, sort_key DESC LIMIT ?";
    private static final String FIRINGS = SELECT
            + "WHERE schedule_id = ? AND sort_key >= ? AND sort_key < ? AND command_id IS NULL"
            + " ORDER BY schedule_id, sort_key";
    private static final String AT = SELECT + "WHERE schedule_id = ? AND sort_key >= ? AND sort_key < ?";
    private static final String INSERT = "INSERT INTO other_executions (scheduled_time, command_id, incarnation,"
            + " outcome, attempts, first_seen, lease_until, finished_at, sns_message_id, reason, expires_at,"
            + " overridden, request_reason, run, run_outcome, schedule_id, sort_key)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String UPDATE = "UPDATE other_executions SET scheduled_time = ?, command_id = ?,"
            + " incarnation = ?, outcome = ?, attempts = ?, first_seen = ?, lease_until = ?, finished_at = ?,"
            + " sns_message_id = ?, reason = ?, expires_at = ?, overridden = ?, request_reason = ?, run = ?, run_outcome = ? WHERE schedule_id = ? AND sort_key = ?";
    private static final String DELETE_EXPIRED = "DELETE FROM other_executions WHERE expires_at <= ?";

    private boolean mayHaveFirings = true;

    @Override
    public Optional<Execution> find(Session session, ExecutionKey key) throws SQLException {
        return find(session, key.scheduleId(), key.sortKey());
    }

    Optional<Execution> find(Session session, ScheduleId id, String sortKey) throws SQLException {
        return session.queryOne(FIND, OtherExecutionRows::execution, id.value(), sortKey);
    }

    /** Returns the executions whose sort keys begin with a time. */
    List<Execution> at(Session session, ScheduleId id, Instant time) throws SQLException {
        String first = SortKey.text(time);
        return session.query(AT, OtherExecutionRows::execution, id.value(), first, first + "\uffff");
    }

    @Override
    public void insert(Session session, Execution execution) throws SQLException {
        write(session, INSERT, execution);
        mayHaveFirings |= !execution.key().isManual();
    }

    @Override
    public void update(Session session, Execution execution) throws SQLException {
        write(session, UPDATE, execution);
    }

    @Override
    public boolean publish(Session session, Execution published) throws SQLException {
        Optional<Execution> stored = find(session, published.key());
        if (stored.isEmpty()
                || stored.get().outcome() == ExecutionOutcome.PUBLISHED
                || stored.get().run() != null) {
            return false;
        }
        update(session, published);
        return true;
    }

    @Override
    public List<Execution> list(Session session, ExecutionQuery query, String before) throws SQLException {
        String id = query.scheduleId().value();
        String first = Objects.requireNonNullElse(query.firstKey(), "");
        int rows = query.limit() + 1;
        ShownOutcome outcome = query.outcome();
        return outcome == null
                ? session.query(LIST + LATEST_FIRST, OtherExecutionRows::execution, id, first, before, rows)
                : session.query(
                        LIST + OF_OUTCOME + LATEST_FIRST,
                        OtherExecutionRows::execution,
                        id,
                        first,
                        before,
                        outcome.text(),
                        rows);
    }

    @Override
    public List<Execution> firings(Session session, ScheduleId id, Instant from, Instant to) throws SQLException {
        // Each audit reads this range, which hardly ever contains a firing.
        if (mayHaveFirings) {
            mayHaveFirings = session.queryOne(
                            "SELECT 1 FROM other_executions WHERE command_id IS NULL LIMIT 1", row -> true)
                    .isPresent();
        }
        return mayHaveFirings
                ? session.query(
                        FIRINGS, OtherExecutionRows::execution, id.value(), SortKey.text(from), SortKey.text(to))
                : List.of();
    }

    int deleteExpired(Session session, Instant now) throws SQLException {
        return session.update(DELETE_EXPIRED, now);
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
                execution.overridden().isEmpty() ? null : String.join(",", execution.overridden()),
                execution.requestReason(),
                RunColumns.document(execution),
                RunColumns.outcome(execution),
                key.scheduleId().value(),
                key.sortKey());
    }

    private static List<String> overridden(@Nullable String codes) {
        return codes == null ? List.of() : List.of(codes.split(","));
    }

    private static Execution execution(ResultSet row) throws SQLException {
        return new Execution(
                ExecutionKey.stored(
                        new ScheduleId(row.getString(1)),
                        row.getObject(2, Instant.class),
                        row.getString(3),
                        row.getString(13),
                        row.getString(4)),
                row.getString(4),
                ExecutionOutcome.of(row.getString(5)).orElseThrow(),
                row.getInt(6),
                row.getObject(7, Instant.class),
                row.getObject(8, Instant.class),
                row.getObject(9, Instant.class),
                row.getString(10),
                row.getString(11),
                overridden(row.getString(14)),
                row.getString(15),
                row.getObject(12, Instant.class),
                RunColumns.run(row.getString(16)));
    }
}
