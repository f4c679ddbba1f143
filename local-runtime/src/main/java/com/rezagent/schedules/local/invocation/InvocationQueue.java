package com.rezagent.schedules.local.invocation;

import com.rezagent.schedules.local.store.Database;
import com.rezagent.schedules.local.store.Session;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Stored invocations: commands, and events to retry. They survive a restart until they are handled. */
final class InvocationQueue {
    private final Database database;

    InvocationQueue(Database database) {
        this.database = database;
    }

    /** Adds an invocation, as part of a transaction, and returns it with its id. */
    static Invocation add(Session session, Invocation invocation) throws SQLException {
        return session.queryOne(
                        "SELECT id FROM FINAL TABLE (INSERT INTO invocations (event, accepted_at, due, attempts)"
                                + " VALUES (?, ?, ?, ?))",
                        row -> invocation.withId(row.getLong(1)),
                        invocation.event(),
                        invocation.acceptedAt(),
                        invocation.due(),
                        invocation.attempts())
                .orElseThrow();
    }

    /** Stores an invocation to retry, and returns it with its id. */
    Invocation storeForRetry(Invocation invocation) {
        return database.transaction(session -> {
            if (invocation.id() == Invocation.NOT_STORED) {
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
        if (invocation.id() != Invocation.NOT_STORED) {
            database.transaction(session -> remove(session, invocation));
        }
    }

    static int remove(Session session, Invocation invocation) throws SQLException {
        return session.update("DELETE FROM invocations WHERE id = ?", invocation.id());
    }

    /** Returns all queued invocations, ordered by due time. */
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
