package com.rezagent.schedules.local.store;

import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.execution.ExecutionQuery;
import com.rezagent.schedules.execution.ShownOutcome;
import com.rezagent.schedules.record.SortKey;
import com.rezagent.schedules.schedule.ScheduleId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Regular firings: those on a whole second. The primary key is one number, composed of the schedule's number and the
 * second of the scheduled time, so that the firings of a schedule are one range of the table and need no second index.
 */
final class FiringRows implements ExecutionRows {
    private static final int SECOND_BITS = 38;
    private static final long END_OF_SECONDS =
            Instant.parse("9999-12-31T23:59:59Z").getEpochSecond() + 1;

    private static final String SELECT = "SELECT place, incarnation, outcome, attempts, first_seen, lease_until,"
            + " finished_at, sns_message_id, reason, expires_at, run FROM firings ";
    private static final String FIND = SELECT + "WHERE place = ?";
    private static final String LIST = SELECT + "WHERE place >= ? AND place < ? ";
    private static final String OF_OUTCOME = "AND COALESCE(run_outcome, outcome) = ? ";
    private static final String LATEST_FIRST = "ORDER BY place DESC LIMIT ?";
    private static final String RANGE = SELECT + "WHERE place >= ? AND place < ? ORDER BY place";
    private static final String INSERT = "INSERT INTO firings (incarnation, outcome, attempts, first_seen, lease_until,"
            + " finished_at, sns_message_id, reason, expires_at, run, run_outcome, place)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String UPDATE = "UPDATE firings SET incarnation = ?, outcome = ?, attempts = ?,"
            + " first_seen = ?, lease_until = ?, finished_at = ?, sns_message_id = ?, reason = ?, expires_at = ?,"
            + " run = ?, run_outcome = ? WHERE place = ?";
    private static final String PUBLISH = "UPDATE firings SET outcome = 'published', incarnation = ?, attempts = ?,"
            + " first_seen = ?, lease_until = NULL, finished_at = ?, sns_message_id = ?, reason = NULL,"
            + " run = ?, run_outcome = ? WHERE place = ? AND outcome <> 'published' AND run IS NULL";
    private static final String DELETE_EXPIRED =
            "DELETE FROM firings WHERE place >= ? AND place < ? AND expires_at <= ?";

    private final SurrogateKeys numbers;

    FiringRows(SurrogateKeys numbers) {
        this.numbers = numbers;
    }

    /** Returns whether this table stores the key: a regular firing on a whole second from 1970 to 9999. */
    static boolean canStore(ExecutionKey key) {
        Instant time = key.scheduledTime();
        return !key.isManual()
                && key.incarnation() == null
                && time.getNano() == 0
                && time.getEpochSecond() >= 0
                && time.getEpochSecond() < END_OF_SECONDS;
    }

    private static long rowKey(long number, long second) {
        return number << SECOND_BITS | Math.min(Math.max(second, 0), END_OF_SECONDS);
    }

    private long rowKey(Session session, ExecutionKey key) throws SQLException {
        return rowKey(
                numbers.findOrCreate(session, key.scheduleId()),
                key.scheduledTime().getEpochSecond());
    }

    @Override
    public Optional<Execution> find(Session session, ExecutionKey key) throws SQLException {
        OptionalLong number = numbers.find(session, key.scheduleId());
        return number.isEmpty()
                ? Optional.empty()
                : session.queryOne(
                        FIND,
                        row -> execution(key.scheduleId(), row),
                        rowKey(number.getAsLong(), key.scheduledTime().getEpochSecond()));
    }

    @Override
    public void insert(Session session, Execution execution) throws SQLException {
        write(session, INSERT, execution);
    }

    @Override
    public void update(Session session, Execution execution) throws SQLException {
        write(session, UPDATE, execution);
    }

