package com.rezagent.schedules.local.store;

import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.QueueEntry;
import com.rezagent.schedules.schedule.ScheduleId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The executions that something is still to be done about; the counterpart of an index of DynamoDB's table. */
final class QueueRows {
    private static final String INSERT =
            "MERGE INTO execution_queue (queue, at_key, schedule_id, sort_key, expires_at) KEY (queue, at_key)"
                    + " VALUES (?, ?, ?, ?, ?)";
    private static final String DELETE = "DELETE FROM execution_queue WHERE queue = ? AND at_key = ?";
    private static final String FIRST = "SELECT schedule_id, sort_key FROM execution_queue"
            + " WHERE queue = ? AND at_key >= ? AND at_key < ? ORDER BY queue, at_key LIMIT ?";
    private static final String LAST = "SELECT schedule_id, sort_key FROM execution_queue"
            + " WHERE queue = ? AND at_key >= ? AND at_key < ? ORDER BY queue DESC, at_key DESC LIMIT ?";
    private static final String DELETE_EXPIRED = "DELETE FROM execution_queue WHERE expires_at <= ?";

    private volatile Consumer<Instant> onDue = due -> {};

    /** Sets what is called, within the transaction, when something is to be done at a time. */
    void onDue(Consumer<Instant> listener) {
        onDue = listener;
    }

    /** The key of an execution. */
    record Key(ScheduleId scheduleId, String sortKey) {}

    /** Adds what has a place now. */
    void add(Session session, Execution written) throws SQLException {
        Optional<QueueEntry> entry = written.queue();
        if (entry.isPresent()) {
            session.update(
                    INSERT,
                    entry.get().queue(),
                    entry.get().at(),
                    written.key().scheduleId().value(),
                    written.key().sortKey(),
                    written.expiresAt());
            written.due().ifPresent(onDue);
        }
    }

    /** Moves an execution from its place before a write to that after it. */
    void move(Session session, Execution before, Execution after) throws SQLException {
        Optional<QueueEntry> entry = before.queue();
        if (entry.isPresent() && !entry.equals(after.queue())) {
            session.update(DELETE, entry.get().queue(), entry.get().at());
        }
        add(session, after);
    }

    /** Returns the first executions of a queue from a key (inclusive) to another one (exclusive). */
    List<Key> first(Session session, String queue, String from, String to, int limit) throws SQLException {
        return read(session, FIRST, queue, from, to, limit);
    }

    /** Same as {@link #first}, from the end. */
    List<Key> last(Session session, String queue, String from, String to, int limit) throws SQLException {
        return read(session, LAST, queue, from, to, limit);
    }

    private static List<Key> read(Session session, String sql, String queue, String from, String to, int limit)
            throws SQLException {
        return session.query(
                sql, row -> new Key(new ScheduleId(row.getString(1)), row.getString(2)), queue, from, to, limit);
    }

    int deleteExpired(Session session, Instant now) throws SQLException {
        return session.update(DELETE_EXPIRED, now);
    }
}
