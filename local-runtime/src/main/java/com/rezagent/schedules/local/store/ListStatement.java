package com.rezagent.schedules.local.store;

import com.rezagent.schedules.record.SortKey;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.Status;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The SQL statement for one page of a list. It reads a range of one index in index order.
 *
 * @param query the query, whose status may have to be judged by the rows
 */
record ListStatement(ScheduleQuery query, String sql, List<Object> parameters) {
    /** Returns what rows are sorted by in a list by group: the name in UTF-8. */
    static byte[] sortName(ScheduleName name) {
        return utf8(name.value());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static ListStatement of(ScheduleQuery query, int rows) {
        return query.group() == null ? newestFirst(query, rows) : byName(query, rows);
    }

    private static ListStatement newestFirst(ScheduleQuery query, int rows) {
        Conditions conditions = new Conditions();
        if (query.createdBy() != null) {
            conditions.equal("created_by", query.createdBy());
            addStatus(query, conditions, "schedules_created_by");
        } else {
            addStatus(query, conditions, "schedules_live");
        }
        SortKey last = query.position().flatMap(SortKey::tryParse).orElse(null);
        if (last != null) {
            conditions.add("created_at <= ?", last.time());
            conditions.add("(created_at < ? OR id < ?)", last.time(), Objects.requireNonNull(last.id()));
        }
        return conditions.statement(query, "created_at DESC, id DESC", rows);
    }

    private static ListStatement byName(ScheduleQuery query, int rows) {
        Conditions conditions = new Conditions();
        conditions.equal("group_name", Objects.requireNonNull(query.group()).value());
        addStatus(query, conditions, "schedules_group");
        String prefix = query.filter().namePrefix();
        query.position().ifPresentOrElse(it -> conditions.add("sort_name > ?", (Object) utf8(it)), () -> {
            if (prefix != null) {
                conditions.add("sort_name >= ?", (Object) utf8(prefix));
            }
        });
        if (prefix != null) {
            conditions.add("sort_name <= ?", (Object) utf8(ScheduleName.lastWithPrefix(prefix)));
        }
        return conditions.statement(query, "sort_name", rows);
    }

    /**
     * Adds the condition on the status.
     *
     * @param ofLive the index in which schedules of all statuses but deleted are in order
     */
    private static void addStatus(ScheduleQuery query, Conditions conditions, String ofLive) {
        List<Status> statuses = query.listedStatuses();
        boolean isByCreator = query.createdBy() != null;
        if (query.status() != null && statuses.size() == 1) {
            if (isByCreator) {
                conditions.add("status = ?", query.status().text());
            } else {
                conditions.equal("status", query.status().text());
            }
            return;
        }
        if (isByCreator) {
            conditions.add("live = TRUE");
        } else {
            conditions.equal("live", true);
        }
        if (query.status() != null) {
            // H2 would read both statuses and sort them.
            conditions.useIndex(ofLive);
            conditions.add(
                    "(status = ? OR status = ?)",
                    statuses.get(0).text(),
                    statuses.get(1).text());
        }
    }

    /** The conditions of a statement. */
    private static final class Conditions {
        private final List<String> conditions = new ArrayList<>();
        private final List<Object> parameters = new ArrayList<>();
        private final List<String> constants = new ArrayList<>();
        private String hint = "";

        void add(String condition, Object... values) {
            conditions.add(condition);
            parameters.addAll(List.of(values));
        }

        /** Adds a condition for a leading column of the index, so that all rows have one value. */
        void equal(String column, Object value) {
            add(column + " = ?", value);
            constants.add(column);
        }

        void useIndex(String name) {
            hint = " USE INDEX (" + name + ")";
        }

        ListStatement statement(ScheduleQuery query, String order, int rows) {
            // The columns with one value let H2 read in index order instead of sorting.
            String columns = query.hasContent() ? "id, outline, payload, arguments" : "id, outline";
            String sql = "SELECT " + columns + " FROM schedules" + hint + " WHERE " + String.join(" AND ", conditions)
                    + " ORDER BY " + String.join(", ", constants) + ", " + order + " LIMIT ?";
            parameters.add(rows);
            return new ListStatement(query, sql, parameters);
        }
    }
}
