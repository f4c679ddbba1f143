package com.rezagent.schedules.local.store;

import com.rezagent.schedules.change.ChangeDocument;
import com.rezagent.schedules.change.ChangeHistory;
import com.rezagent.schedules.change.ChangeQuery;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** History of changes in an SQL table; the counterpart of DynamoDB's table of changes. Thread-safe. */
public final class SqlChangeHistory implements ChangeHistory {
    /**
     * The time key has the order of lists by group. What a change replaced may be large, and lists do not read it.
     */
    static final List<String> TABLES = List.of(
            """
            CREATE TABLE IF NOT EXISTS changes (
              record_key VARCHAR(80),
              version BIGINT,
              group_name VARCHAR(64) NOT NULL,
              time_key VARCHAR(200) NOT NULL,
              changed_at TIMESTAMP(9) WITH TIME ZONE NOT NULL,
              expires_at TIMESTAMP(9) WITH TIME ZONE NOT NULL,
              document VARCHAR NOT NULL,
              replaced VARCHAR,
              PRIMARY KEY (record_key, version))
            """,
            "CREATE INDEX IF NOT EXISTS changes_group ON changes (group_name, time_key)",
            "CREATE INDEX IF NOT EXISTS changes_expires ON changes (expires_at)");

    private static final String MERGE = "MERGE INTO changes"
            + " (record_key, version, group_name, time_key, changed_at, expires_at, document, replaced)"
            + " KEY (record_key, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

    /** The changes that are read at once while looking for one that replaced something. */
    private static final int ROWS = 100;

    private final Database database;

    public SqlChangeHistory(Database database) {
        this.database = database;
    }

    /** Writes a change; null for none. It must be called in the transaction that writes the record. */
    static void write(Session session, @Nullable Change change) throws SQLException {
        if (change == null) {
            return;
        }
        var document = ChangeDocument.write(change);
        document.remove("replaced");
        session.update(
                MERGE,
                change.subject().key(),
                change.version(),
                change.subject().group().value(),
                change.timeKey(),
                change.at(),
                change.expiresAt(),
                Json.write(document),
                change.replaced() == null ? null : change.replaced().text());
    }

    @Override
    public Page<Change> list(ChangeQuery query) {
        Statement statement = new Statement(query);
        List<Change> found =
                database.read(session -> session.query(statement.sql(), this::change, statement.parameters()));
        boolean isLast = found.size() <= query.limit();
        List<Change> page = isLast ? found : found.subList(0, query.limit());
        return new Page<>(page, isLast ? null : query.tokenAfter(page.get(page.size() - 1)));
    }

    /** The statement for one page. It reads a range of one index in index order. */
    private static final class Statement {
        private final StringBuilder sql = new StringBuilder("SELECT document, ");
        private final List<Object> parameters = new ArrayList<>();

        Statement(ChangeQuery query) {
            sql.append(query.hasReplaced() ? "replaced" : "NULL").append(" FROM changes WHERE ");
            if (query.group() == null) {
                add("record_key = ?", String.valueOf(query.key()));
                query.lastVersion().ifPresent(it -> add(" AND version < ?", it));
            } else {
                add("group_name = ?", query.group().value());
                query.lastTimeKey().ifPresent(it -> add(" AND time_key < ?", it));
            }
            add(" AND changed_at >= ?", query.start());
            Instant to = query.to();
            if (to != null) {
                add(" AND changed_at < ?", to);
            }
            sql.append(
                    query.group() == null
                            ? " ORDER BY record_key DESC, version DESC"
                            : " ORDER BY group_name DESC, time_key DESC");
            add(" LIMIT ?", query.limit() + 1);
        }

        private void add(String condition, Object parameter) {
            sql.append(condition);
            parameters.add(parameter);
        }

        String sql() {
            return sql.toString();
        }

        Object[] parameters() {
            return parameters.toArray();
        }
    }

    @Override
    public List<Change> untilReplaced(String key, long version, Instant oldest) {
        List<Change> found = new ArrayList<>();
        long next = version;
        while (true) {
            long first = next;
            List<Change> read = database.read(session -> session.query(
                    "SELECT document, replaced FROM changes WHERE record_key = ? AND version >= ? AND changed_at >= ?"
                            + " ORDER BY record_key, version LIMIT " + ROWS,
                    this::change,
                    key,
                    first,
                    oldest));
            for (Change change : read) {
                found.add(change);
                if (change.replaced() != null) {
                    return found;
                }
                next = change.version() + 1;
            }
            if (read.size() < ROWS) {
                return found;
            }
        }
    }

    private Change change(ResultSet row) throws SQLException {
        var document = Json.parseObject(row.getString(1));
        document.put("replaced", row.getString(2));
        return ChangeDocument.read(document);
    }

    /**
     * Deletes expired changes, as DynamoDB's time to live does some time after their expiry.
     *
     * @return the number of changes deleted
     */
    public int deleteExpired(Instant now) {
        return database.transaction(session -> session.update("DELETE FROM changes WHERE expires_at <= ?", now));
    }
}
