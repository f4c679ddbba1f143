package com.rezagent.schedules.local.store;

import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.schedule.Counters;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleDocument;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.SchedulePage;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.schedule.Status;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Schedule store in SQL tables; the counterpart of DynamoDB's schedules table. Thread-safe. */
public final class SqlScheduleStore implements ScheduleStore {
    private static final String EXISTS = "SELECT 1 FROM schedules WHERE id = ?";
    private static final String READ = "SELECT p.revision, p.audited_until, p.execution_count, p.last_triggered,"
            + " s.outline, s.payload, s.arguments, s.outcomes FROM schedules s"
            + " JOIN schedule_numbers n ON n.id = s.id JOIN progress p ON p.number = n.number WHERE s.id = ?";
    private static final String READ_SUMMARY = "SELECT id, outline FROM schedules WHERE id = ? AND status IS NOT NULL";
    private static final String READ_WITH_CONTENT =
            "SELECT id, outline, payload, arguments FROM schedules WHERE id = ? AND status IS NOT NULL";
    private static final String INSERT = "INSERT INTO schedules"
            + " (live, status, created_by, created_at, expires_at, group_name, sort_name, outline, payload, arguments,"
            + " outcomes, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String REPLACE = "UPDATE schedules SET live = ?, status = ?, created_by = ?,"
            + " created_at = ?, expires_at = ?, group_name = ?, sort_name = ?, outline = ?, payload = ?, arguments = ?, outcomes = ? WHERE id = ?";
    private static final String INSERT_PROGRESS = "INSERT INTO progress"
            + " (revision, audited_until, incarnation, execution_count, last_triggered, number) VALUES (1, ?, ?, ?, ?, ?)";
    private static final String UPDATE_PROGRESS =
            "UPDATE progress SET revision = revision + 1, audited_until = ? WHERE number = ? AND revision = ?";
    private static final String RESTART_PROGRESS = "UPDATE progress SET revision = revision + 1, audited_until = ?,"
            + " incarnation = ?, execution_count = ?, last_triggered = ? WHERE number = ? AND revision = ?";

    /** The maximum number of rows that are read at once if too few have the status that a list asks for. */
    private static final int MAX_ROWS = 1_001;

    /** The same for lists with the content of schedules, which may have 260 KB each. */
    private static final int MAX_ROWS_WITH_CONTENT = 20;

    private final Database database;
    private final ScheduleCache records;
    private final SurrogateKeys numbers;

    public SqlScheduleStore(Database database) {
        this.database = database;
        this.records = database.scheduleCache();
        this.numbers = database.surrogateKeys();
    }

    @Override
    public Optional<Schedule> find(ScheduleId id) {
        return database.exclusively(() -> {
            Schedule cached = records.find(id);
            if (cached != null) {
                return Optional.of(cached);
            }
            Optional<Schedule> read = database.read(session -> session.queryOne(READ, this::schedule, id.value()));
            read.ifPresent(records::put);
            return read;
        });
    }

    private Schedule schedule(ResultSet row) throws SQLException {
        return new ScheduleColumns(row.getString(5), row.getString(6), row.getString(7), row.getString(8))
                .schedule(
                        row.getLong(1),
                        row.getObject(2, Instant.class),
                        new Counters(row.getLong(3), row.getObject(4, Instant.class)));
    }

    @Override
    public boolean insert(Schedule schedule, @Nullable Change change) {
        return database.exclusively(() -> {
            boolean isNew = database.transaction(session -> {
                if (session.queryOne(EXISTS, row -> true, schedule.id().value()).isPresent()) {
                    return false;
                }
                session.update(INSERT, values(schedule).toArray());
                session.update(
                        INSERT_PROGRESS,
                        schedule.audit().auditedUntil(),
                        schedule.incarnation(),
                        schedule.counters().executionCount(),
                        schedule.counters().lastTriggered(),
                        numbers.findOrCreate(session, schedule.id()));
                SqlChangeHistory.write(session, change);
                return true;
            });
            records.remove(schedule.id());
            return isNew;
        });
    }

    @Override
    public boolean replace(Schedule seen, Schedule next, @Nullable Change change) {
        return database.exclusively(() -> {
            boolean isReplaced = database.transaction(session -> {
                if (advance(session, seen, next) == 0) {
                    return false;
                }
                if (!isAuditOnly(seen, next)) {
                    session.update(REPLACE, values(next).toArray());
                }
                SqlChangeHistory.write(session, change);
                return true;
            });
            if (isReplaced) {
                records.replace(next, seen);
            }
            return isReplaced;
        });
    }

    /** Returns whether only the audit changes, as in most writes. */
    private static boolean isAuditOnly(Schedule seen, Schedule next) {
        Instant until = next.audit().auditedUntil();
        return until != null && next.equals(seen.audited(until));
    }

