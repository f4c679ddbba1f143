package com.rezagent.schedules.local.store;

import java.time.Instant;
import java.util.Optional;

/** Remembers how far the virtual clock had got, so that a restart goes on from there and passes nothing over. */
public final class ClockPosition {
    private final Database database;

    public ClockPosition(Database database) {
        this.database = database;
    }

    /** Where the clock stood when it was last written down; empty in a new database. */
    public Optional<Instant> read() {
        return database.read(session ->
                session.queryOne("SELECT position FROM clock WHERE id = 1", row -> row.getObject(1, Instant.class)));
    }

    public void write(Instant position) {
        database.transaction(
                session -> session.update("MERGE INTO clock (id, position) KEY (id) VALUES (1, ?)", position));
    }
}