    private void write(Session session, String sql, Execution execution) throws SQLException {
        session.update(
                sql,
                execution.incarnation(),
                execution.outcome().text(),
                execution.attempts(),
                execution.firstSeen(),
                execution.leaseUntil(),
                execution.finishedAt(),
                execution.snsMessageId(),
                execution.reason(),
                execution.expiresAt(),
                RunColumns.document(execution),
                RunColumns.outcome(execution),
                rowKey(session, execution.key()));
    }

    @Override
    public boolean publish(Session session, Execution published) throws SQLException {
        return session.update(
                        PUBLISH,
                        published.incarnation(),
                        published.attempts(),
                        published.firstSeen(),
                        published.finishedAt(),
                        published.snsMessageId(),
                        RunColumns.document(published),
                        RunColumns.outcome(published),
                        rowKey(session, published.key()))
                > 0;
    }

    @Override
    public List<Execution> list(Session session, ExecutionQuery query, String before) throws SQLException {
        ScheduleId id = query.scheduleId();
        OptionalLong number = numbers.find(session, id);
        if (number.isEmpty()) {
            return List.of();
        }
        long first = rowKey(number.getAsLong(), query.from() == null ? 0 : ceiling(query.from()));
        long end = rowKey(number.getAsLong(), secondAtOrAfter(before));
        int rows = query.limit() + 1;
        ShownOutcome outcome = query.outcome();
        return outcome == null
                ? session.query(LIST + LATEST_FIRST, row -> execution(id, row), first, end, rows)
                : session.query(
                        LIST + OF_OUTCOME + LATEST_FIRST, row -> execution(id, row), first, end, outcome.text(), rows);
    }

    /** Returns the first second whose firing does not sort before a sort key. */
    private static long secondAtOrAfter(String sortKey) {
        if (sortKey.equals(ExecutionQuery.LAST)) {
            return END_OF_SECONDS;
        }
        Instant time = Instant.parse(sortKey.substring(0, sortKey.indexOf('Z') + 1));
        Instant second = Instant.ofEpochSecond(time.getEpochSecond());
        boolean sortsBefore = SortKey.text(second).compareTo(sortKey) < 0;
        return second.getEpochSecond() + (sortsBefore ? 1 : 0);
    }

    @Override
    public List<Execution> firings(Session session, ScheduleId id, Instant from, Instant to) throws SQLException {
        OptionalLong number = numbers.find(session, id);
        return number.isEmpty()
                ? List.of()
                : session.query(
                        RANGE,
                        row -> execution(id, row),
                        rowKey(number.getAsLong(), ceiling(from)),
                        rowKey(number.getAsLong(), ceiling(to)));
    }

    private static long ceiling(Instant instant) {
        return instant.getEpochSecond() + (instant.getNano() > 0 ? 1 : 0);
    }

    /** Deletes expired firings that were scheduled before an instant, and returns how many. */
    int deleteExpired(Session session, Instant scheduledBefore, Instant now) throws SQLException {
        List<Long> all = new ArrayList<>(session.query("SELECT number FROM schedule_numbers", row -> row.getLong(1)));
        int deleted = 0;
        for (long number : all) {
            deleted += session.update(DELETE_EXPIRED, rowKey(number, 0), rowKey(number, ceiling(scheduledBefore)), now);
        }
        return deleted;
    }

    private static Execution execution(ScheduleId id, ResultSet row) throws SQLException {
        long second = row.getLong(1) & ((1L << SECOND_BITS) - 1);
        return new Execution(
                ExecutionKey.firing(id, Instant.ofEpochSecond(second)),
                row.getString(2),
                ExecutionOutcome.of(row.getString(3)).orElseThrow(),
                row.getInt(4),
                row.getObject(5, Instant.class),
                row.getObject(6, Instant.class),
                row.getObject(7, Instant.class),
                row.getString(8),
                row.getString(9),
                List.of(),
                null,
                row.getObject(10, Instant.class),
                RunColumns.run(row.getString(11)));
    }
}
