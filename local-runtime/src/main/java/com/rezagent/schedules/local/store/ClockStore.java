package com.rezagent.schedules.local.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * Stores two instants of the virtual clock: until when everything due has run, from where a restart repeats what may be
 * missing, and the latest time at which anything was written, before which a restarted clock must not begin.
 */
public final class ClockStore {
    private static final int SETTLED = 1;
    private static final int LATEST = 2;
    private static final String WRITE = "MERGE INTO clock (id, position) KEY (id) VALUES (?, ?)";
    private static final String ADVANCE = "UPDATE clock SET position = ? WHERE id = " + LATEST;

    private final Database database;
    private Instant latest;

    public ClockStore(Database database) {
        this.database = database;
        this.latest = read(LATEST).orElse(Instant.MIN);
    }

    private Optional<Instant> read(int id) {
        return database.read(session -> session.queryOne(
                "SELECT position FROM clock WHERE id = ?", row -> row.getObject(1, Instant.class), id));
    }

    /** Until when everything due has run; empty in a new database. */
    public Optional<Instant> settled() {
        return read(SETTLED);
    }

    /** The latest time at which anything was written; empty in a new database. */
    public Optional<Instant> latest() {
        return read(LATEST);
    }

    public void writeSettled(Instant position) {
        database.transaction(session -> session.update(WRITE, SETTLED, position));
    }

    /** Writes the time, as part of a transaction, unless a later one is written. Returns whether it wrote. */
    public boolean advance(Session session, Instant now) throws SQLException {
        if (!now.isAfter(latest)) {
            return false;
        }
        if (session.update(ADVANCE, now) == 0) {
            session.update(WRITE, LATEST, now);
        }
        latest = now;
        return true;
    }
}