    private int advance(Session session, Schedule seen, Schedule next) throws SQLException {
        long number = numbers.findOrCreate(session, next.id());
        return seen.incarnation().equals(next.incarnation())
                ? session.update(UPDATE_PROGRESS, next.audit().auditedUntil(), number, seen.revision())
                : session.update(
                        RESTART_PROGRESS,
                        next.audit().auditedUntil(),
                        next.incarnation(),
                        next.counters().executionCount(),
                        next.counters().lastTriggered(),
                        number,
                        seen.revision());
    }

    private static List<@Nullable Object> values(Schedule schedule) {
        ScheduleColumns row = ScheduleColumns.of(schedule);
        boolean isListed = schedule.definition() != null;
        Status status = isListed ? ScheduleDocument.listedStatus(schedule) : Status.DELETED;
        List<@Nullable Object> values = new ArrayList<>();
        values.add(isListed && status != Status.DELETED);
        values.add(isListed ? status.text() : null);
        values.add(schedule.createdBy());
        values.add(schedule.createdAt());
        values.add(schedule.expiresAt());
        values.add(isListed ? schedule.group().value() : null);
        values.add(
                isListed ? ListStatement.sortName(schedule.requireDefinition().name()) : null);
        values.add(row.outline());
        values.add(row.payload());
        values.add(row.arguments());
        values.add(row.outcomes());
        values.add(schedule.id().value());
        return values;
    }

    @Override
    public Page<ScheduleSummary> list(ScheduleQuery query) {
        SchedulePage page = new SchedulePage(query);
        if (query.filter().isById()) {
            return withIds(query, page);
        }
        int maxRows = query.hasContent() ? MAX_ROWS_WITH_CONTENT : MAX_ROWS;
        int rows = Math.min(query.limit() + 1, maxRows);
        ScheduleQuery rest = query;
        while (true) {
            ListStatement statement = ListStatement.of(rest, rows);
            List<ScheduleSummary> read = database.read(session -> session.query(
                    statement.sql(),
                    row -> summary(query, row),
                    statement.parameters().toArray()));
            for (ScheduleSummary schedule : read) {
                if (query.matches(schedule)) {
                    if (page.isFull()) {
                        return page.continued();
                    }
                    page.add(schedule);
                }
            }
            if (read.size() < rows) {
                return page.last();
            }
            rest = query.after(query.tokenAfter(read.get(read.size() - 1)));
            rows = Math.min(4 * rows, maxRows);
        }
    }

    private Page<ScheduleSummary> withIds(ScheduleQuery query, SchedulePage page) {
        List<String> ids = query.filter().ids().stream().map(ScheduleId::value).toList();
        int start = ids.indexOf(query.position().orElse(null)) + 1;
        for (String id : ids.subList(start, ids.size())) {
            Optional<ScheduleSummary> found = database.read(session -> session.queryOne(
                    query.hasContent() ? READ_WITH_CONTENT : READ_SUMMARY, row -> summary(query, row), id));
            if (found.isPresent()) {
                if (page.isFull()) {
                    return page.continued();
                }
                page.add(found.get());
            }
        }
        return page.last();
    }

    private ScheduleSummary summary(ScheduleQuery query, ResultSet row) throws SQLException {
        Schedule cached = records.find(new ScheduleId(row.getString(1)));
        if (cached != null) {
            return query.hasContent() ? ScheduleSummary.withContent(cached) : ScheduleSummary.of(cached);
        }
        return query.hasContent()
                ? ScheduleColumns.summary(row.getString(2), row.getString(3), row.getString(4))
                : ScheduleColumns.summary(row.getString(2));
    }

    /**
     * Deletes expired records, as DynamoDB's time to live does some time after their expiry.
     *
     * @return the number of records deleted
     */
    public int deleteExpired(Instant now) {
        return database.exclusively(() -> {
            int deleted = database.transaction(session -> {
                for (String table : List.of("progress", "schedule_states")) {
                    session.update(
                            "DELETE FROM " + table + " WHERE number IN (SELECT n.number FROM schedule_numbers n"
                                    + " JOIN schedules s ON s.id = n.id WHERE s.expires_at <= ?)",
                            now);
                }
                return session.update("DELETE FROM schedules WHERE expires_at <= ?", now);
            });
            if (deleted > 0) {
                records.clear();
                database.stateRows().clear();
            }
            return deleted;
        });
    }

    /** Returns whether the store has no record, not even a tombstone. */
    public boolean isEmpty() {
        return database.read(session -> session.queryOne("SELECT 1 FROM schedules LIMIT 1", row -> true))
                .isEmpty();
    }
}
