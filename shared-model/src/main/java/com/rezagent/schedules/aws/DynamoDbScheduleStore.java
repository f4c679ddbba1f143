package com.rezagent.schedules.aws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.PageToken;
import com.rezagent.schedules.record.SortKey;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleDocument;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.schedule.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.enhanced.dynamodb.AttributeConverterProvider;
import software.amazon.awssdk.enhanced.dynamodb.AttributeValueType;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbEnhancedClient;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbIndex;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbTable;
import software.amazon.awssdk.enhanced.dynamodb.Expression;
import software.amazon.awssdk.enhanced.dynamodb.Key;
import software.amazon.awssdk.enhanced.dynamodb.TableMetadata;
import software.amazon.awssdk.enhanced.dynamodb.TableSchema;
import software.amazon.awssdk.enhanced.dynamodb.document.EnhancedDocument;
import software.amazon.awssdk.enhanced.dynamodb.model.GetItemEnhancedRequest;
import software.amazon.awssdk.enhanced.dynamodb.model.PutItemEnhancedRequest;
import software.amazon.awssdk.enhanced.dynamodb.model.QueryConditional;
import software.amazon.awssdk.enhanced.dynamodb.model.QueryEnhancedRequest;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * Schedule store in the DynamoDB table {@code rez-agent-schedules-{stage}}: key {@code id}, indexes {@code
 * status-created_date-index} (status, created_date) and {@code created_by-index} (created_by, created_date), TTL
 * attribute {@code expires_at}. Thread-safe.
 *
 * <p>A list is one Query of an index or, without a filter, one Query for each status with the results merged. All sort
 * keys differ, so a single one marks the end of a page in every Query.
 */
public final class DynamoDbScheduleStore implements ScheduleStore {
    /**
     * The attributes that both indexes project besides the keys: those of a summary, and none that an execution writes.
     * DynamoDB allows 20 for one index. Each index also needs the other's partition key.
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

    /** Written by executions. */
    private static final List<String> COUNTERS = List.of("execution_count", "last_triggered");

    private static final int MAX_READ_LIMIT = 1_000;

    private static final Expression NOT_DELETED = Expression.builder()
            .expression("attribute_exists(#status) AND #status <> :deleted")
            .putExpressionName("#status", "status")
            .putExpressionValue(":deleted", AttributeValue.fromS(Status.DELETED.text()))
            .build();

    private static final Comparator<EnhancedDocument> NEWEST_FIRST =
            Comparator.comparing(DynamoDbScheduleStore::createdDate).reversed();

    static final String BY_STATUS = "status-created_date-index";
    static final String BY_CREATOR = "created_by-index";

    private static final TableSchema<EnhancedDocument> SCHEMA = TableSchema.documentSchemaBuilder()
            .addIndexPartitionKey(TableMetadata.primaryIndexName(), "id", AttributeValueType.S)
            .addIndexPartitionKey(BY_STATUS, "status", AttributeValueType.S)
            .addIndexSortKey(BY_STATUS, "created_date", AttributeValueType.S)
            .addIndexPartitionKey(BY_CREATOR, "created_by", AttributeValueType.S)
            .addIndexSortKey(BY_CREATOR, "created_date", AttributeValueType.S)
            .attributeConverterProviders(AttributeConverterProvider.defaultProvider())
            .build();

    private final DynamoDbClient client;
    private final DynamoDbTable<EnhancedDocument> table;

    /** @param tableName of a table as described above, in the client's account and region */
    public DynamoDbScheduleStore(DynamoDbClient client, String tableName) {
        this.client = client;
        this.table = DynamoDbEnhancedClient.builder()
                .dynamoDbClient(client)
                .extensions(List.of())
                .build()
                .table(tableName, SCHEMA);
    }

    @Override
    public Optional<Schedule> find(ScheduleId id) {
        try {
            return Optional.ofNullable(table.getItem(GetItemEnhancedRequest.builder()
                            .key(key(id.value()))
                            .consistentRead(true)
                            .build()))
                    .map(it -> schedule(it.toMap()));
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB GetItem", e);
        }
    }

    @Override
    public boolean insert(Schedule schedule) {
        try {
            table.putItem(PutItemEnhancedRequest.builder(EnhancedDocument.class)
                    .item(EnhancedDocument.fromAttributeValueMap(item(schedule, 1)))
                    .conditionExpression(Expression.builder()
                            .expression("attribute_not_exists(id)")
                            .build())
                    .build());
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB PutItem", e);
        }
    }

