package com.rezagent.schedules.local.store;

import com.rezagent.schedules.record.PageToken;
import com.rezagent.schedules.record.SortKey;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.schedule.Status;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The SQL statement for one page of a list. It reads a range of one index in index order, or of two statuses, sorted.
 *
 * @param query the query, whose status may have to be judged by the rows
 */
record ListStatement(ScheduleQuery query, String sql, List<Object> parameters) {
    /** Returns what rows are sorted by in a list by group: the name in UTF-8. */
    static byte[] sortName(ScheduleName name) {
        return name.value().getBytes(StandardCharsets.UTF_8);
    }

    static ListStatement of(ScheduleQuery query, int rows) {
        return query.group() == null ? newestFirst(query, rows) : byName(query, rows);
    }

    private static ListStatement newestFirst(ScheduleQuery query, int rows) {
        StringBuilder where = new StringBuilder();
        List<Object> parameters = new ArrayList<>();
        String order = "";
        if (query.createdBy() != null) {
            where.append("created_by = ? AND ");
            parameters.add(query.createdBy());
            order = "created_by, ";
        }
        // The first ORDER BY column has one value. It lets H2 read in index order instead of sorting.
        if (order.isEmpty() && query.listedStatuses().size() != 2) {
            order = query.status() == null ? "live, " : "status, ";
        }
        addStatus(query, where, parameters);
        SortKey last = PageToken.read(query.text(), query.nextToken(), SortKey::isOfSchedule)
                .flatMap(SortKey::tryParse)
                .orElse(null);
        if (last != null) {
            where.append(" AND created_at <= ? AND (created_at < ? OR id < ?)");
            parameters.add(last.time());
            parameters.add(last.time());
            parameters.add(Objects.requireNonNull(last.id()));
        }
        String sql = "SELECT id, outline FROM schedules WHERE " + where + " ORDER BY " + order
                + "created_at DESC, id DESC LIMIT ?";
        parameters.add(rows);
        return new ListStatement(query, sql, parameters);
    }

    private static ListStatement byName(ScheduleQuery query, int rows) {
        StringBuilder where = new StringBuilder("group_name = ? AND ");
        List<Object> parameters = new ArrayList<>();
        parameters.add(Objects.requireNonNull(query.group()).value());
        addStatus(query, where, parameters);
        Optional<String> last = PageToken.read(
                query.text(), query.nextToken(), it -> ScheduleName.tryParse(it).isPresent());
        last.ifPresent(it -> {
            where.append(" AND sort_name > ?");
            parameters.add(it.getBytes(StandardCharsets.UTF_8));
        });
        parameters.add(rows);
        return new ListStatement(
                query, "SELECT id, outline FROM schedules WHERE " + where + " ORDER BY sort_name LIMIT ?", parameters);
    }

    private static void addStatus(ScheduleQuery query, StringBuilder where, List<Object> parameters) {
        if (query.status() == null) {
            where.append("live = TRUE");
            return;
        }
        List<Status> statuses = query.listedStatuses();
        where.append(statuses.stream().map(it -> "status = ?").collect(Collectors.joining(" OR ", "(", ")")));
        statuses.forEach(it -> parameters.add(it.text()));
    }

    String tokenAfter(ScheduleSummary last) {
        return PageToken.write(query.text(), position(last));
    }

    private String position(ScheduleSummary schedule) {
        return query.group() == null
                ? SortKey.text(schedule.createdAt(), schedule.id().value())
                : schedule.name().value();
    }
}
