package com.rezagent.schedules.local.store;

import com.rezagent.schedules.record.PageToken;
import com.rezagent.schedules.record.SortKey;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The SQL statement for one page of a list. It reads a range of one index in index order.
 *
 * @param query the filter that page tokens are bound to
 */
record ListStatement(String query, String sql, List<Object> parameters) {
    static ListStatement of(ScheduleQuery query) {
        StringBuilder where = new StringBuilder();
        List<Object> parameters = new ArrayList<>();
        String order;
        if (query.createdBy() != null) {
            where.append("created_by = ?");
            parameters.add(query.createdBy());
            order = "created_by";
            if (query.status() == null) {
                where.append(" AND live = TRUE");
            } else {
                where.append(" AND status = ?");
                parameters.add(query.status().text());
            }
        } else if (query.status() != null) {
            where.append("status = ?");
            parameters.add(query.status().text());
            order = "status";
        } else {
            where.append("live = TRUE");
            order = "live";
        }
        String bound = "schedules " + query.status() + " " + query.createdBy();
        SortKey last = PageToken.read(bound, query.nextToken(), SortKey::isOfSchedule)
                .flatMap(SortKey::tryParse)
                .orElse(null);
        if (last != null) {
            where.append(" AND created_at <= ? AND (created_at < ? OR id < ?)");
            parameters.add(last.time());
            parameters.add(last.time());
            parameters.add(Objects.requireNonNull(last.id()));
        }
        // The first ORDER BY column has one value. It lets H2 read in index order instead of sorting.
        String sql = "SELECT id, outline FROM schedules WHERE " + where + " ORDER BY " + order
                + ", created_at DESC, id DESC LIMIT ?";
        parameters.add(query.limit() + 1);
        return new ListStatement(bound, sql, parameters);
    }

    String tokenAfter(ScheduleSummary last) {
        return PageToken.write(query, SortKey.text(last.createdAt(), last.id().value()));
    }
}
