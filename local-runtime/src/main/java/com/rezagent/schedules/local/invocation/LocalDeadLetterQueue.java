package com.rezagent.schedules.local.invocation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.store.Database;
import com.rezagent.schedules.local.store.RowLimit;
import com.rezagent.schedules.local.store.Session;
import com.rezagent.schedules.messaging.DeadLetterQueue;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The function's dead-deadLetter queue (events that the function rejected or that failed too often) and EventBridge's
 * (firings that could not be delivered). Stores the newest dead letters, up to a number of bytes. Thread-safe.
 */
public final class LocalDeadLetterQueue implements DeadLetterQueue {
    private final Database database;
    private final Clock clock;
    private final RowLimit limit;

    /** @param maxBytes maximum size of all events and reasons, in bytes of UTF-8; beyond it the oldest are deleted */
    public LocalDeadLetterQueue(Database database, Clock clock, long maxBytes) {
        this.database = database;
        this.clock = clock;
        this.limit = database.read(session -> new RowLimit(
                session,
                new RowLimit.Range("dead_letters", "id", List.of("event", "reason"), 0, Long.MAX_VALUE),
                Long.MAX_VALUE,
                maxBytes));
    }

    @Override
    public void add(String event, String reason) {
        database.transaction(session -> insert(session, event, reason, null));
    }

    /** Adds a firing that EventBridge could not deliver: the Invoke request and the message attributes. */
    void addDeadLetter(String request, String reason, ObjectNode attributes) {
        database.transaction(session -> insert(session, request, reason, Json.write(attributes)));
    }

    /** Adds an event, as part of a transaction. */
    int addDeadLetter(Session session, String event, String reason) throws SQLException {
        return insert(session, event, reason, null);
    }

    private int insert(Session session, String body, String reason, @Nullable String attributes) throws SQLException {
        long id = session.queryOne(
                        "SELECT id FROM FINAL TABLE (INSERT INTO dead_letters (event, reason, attributes, parked_at)"
                                + " VALUES (?, ?, ?, ?))",
                        row -> row.getLong(1),
                        body,
                        reason,
                        attributes,
                        clock.instant())
                .orElseThrow();
        limit.added(session, id, body, reason);
        return 1;
    }

    /** Returns all dead letters, oldest first. */
    public List<DeadLetter> all() {
        return database.read(LocalDeadLetterQueue::all);
    }

    static List<DeadLetter> all(Session session) throws SQLException {
        return session.query(
                "SELECT id, event, reason, attributes, parked_at FROM dead_letters ORDER BY id",
                row -> new DeadLetter(
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getObject(5, Instant.class)));
    }

    int remove(Session session, DeadLetter deadLetter) throws SQLException {
        limit.removed(deadLetter.body(), deadLetter.reason());
        return session.update("DELETE FROM dead_letters WHERE id = ?", deadLetter.id());
    }
}
