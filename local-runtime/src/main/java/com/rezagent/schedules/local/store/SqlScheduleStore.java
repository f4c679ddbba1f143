package com.rezagent.schedules.local.store;

import com.rezagent.schedules.schedule.Page;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.schedule.Status;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** DynamoDB's schedules table, in SQL. Thread-safe. */
public final class SqlScheduleStore implements ScheduleStore {
    private static final String FIND = "SELECT s.revision, c.execution_count, c.last_triggered"
            + " FROM schedules s JOIN counters c ON c.id = s.id WHERE s.id = ?";
    private static final String READ = "SELECT outline, payload, arguments, outcomes FROM schedules WHERE id = ?";
    private static final String INSERT = "INSERT INTO schedules"
            + " (revision, live, status, created_by, created_at, expires_at, outline, payload, arguments, outcomes, id)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String REPLACE = "UPDATE schedules SET revision = ?, live = ?, status = ?, created_by = ?,"
            + " created_at = ?, expires_at = ?, outline = ?, payload = ?, arguments = ?, outcomes = ?"
            + " WHERE id = ? AND revision = ?";
    private static final String COUNT =
            "MERGE INTO counters (id, incarnation, execution_count, last_triggered)" + " KEY (id) VALUES (?, ?, ?, ?)";

    private final Database database;
    private final ParsedRecords parsed = new ParsedRecords();

    public SqlScheduleStore(Database database) {
        this.database = database;
    }

    private record Found(
            long revision, long executions, @Nullable Instant last) {}

    @Override
    public Optional<Schedule> find(ScheduleId id) {
        return database.transaction(session -> find(session, id));
    }

    private Optional<Schedule> find(Session session, ScheduleId id) throws SQLException {
        Found found = session.queryOne(
                        FIND,
                        row -> new Found(row.getLong(1), row.getLong(2), row.getObject(3, Instant.class)),
                        id.value())
                .orElse(null);
        if (found == null) {
            return Optional.empty();
        }
        Schedule schedule = parsed.at(id, found.revision);
        if (schedule == null) {
            schedule = session.queryOne(READ, SqlScheduleStore::row, id.value())
                    .orElseThrow()
                    .toSchedule(found.revision);
            parsed.keep(schedule);
        }
        return Optional.of(schedule.counted(found.executions, found.last));
    }

    private static ScheduleRow row(ResultSet row) throws SQLException {
        return new ScheduleRow(row.getString(1), row.getString(2), row.getString(3), row.getString(4));
    }

    @Override
    public boolean insert(Schedule schedule) {
        return database.transaction(session -> {
            if (session.queryOne(FIND, row -> true, schedule.id().value()).isPresent()) {
                return false;
            }
            session.update(INSERT, values(schedule, 1).toArray());
            count(session, schedule);
            return true;
        });
    }

    @Override
    public boolean replace(Schedule seen, Schedule next) {
        return database.transaction(session -> {
            List<@Nullable Object> values = values(next, seen.revision() + 1);
            values.add(seen.revision());
            if (session.update(REPLACE, values.toArray()) == 0) {
                return false;
            }
            if (!seen.incarnation().equals(next.incarnation())) {
                count(session, next);
            }
            return true;
        });
    }

    private static void count(Session session, Schedule schedule) throws SQLException {
        session.update(
                COUNT,
                schedule.id().value(),
                schedule.incarnation(),
                schedule.executionCount(),
                schedule.lastTriggered());
    }

    private static List<@Nullable Object> values(Schedule schedule, long revision) {
        ScheduleRow row = ScheduleRow.of(schedule);
        boolean isListed = schedule.definition() != null;
        Status status = schedule.status();
        List<@Nullable Object> values = new ArrayList<>();
        values.add(revision);
        values.add(isListed && status != Status.DELETED);
        values.add(isListed ? status.text() : null);
        values.add(schedule.createdBy());
        values.add(schedule.createdAt());
        values.add(schedule.expiresAt());
        values.add(row.outline());
        values.add(row.payload());
        values.add(row.arguments());
        values.add(row.outcomes());
        values.add(schedule.id().value());
        return values;
    }

    @Override
    public Page<ScheduleSummary> list(ScheduleQuery query) {
        ListStatement statement = ListStatement.of(query);
        List<ScheduleSummary> found = database.transaction(session -> session.query(
                statement.sql(),
                row -> ScheduleSummary.of(
                        new ScheduleRow(row.getString(1), null, null, ScheduleRow.NO_OUTCOMES).toSchedule(0)),
                statement.parameters().toArray()));
        if (found.size() <= query.limit()) {
            return new Page<>(found, null);
        }
        List<ScheduleSummary> items = found.subList(0, query.limit());
        return new Page<>(items, statement.tokenAfter(items.get(items.size() - 1)));
    }

    /**
     * Forgets what has expired, as DynamoDB's time to live does some time after the moment.
     *
     * @return how many records were forgotten
     */
    public int forgetExpired(Instant now) {
        return database.transaction(session -> {
            session.update("DELETE FROM counters WHERE id IN (SELECT id FROM schedules WHERE expires_at <= ?)", now);
            return session.update("DELETE FROM schedules WHERE expires_at <= ?", now);
        });
    }

    /** Whether there is no record at all. */
    public boolean isEmpty() {
        return database.transaction(session -> session.queryOne("SELECT 1 FROM schedules LIMIT 1", row -> true))
                .isEmpty();
    }

    /**
     * Records as parsed, by id and revision: a revision is never written twice with different content. Counters change
     * beside it and are not kept. For callers inside a transaction, of which there is one at a time.
     */
    private static final class ParsedRecords {
        private static final int MOST = 10_000;
        private static final int LONGEST_PAYLOAD = 16_384;

        private final Map<ScheduleId, Schedule> kept = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<ScheduleId, Schedule> eldest) {
                return size() > MOST;
            }
        };

        @Nullable
        Schedule at(ScheduleId id, long revision) {
            Schedule schedule = kept.get(id);
            return schedule != null && schedule.revision() == revision ? schedule : null;
        }

        void keep(Schedule schedule) {
            if (schedule.definition() != null
                    && schedule.definition().payload().text().length() <= LONGEST_PAYLOAD) {
                kept.put(schedule.id(), schedule);
            }
        }
    }
}
