package com.rezagent.schedules.local.store;

import com.rezagent.schedules.execution.ScheduleState;
import com.rezagent.schedules.schedule.ScheduleId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the table {@code schedule_states}, with a cache that is always consistent: every write of this process
 * updates it, and no other process has the database open. Guarded by the database's lock.
 */
final class ScheduleStateRows {
    private static final int MAX_CACHED = 10_000;
    private static final String FIND = "SELECT incarnation, since_version, execution_count, last_triggered, recent,"
            + " last_success, has_reported, open_execution FROM schedule_states WHERE number = ?";
    private static final String INSERT = "INSERT INTO schedule_states (incarnation, since_version, execution_count,"
            + " last_triggered, recent, last_success, has_reported, open_execution, number)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String UPDATE = "UPDATE schedule_states SET incarnation = ?, since_version = ?,"
            + " execution_count = ?, last_triggered = ?, recent = ?, last_success = ?,"
            + " has_reported = ?, open_execution = ? WHERE number = ?";

    private final SurrogateKeys numbers;
    private final Map<ScheduleId, ScheduleState> cached = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ScheduleId, ScheduleState> eldest) {
            return size() > MAX_CACHED;
        }
    };

    ScheduleStateRows(SurrogateKeys numbers) {
        this.numbers = numbers;
    }

    /** Returns the state; {@link ScheduleState#NONE} if there is none. */
    ScheduleState find(Session session, ScheduleId id) throws SQLException {
        ScheduleState known = cached.get(id);
        if (known == null) {
            OptionalLong number = numbers.find(session, id);
            known = number.isEmpty()
                    ? ScheduleState.NONE
                    : session.queryOne(FIND, ScheduleStateRows::state, number.getAsLong())
                            .orElse(ScheduleState.NONE);
            cached.put(id, known);
        }
        return known;
    }

    /** Returns the cached state without reading the database; null if it is not cached. */
    @Nullable
    ScheduleState cached(ScheduleId id) {
        return cached.get(id);
    }

    /** Writes the state over the one that was found. */
    void write(Session session, ScheduleId id, ScheduleState found, ScheduleState state) throws SQLException {
        session.update(
                found.equals(ScheduleState.NONE) ? INSERT : UPDATE,
                state.incarnation(),
                state.sinceVersion(),
                state.executionCount(),
                state.lastTriggered(),
                text(state.recent()),
                state.lastSuccess(),
                state.hasReported(),
                state.openExecution(),
                numbers.findOrCreate(session, id));
    }

    /** Puts a state that was committed into the cache. */
    void put(ScheduleId id, ScheduleState state) {
        cached.put(id, state);
    }

    void clear() {
        cached.clear();
    }

    private static ScheduleState state(ResultSet row) throws SQLException {
        return new ScheduleState(
                row.getString(1),
                row.getLong(2),
                row.getLong(3),
                row.getObject(4, Instant.class),
                recent(row.getString(5)),
                row.getObject(6, Instant.class),
                row.getBoolean(7),
                row.getString(8),
                List.of());
    }

    private static String text(NavigableMap<Instant, String> recent) {
        return recent.entrySet().stream()
                .map(it -> ScheduleState.key(it.getKey()) + " " + it.getValue())
                .collect(Collectors.joining(","));
    }

    private static NavigableMap<Instant, String> recent(String text) {
        NavigableMap<Instant, String> recent = new TreeMap<>();
        for (String entry : text.isEmpty() ? new String[0] : text.split(",")) {
            int end = entry.indexOf(' ');
            recent.put(ScheduleState.time(entry.substring(0, end)), entry.substring(end + 1));
        }
        return recent;
    }
}
