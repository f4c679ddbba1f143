package com.rezagent.schedules.local.store;

import com.rezagent.schedules.schedule.ScheduleId;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Maps schedule ids to numbers, for use in primary keys: H2 stores rows in the order of the primary key only if it is
 * one integer, and needs a second index otherwise. A number is never reused. Guarded by the database's lock.
 */
final class SurrogateKeys {
    private static final int MAX_CACHED = 100_000;
    private static final String FIND = "SELECT number FROM schedule_numbers WHERE id = ?";
    private static final String INSERT = "INSERT INTO schedule_numbers (id) VALUES (?)";

    private final Map<ScheduleId, Long> cached = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ScheduleId, Long> eldest) {
            return size() > MAX_CACHED;
        }
    };

    /** Returns the schedule's number; empty if it has none. */
    OptionalLong find(Session session, ScheduleId id) throws SQLException {
        Long known = cached.get(id);
        if (known == null) {
            known = session.queryOne(FIND, row -> row.getLong(1), id.value()).orElse(null);
            if (known == null) {
                return OptionalLong.empty();
            }
            cached.put(id, known);
        }
        return OptionalLong.of(known);
    }

    /** Returns the schedule's number; assigns one if it has none. */
    long findOrCreate(Session session, ScheduleId id) throws SQLException {
        OptionalLong known = find(session, id);
        if (known.isPresent()) {
            return known.getAsLong();
        }
        session.update(INSERT, id.value());
        return find(session, id).orElseThrow();
    }

    /** Clears the cache after a rollback, since the numbers that the transaction assigned do not exist. */
    void clear() {
        cached.clear();
    }
}
