package com.rezagent.schedules.local.invocation;

import com.rezagent.schedules.local.store.Database;
import com.rezagent.schedules.local.store.Session;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Events that must outlive the process until they are handled: commands, and whatever has to be tried again. */
final class InvocationQueue {
    private final Database database;

    InvocationQueue(Database database) {
        this.database = database;
    }

    /** Writes a new event, as part of a transaction. */
    static Invocation add(Session session, Invocation invocation) throws SQLException {
        return session.queryOne(
                        "SELECT id FROM FINAL TABLE (INSERT INTO invocations (event, accepted_at, due, attempts)"
                                + " VALUES (?, ?, ?, ?))",
                        row -> invocation.written(row.getLong(1)),
                        invocation.event(),
                        invocation.acceptedAt(),
                        invocation.due(),
                        invocation.attempts())
                .orElseThrow();
    }

    /** Writes an event that has to be tried again; answers it as written. */
    Invocation retry(Invocation invocation) {
        return database.transaction(session -> {
            if (invocation.id() == Invocation.UNWRITTEN) {
                return add(session, invocation);
            }
            session.update(
                    "UPDATE invocations SET due = ?, attempts = ? WHERE id = ?",
                    invocation.due(),
                    invocation.attempts(),
                    invocation.id());
            return invocation;
        });
    }

    void remove(Invocation invocation) {
        if (invocation.id() != Invocation.UNWRITTEN) {
            database.transaction(session -> remove(session, invocation));
        }
    }

    static int remove(Session session, Invocation invocation) throws SQLException {
        return session.update("DELETE FROM invocations WHERE id = ?", invocation.id());
    }

    /** Everything that waits, in the order in which it is to be tried. */
    List<Invocation> all() {
        return database.read(session -> session.query(
                "SELECT id, event, accepted_at, due, attempts FROM invocations ORDER BY due, id",
                row -> new Invocation(
                        row.getLong(1),
                        row.getString(2),
                        row.getObject(3, Instant.class),
                        row.getObject(4, Instant.class),
                        row.getInt(5))));
    }
}
