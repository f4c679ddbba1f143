package com.rezagent.schedules.local.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * Stores two instants of the virtual clock: the time until which all tasks have run, from which a restart runs tasks
 * again, and the time of the latest write, before which a restarted clock must not start.
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

    /** Returns the time until which all tasks have run; empty in a new database. */
    public Optional<Instant> ranUntil() {
        return read(SETTLED);
    }

    /** Returns the time of the latest write; empty in a new database. */
    public Optional<Instant> latestWrite() {
        return read(LATEST);
    }

    /** Stores the time until which all tasks have run, in a transaction of its own. */
    public void writeRanUntil(Instant position) {
        database.transaction(session -> session.update(WRITE, SETTLED, position));
    }

    /**
     * Stores the time of a write, as part of its transaction, if it is later than the stored one. Returns whether it
     * is.
     */
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
