package com.rezagent.schedules.local.store;

import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleSummary;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The statement for one page of a list: a range of one index, read in the index's order.
 *
 * @param query names what a token is bound to
 */
record ListStatement(String query, String sql, List<Object> parameters) {
    private static final Pattern PLACE = Pattern.compile("([^ ]+) ([0-9a-zA-Z_.-]{1,64})");

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
        if (query.nextToken() != null) {
            Matcher place = PLACE.matcher(PageToken.read(bound, query.nextToken()));
            if (!place.matches()) {
                throw new IllegalStateException("A token of this store without a place");
            }
            Instant createdAt = instant(place.group(1));
            where.append(" AND created_at <= ? AND (created_at < ? OR id < ?)");
            parameters.add(createdAt);
            parameters.add(createdAt);
            parameters.add(place.group(2));
        }
        // The equal first column in ORDER BY lets H2 read the index in its own order instead of sorting.
        String sql = "SELECT id, outline FROM schedules WHERE " + where + " ORDER BY " + order
                + ", created_at DESC, id DESC LIMIT ?";
        parameters.add(query.limit() + 1);
        return new ListStatement(bound, sql, parameters);
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalStateException("A token of this store without a time", e);
        }
    }

    String tokenAfter(ScheduleSummary last) {
        return PageToken.write(query, last.createdAt() + " " + last.id());
    }
}
