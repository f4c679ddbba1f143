package com.rezagent.schedules.local.invocation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.deadletter.DeadLetters;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.store.Database;
import com.rezagent.schedules.local.store.Session;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The dead-letter queues: events that the function parks or that failed too often, and firings that EventBridge could not
 * deliver. Thread-safe.
 */
public final class ParkedEvents implements DeadLetters {
    private final Database database;
    private final Clock clock;

    public ParkedEvents(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public void park(String event, String reason) {
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
        return session.update(
                "INSERT INTO dead_letters (event, reason, attributes, parked_at) VALUES (?, ?, ?, ?)",
                body,
                reason,
                attributes,
                clock.instant());
    }

    /** Everything that is kept, oldest first. */
    public List<DeadLetter> all() {
        return database.read(ParkedEvents::all);
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

    static int remove(Session session, DeadLetter letter) throws SQLException {
        return session.update("DELETE FROM dead_letters WHERE id = ?", letter.id());
    }
}