    @Override
    public boolean replace(Schedule seen, Schedule next) {
        Map<String, AttributeValue> before = item(seen, seen.revision());
        Map<String, AttributeValue> after = item(next, seen.revision() + 1);
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
            // Executions may have been counted since the read, so the counters are removed even if they were absent
            // then.
            COUNTERS.stream().filter(name -> !after.containsKey(name)).forEach(update::remove);
        }
        String revision = update.value(AttributeValue.fromN(Long.toString(seen.revision())));
        try {
            client.updateItem(update.request(
                            table.tableName(),
                            Map.of("id", AttributeValue.fromS(seen.id().value())))
                    .conditionExpression(update.name("revision") + " = " + revision)
                    .build());
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB UpdateItem", e);
        }
    }

    /** Returns the item of a schedule in a map that the caller may change. */
    static Map<String, AttributeValue> item(Schedule schedule, long revision) {
        ObjectNode document = ScheduleDocument.write(schedule);
        document.put("revision", revision);
        return DocumentAttributes.of(document);
    }

    /**
     * Returns the schedule in an item.
     *
     * @throws IllegalStateException if the item cannot have been written by this system; the message contains its id
     */
    static Schedule schedule(Map<String, AttributeValue> item) {
        return ScheduleDocument.read(DocumentAttributes.document(item));
    }

    /**
     * Returns the summary in an item as an index contains it.
     *
     * @throws IllegalStateException if the item cannot have been written by this system; the message contains its id
     */
    static ScheduleSummary summary(Map<String, AttributeValue> item) {
        return ScheduleDocument.readSummary(DocumentAttributes.document(item));
    }

    private static String createdDate(EnhancedDocument item) {
        return item.getString("created_date");
    }

    @Override
    public Page<ScheduleSummary> list(ScheduleQuery query) {
        String queryText = "schedules " + query.status() + " " + query.createdBy();
        Optional<String> before = PageToken.read(queryText, query.nextToken(), SortKey::isOfSchedule);
        List<EnhancedDocument> rows = rows(query, before.orElse(null));
        boolean more = rows.size() > query.limit();
        List<EnhancedDocument> page = more ? rows.subList(0, query.limit()) : rows;
        return new Page<>(
                page.stream().map(it -> summary(it.toMap())).toList(),
                more ? PageToken.write(queryText, createdDate(page.get(page.size() - 1))) : null);
    }

    /** Returns at least one row more than the limit, if there are that many. */
    private List<EnhancedDocument> rows(ScheduleQuery query, @Nullable String before) {
        Status status = query.status();
        String creator = query.createdBy();
        if (status != null) {
            return read(BY_STATUS, status.text(), before, createdBy(creator), query.limit() + 1);
        }
        if (creator != null) {
            return read(BY_CREATOR, creator, before, NOT_DELETED, query.limit() + 1);
        }
        return Arrays.stream(Status.values())
                .filter(it -> it != Status.DELETED)
                .flatMap(it -> read(BY_STATUS, it.text(), before, null, query.limit() + 1).stream())
                // Indexes are eventually consistent: a row whose status changes may appear under both for a moment.
                .collect(Collectors.toMap(it -> it.getString("id"), it -> it, (one, other) -> one))
                .values()
                .stream()
                .sorted(NEWEST_FIRST)
                .toList();
    }

    private static @Nullable Expression createdBy(@Nullable String creator) {
        return creator == null
                ? null
                : Expression.builder()
                        .expression("created_by = :creator")
                        .putExpressionValue(":creator", AttributeValue.fromS(creator))
                        .build();
    }

    /**
     * Returns rows in descending order, starting before a position. If a filter discards most rows, each further read
     * uses a larger limit.
     */
    private List<EnhancedDocument> read(
            String index, String partition, @Nullable String before, @Nullable Expression filter, int count) {
        DynamoDbIndex<EnhancedDocument> queried = table.index(index);
        List<EnhancedDocument> rows = new ArrayList<>();
        Map<String, AttributeValue> from = null;
        int limit = count;
        try {
            do {
                var page = queried.query(QueryEnhancedRequest.builder()
                                .queryConditional(condition(partition, before))
                                .scanIndexForward(false)
                                .filterExpression(filter)
                                .exclusiveStartKey(from)
                                .limit(limit)
                                .build())
                        .iterator()
                        .next();
                rows.addAll(page.items());
                from = page.lastEvaluatedKey();
                limit = Math.min(MAX_READ_LIMIT, limit * 4);
            } while (from != null && rows.size() < count);
            return rows;
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB Query", e);
        }
    }

    private static QueryConditional condition(String partition, @Nullable String before) {
        Key.Builder key = Key.builder().partitionValue(partition);
        return before == null
                ? QueryConditional.keyEqualTo(key.build())
                : QueryConditional.sortLessThan(key.sortValue(before).build());
    }

    private static Key key(String id) {
        return Key.builder().partitionValue(id).build();
    }
}
