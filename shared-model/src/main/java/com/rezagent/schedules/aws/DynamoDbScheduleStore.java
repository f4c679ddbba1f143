package com.rezagent.schedules.aws;

import com.rezagent.schedules.schedule.Page;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.schedule.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * Schedules in the DynamoDB table {@code rez-agent-schedules-{stage}}: key {@code id}, indexes
 * {@code status-created_date-index} (status, created_date) and {@code created_by-index} (created_by, created_date),
 * TTL attribute {@code expires_at}. Thread-safe.
 *
 * <p>A list is one Query of an index or, without a filter, one for each status, merged: the sort keys differ, so one of
 * them says where a page ended in all of them.
 */
public final class DynamoDbScheduleStore implements ScheduleStore {
    /**
     * What both indexes project beside the keys: what a summary shows, and nothing that an execution writes. DynamoDB
     * takes 20 for one index. Each index needs the other's partition key as well.
     */
    public static final List<String> PROJECTED_ATTRIBUTES = List.of(
            "name",
            "schedule_expression",
            "timezone",
            "start_date",
            "end_date",
            "flexible_time_window_minutes",
            "target_type",
            "target_topic_arn",
            "description",
            "retry_policy",
            "status_reason",
            "version",
            "updated_date",
            "anchor",
            "warnings",
            "eventbridge_arn",
            "expires_at");

    /** Owned by executions. */
    private static final List<String> COUNTERS = List.of("execution_count", "last_triggered");

    private static final int LARGEST_READ = 1_000;

    private static final Comparator<ScheduleItem> NEWEST_FIRST =
            Comparator.comparing(ScheduleItem::createdDate).reversed();

    private final DynamoDbClient client;
    private final String tableName;

    /** @param tableName of a table as described above, in the client's account and region */
    public DynamoDbScheduleStore(DynamoDbClient client, String tableName) {
        this.client = client;
        this.tableName = tableName;
    }

    @Override
    public Optional<Schedule> find(ScheduleId id) {
        try {
            var read = client.getItem(it -> it.tableName(tableName).key(key(id)).consistentRead(true));
            return read.hasItem()
                    ? Optional.of(ScheduleItems.schedule(ScheduleAttributes.read(read.item())))
                    : Optional.empty();
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB GetItem", e);
        }
    }

    @Override
    public boolean insert(Schedule schedule) {
        try {
            client.putItem(it ->
                    it.tableName(tableName).item(row(schedule, 1)).conditionExpression("attribute_not_exists(id)"));
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB PutItem", e);
        }
    }

    @Override
    public boolean replace(Schedule seen, Schedule next) {
        Map<String, AttributeValue> before = row(seen, seen.revision());
        Map<String, AttributeValue> after = row(next, seen.revision() + 1);
        boolean sameIncarnation = seen.incarnation().equals(next.incarnation());
        for (String counter : COUNTERS) {
            before.remove(counter);
            if (sameIncarnation) {
                after.remove(counter);
            }
        }
        UpdateExpression update = new UpdateExpression();
        after.forEach((name, value) -> {
            if (!value.equals(before.get(name))) {
                update.set(name, value);
            }
        });
        before.keySet().stream().filter(name -> !after.containsKey(name)).forEach(update::remove);
        if (!sameIncarnation) {
            // Counted meanwhile, perhaps: what was seen says nothing about what is there.
            COUNTERS.stream().filter(name -> !after.containsKey(name)).forEach(update::remove);
        }
        String revision = update.value(AttributeValue.fromN(Long.toString(seen.revision())));
        try {
            client.updateItem(update.request(tableName, key(seen.id()))
                    .conditionExpression(update.name("revision") + " = " + revision)
                    .build());
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB UpdateItem", e);
        }
    }

    private static Map<String, AttributeValue> row(Schedule schedule, long revision) {
        return ScheduleAttributes.write(ScheduleItems.of(schedule, revision));
    }

