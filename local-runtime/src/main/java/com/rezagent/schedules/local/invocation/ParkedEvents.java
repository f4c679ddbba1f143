package com.rezagent.schedules.local.invocation;

import com.rezagent.schedules.deadletter.DeadLetters;
import com.rezagent.schedules.local.store.Database;
import com.rezagent.schedules.local.store.Session;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** The dead-letter queue: what the function parks, and what was tried too often. Thread-safe. */
public final class ParkedEvents implements DeadLetters {
    private final Database database;
    private final Clock clock;

    public ParkedEvents(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** An event that was given up on. */
    public record Parked(long id, String event, String reason, Instant parkedAt) {}

    @Override
    public void park(String event, String reason) {
        database.transaction(session -> park(session, event, reason));
    }

    /** Keeps an event as part of a transaction. */
    int park(Session session, String event, String reason) throws SQLException {
        return session.update(
                "INSERT INTO dead_letters (event, reason, parked_at) VALUES (?, ?, ?)", event, reason, clock.instant());
    }

    /** Everything that is kept, oldest first. */
    public List<Parked> all() {
        return database.read(ParkedEvents::all);
    }

    static List<Parked> all(Session session) throws SQLException {
        return session.query(
                "SELECT id, event, reason, parked_at FROM dead_letters ORDER BY id",
                row -> new Parked(row.getLong(1), row.getString(2), row.getString(3), row.getObject(4, Instant.class)));
    }

    static int remove(Session session, Parked parked) throws SQLException {
        return session.update("DELETE FROM dead_letters WHERE id = ?", parked.id());
    }
}
