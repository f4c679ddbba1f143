package com.rezagent.schedules.local.invocation;

import com.rezagent.schedules.deadletter.DeadLetters;
import com.rezagent.schedules.local.store.Database;
import com.rezagent.schedules.local.store.RowLimit;
import com.rezagent.schedules.local.store.Session;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/**
 * The dead-letter queue: what the function parks, and what was tried too often. It keeps the newest, up to a number of
 * bytes. Thread-safe.
 */
public final class ParkedEvents implements DeadLetters {
    private final Database database;
    private final Clock clock;
    private final RowLimit limit;

    /** @param maxBytes how many bytes of UTF-8 the events and reasons may take; the oldest are deleted */
    public ParkedEvents(Database database, Clock clock, long maxBytes) {
        this.database = database;
        this.clock = clock;
        this.limit = database.read(session -> new RowLimit(
                session,
                new RowLimit.Range("dead_letters", "id", List.of("event", "reason"), 0, Long.MAX_VALUE),
                Long.MAX_VALUE,
                maxBytes));
    }

    /** An event that was given up on. */
    public record Parked(long id, String event, String reason, Instant parkedAt) {}

    @Override
    public void park(String event, String reason) {
        database.transaction(session -> park(session, event, reason));
    }

    /** Keeps an event as part of a transaction. */
    int park(Session session, String event, String reason) throws SQLException {
        long id = session.queryOne(
                        "SELECT id FROM FINAL TABLE (INSERT INTO dead_letters (event, reason, parked_at)"
                                + " VALUES (?, ?, ?))",
                        row -> row.getLong(1),
                        event,
                        reason,
                        clock.instant())
                .orElseThrow();
        limit.added(session, id, event, reason);
        return 1;
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

    int remove(Session session, Parked parked) throws SQLException {
        limit.removed(parked.event(), parked.reason());
        return session.update("DELETE FROM dead_letters WHERE id = ?", parked.id());
    }
}