    @Override
    public Page<ScheduleSummary> list(ScheduleQuery query) {
        String inWords = "schedules " + query.status() + " " + query.createdBy();
        Optional<String> before = PageToken.read(inWords, query.nextToken());
        List<ScheduleItem> rows = rows(query, before.orElse(null));
        boolean more = rows.size() > query.limit();
        List<ScheduleItem> page = more ? rows.subList(0, query.limit()) : rows;
        return new Page<>(
                page.stream().map(ScheduleItems::summary).toList(),
                more ? PageToken.write(inWords, page.get(page.size() - 1).createdDate()) : null);
    }

    /** At least one row more than the limit, where there are as many. */
    private List<ScheduleItem> rows(ScheduleQuery query, @Nullable String before) {
        Status status = query.status();
        String creator = query.createdBy();
        if (status != null) {
            return read(ScheduleItem.BY_STATUS, status.text(), before, createdBy(creator), query.limit() + 1);
        }
        if (creator != null) {
            return read(ScheduleItem.BY_CREATOR, creator, before, NOT_DELETED, query.limit() + 1);
        }
        return Arrays.stream(Status.values())
                .filter(it -> it != Status.DELETED)
                .flatMap(it -> read(ScheduleItem.BY_STATUS, it.text(), before, null, query.limit() + 1).stream())
                // An index lags behind: a row that changes its status may show under both for a moment.
                .collect(java.util.stream.Collectors.toMap(ScheduleItem::id, it -> it, (one, other) -> one))
                .values()
                .stream()
                .sorted(NEWEST_FIRST)
                .toList();
    }

    /** Which of an index's rows a list shows. */
    private record Filter(String expression, Map<String, String> names, Map<String, AttributeValue> values) {}

    private static final Filter NOT_DELETED = new Filter(
            "attribute_exists(#status) AND #status <> :deleted",
            Map.of("#status", "status"),
            Map.of(":deleted", AttributeValue.fromS(Status.DELETED.text())));

    private static @Nullable Filter createdBy(@Nullable String creator) {
        return creator == null
                ? null
                : new Filter("created_by = :creator", Map.of(), Map.of(":creator", AttributeValue.fromS(creator)));
    }

    /** Newest first, from before a position. Where a filter leaves little, each further read looks at more. */
    private List<ScheduleItem> read(
            String index, String partition, @Nullable String before, @Nullable Filter filter, int wanted) {
        QueryRequest.Builder query = query(index, partition, before, filter);
        List<ScheduleItem> rows = new ArrayList<>();
        Map<String, AttributeValue> from = null;
        int limit = wanted;
        try {
            do {
                var page =
                        client.query(query.exclusiveStartKey(from).limit(limit).build());
                page.items().forEach(it -> rows.add(ScheduleAttributes.read(it)));
                from = page.lastEvaluatedKey().isEmpty() ? null : page.lastEvaluatedKey();
                limit = Math.min(LARGEST_READ, limit * 4);
            } while (from != null && rows.size() < wanted);
            return rows;
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB Query", e);
        }
    }

    private QueryRequest.Builder query(
            String index, String partition, @Nullable String before, @Nullable Filter filter) {
        Map<String, String> names = new HashMap<>();
        Map<String, AttributeValue> values = new HashMap<>();
        String condition = "#partition = :partition";
        names.put("#partition", index.equals(ScheduleItem.BY_STATUS) ? "status" : "created_by");
        values.put(":partition", AttributeValue.fromS(partition));
        if (before != null) {
            condition += " AND created_date < :before";
            values.put(":before", AttributeValue.fromS(before));
        }
        QueryRequest.Builder query = QueryRequest.builder()
                .tableName(tableName)
                .indexName(index)
                .keyConditionExpression(condition)
                .scanIndexForward(false);
        if (filter != null) {
            names.putAll(filter.names());
            values.putAll(filter.values());
            query.filterExpression(filter.expression());
        }
        return query.expressionAttributeNames(names).expressionAttributeValues(values);
    }

    private static Map<String, AttributeValue> key(ScheduleId id) {
        return Map.of("id", AttributeValue.fromS(id.value()));
    }
}
