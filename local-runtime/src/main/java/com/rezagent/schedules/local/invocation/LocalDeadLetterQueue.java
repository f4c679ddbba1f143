package com.rezagent.schedules.local.invocation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.deadletter.DeadLetterQueue;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.store.Database;
import com.rezagent.schedules.local.store.RowLimit;
import com.rezagent.schedules.local.store.Session;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The dead-letter queues: events that the function parks or that failed too often, and firings that EventBridge could not
 * deliver. It keeps the newest, up to a number of bytes. Thread-safe.
 */
public final class LocalDeadLetterQueue implements DeadLetterQueue {
    private final Database database;
    private final Clock clock;
    private final RowLimit limit;

    /** @param maxBytes how many bytes of UTF-8 the events and reasons may take; the oldest are deleted */
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
        database.transaction(session -> park(session, event, reason));
    }

    /** Keeps what EventBridge could not deliver: the request, and the attributes of its message. */
    void park(String request, String reason, ObjectNode attributes) {
        database.transaction(session -> park(session, request, reason, Json.write(attributes)));
    }

    /** Keeps an event as part of a transaction. */
    int park(Session session, String event, String reason) throws SQLException {
        return park(session, event, reason, null);
    }

    private int park(Session session, String body, String reason, @Nullable String attributes) throws SQLException {
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

    /** Everything that is kept, oldest first. */
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

    int remove(Session session, DeadLetter letter) throws SQLException {
        limit.removed(letter.body(), letter.reason());
        return session.update("DELETE FROM dead_letters WHERE id = ?", letter.id());
    }
}
