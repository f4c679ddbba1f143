package com.rezagent.schedules.local.store;

import com.rezagent.schedules.schedule.ScheduleId;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The number that a schedule has in this database, for keys that H2 keeps rows in the order of: it does so for one whole
 * number, and needs a second index for any other key. A number is never given twice. Used under the database's lock.
 */
final class SurrogateKeys {
    private static final int MOST_KEPT = 100_000;
    private static final String FIND = "SELECT number FROM schedule_numbers WHERE id = ?";
    private static final String GIVE = "INSERT INTO schedule_numbers (id) VALUES (?)";

    private final Map<ScheduleId, Long> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ScheduleId, Long> eldest) {
            return size() > MOST_KEPT;
        }
    };

    OptionalLong find(Session session, ScheduleId id) throws SQLException {
        Long known = kept.get(id);
        if (known == null) {
            known = session.queryOne(FIND, row -> row.getLong(1), id.value()).orElse(null);
            if (known == null) {
                return OptionalLong.empty();
            }
            kept.put(id, known);
        }
        return OptionalLong.of(known);
    }

    /** The schedule's number; it gets one where it has none. */
    long of(Session session, ScheduleId id) throws SQLException {
        OptionalLong known = find(session, id);
        if (known.isPresent()) {
            return known.getAsLong();
        }
        session.update(GIVE, id.value());
        return find(session, id).orElseThrow();
    }

    /** What a transaction that was rolled back gave, nobody has. */
    void clear() {
        kept.clear();
    }
}
