package com.rezagent.schedules.aws;

import com.rezagent.schedules.schedule.ScheduleDocument;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.enhanced.dynamodb.Expression;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The filters by which DynamoDB discards rows of an index that a list cannot contain. What they keep may still not match,
 * as an index is eventually consistent, and a pause may have ended.
 */
final class RowFilter {
    private RowFilter() {}

    /** Returns a filter by status for a partition whose rows have any. */
    static Expression ofStatus(ScheduleQuery query) {
        Expression.Builder filter = Expression.builder().putExpressionName("#status", "status");
        if (query.status() == null) {
            return filter.expression("attribute_exists(#status) AND #status <> :deleted")
                    .putExpressionValue(":deleted", text(Status.DELETED))
                    .build();
        }
        List<String> alternatives = new ArrayList<>();
        for (Status status : query.listedStatuses()) {
            String placeholder = ":" + status.text();
            filter.putExpressionValue(placeholder, text(status));
            String isListed = "#status = " + placeholder;
            alternatives.add(
                    isPausedAmongOthers(query, status)
                            ? "(" + isListed + " AND " + pausedUntil(filter) + ")"
                            : isListed);
        }
        return filter.expression(String.join(" OR ", alternatives)).build();
    }

    /** Returns a filter for a partition whose rows have one status; null if it would discard none. */
    static @Nullable Expression ofPartition(ScheduleQuery query, Status status) {
        Expression.Builder filter = Expression.builder();
        List<String> conditions = new ArrayList<>();
        if (query.createdBy() != null) {
            filter.putExpressionValue(":creator", AttributeValue.fromS(query.createdBy()));
            conditions.add("created_by = :creator");
        }
        if (isPausedAmongOthers(query, status)) {
            conditions.add(pausedUntil(filter));
        }
        return conditions.isEmpty()
                ? null
                : filter.expression(String.join(" AND ", conditions)).build();
    }

    /** Returns whether only those schedules may match whose pause ends by itself. */
    private static boolean isPausedAmongOthers(ScheduleQuery query, Status status) {
        return status == Status.PAUSED && query.status() != null && query.status() != Status.PAUSED;
    }

    private static String pausedUntil(Expression.Builder filter) {
        filter.putExpressionValue(":until", AttributeValue.fromS(ScheduleDocument.PAUSED_UNTIL));
        return "begins_with(status_reason, :until)";
    }

    private static AttributeValue text(Status status) {
        return AttributeValue.fromS(status.text());
    }
}
