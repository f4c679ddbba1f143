package com.rezagent.schedules.local.store;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;

/**
 * Limits the number of rows in a range of a table, and their size in bytes, by deleting the oldest rows. The newest row
 * is never deleted, even if it exceeds the limit. Not thread-safe: call it only within transactions, which run one at a
 * time.
 */
public final class RowLimit {
    private static final int PAGE = 1_000;

    /** Deletes a 16th of the bytes more than necessary, so that deletion is rare. */
    private static final int SPARE_BYTES_DIVISOR = 16;

    /** Deletes a 100th of the rows more than necessary. */
    private static final int SPARE_ROWS_DIVISOR = 100;

    private final String select;
    private final String delete;
    private final Range range;
    private final long maxRows;
    private final long maxBytes;
    private long rows;
    private long bytes;

    /**
     * The range of rows to limit.
     *
     * @param key the key column, which increases with each new row
     * @param texts the columns whose UTF-8 size counts
     * @param first first key of the range
     * @param end first key after the range
     */
    public record Range(String table, String key, List<String> texts, long first, long end) {}

    private record Row(long key, long bytes) {}

    /** Counts the existing rows of the range. */
    public RowLimit(Session session, Range range, long maxRows, long maxBytes) throws SQLException {
        String size = "OCTET_LENGTH(" + String.join(") + OCTET_LENGTH(", range.texts()) + ")";
        String rest = " FROM " + range.table() + " WHERE " + range.key() + " >= ? AND " + range.key() + " < ?";
        this.select = "SELECT " + range.key() + ", " + size + rest + " ORDER BY " + range.key() + " LIMIT " + PAGE;
        this.delete = "DELETE" + rest;
        this.range = range;
        this.maxRows = maxRows;
        this.maxBytes = maxBytes;
        Row all = session.queryOne(
                        "SELECT COUNT(*), COALESCE(SUM(" + size + "), 0)" + rest,
                        row -> new Row(row.getLong(1), row.getLong(2)),
                        range.first(),
                        range.end())
                .orElseThrow();
        this.rows = all.key;
        this.bytes = all.bytes;
    }

    /** Counts an added row, and deletes the oldest rows if the limit is exceeded. */
    public void added(Session session, long key, String... texts) throws SQLException {
        rows++;
        bytes += bytes(texts);
        if (rows > maxRows || bytes > maxBytes) {
            deleteOldest(session, key);
        }
    }

    /** Subtracts a removed row. */
    public void removed(String... texts) {
        rows--;
        bytes -= bytes(texts);
    }

    private static long bytes(String... texts) {
        long sum = 0;
        for (String text : texts) {
            sum += text.getBytes(StandardCharsets.UTF_8).length;
        }
        return sum;
    }

    private void deleteOldest(Session session, long newest) throws SQLException {
        long rowsToKeep = rows > maxRows ? maxRows - maxRows / SPARE_ROWS_DIVISOR : maxRows;
        long bytesToKeep = bytes > maxBytes ? maxBytes - maxBytes / SPARE_BYTES_DIVISOR : maxBytes;
        long from = range.first();
        boolean isEnough = false;
        while (!isEnough) {
            List<Row> oldest = session.query(select, row -> new Row(row.getLong(1), row.getLong(2)), from, newest);
            isEnough = oldest.isEmpty();
            for (Row row : oldest) {
                if (rows <= rowsToKeep && bytes <= bytesToKeep) {
                    isEnough = true;
                    break;
                }
                rows--;
                bytes -= row.bytes;
                from = row.key + 1;
            }
        }
        session.update(delete, range.first(), from);
    }
}
