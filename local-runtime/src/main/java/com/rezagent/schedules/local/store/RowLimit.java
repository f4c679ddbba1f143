package com.rezagent.schedules.local.store;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;

/**
 * Limits how many rows a range of a table has, and how many bytes they take: the oldest rows are deleted. The newest row
 * stays, whatever its size. Used within transactions, of which there is one at a time.
 */
public final class RowLimit {
    private static final int PAGE = 1_000;

    /** How much more is deleted than has to be, so that it is seldom done: a 16th of the bytes, a 100th of the rows. */
    private static final int SPARE_BYTES = 16;

    private static final int SPARE_ROWS = 100;

    private final String select;
    private final String delete;
    private final Range range;
    private final long maxRows;
    private final long maxBytes;
    private long rows;
    private long bytes;

    /**
     * The rows that are limited.
     *
     * @param key the column that numbers the rows, oldest first
     * @param texts the columns whose UTF-8 counts
     * @param first the first key
     * @param end the first key after the range
     */
    public record Range(String table, String key, List<String> texts, long first, long end) {}

    private record Row(long key, long bytes) {}

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

    /** Counts a row that was added, and makes room for it. */
    public void added(Session session, long key, String... texts) throws SQLException {
        rows++;
        bytes += bytes(texts);
        if (rows > maxRows || bytes > maxBytes) {
            deleteOldest(session, key);
        }
    }

    /** Counts a row that was removed. */
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
        long rowsToKeep = rows > maxRows ? maxRows - maxRows / SPARE_ROWS : maxRows;
        long bytesToKeep = bytes > maxBytes ? maxBytes - maxBytes / SPARE_BYTES : maxBytes;
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
