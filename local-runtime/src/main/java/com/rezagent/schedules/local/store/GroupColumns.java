package com.rezagent.schedules.local.store;

import com.rezagent.schedules.schedule.ScheduleSummary;
import java.sql.SQLException;
import java.util.List;

/** Fills the columns for lists by group, which rows of data directories with layout versions 2 and 3 lack. */
final class GroupColumns {
    private record Row(String id, ScheduleSummary summary) {}

    private GroupColumns() {}

    /** Fills the columns of all rows that are listed and lack them. Does nothing the next time. */
    static void fill(Session session) throws SQLException {
        List<Row> rows = session.query(
                "SELECT id, outline FROM schedules WHERE group_name IS NULL AND status IS NOT NULL",
                row -> new Row(row.getString(1), ScheduleColumns.summary(row.getString(2))));
        for (Row row : rows) {
            session.update(
                    "UPDATE schedules SET group_name = ?, sort_name = ? WHERE id = ?",
                    row.summary().group().value(),
                    ListStatement.sortName(row.summary().name()),
                    row.id());
        }
    }
}
