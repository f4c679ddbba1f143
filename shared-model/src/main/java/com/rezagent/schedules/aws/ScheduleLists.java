package com.rezagent.schedules.aws;

import com.rezagent.schedules.aws.IndexRange.Order;
import com.rezagent.schedules.aws.IndexRange.Row;
import com.rezagent.schedules.aws.ItemSchema.Item;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.PageToken;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.record.SortKey;
import com.rezagent.schedules.schedule.ScheduleDocument;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.schedule.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbTable;
import software.amazon.awssdk.enhanced.dynamodb.Expression;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/**
 * Lists of the schedules table. An index finds the schedules and orders them: a Query of one partition, or one Query of
 * each of several with the rows merged. BatchGetItem then reads the records, since the projection of an existing index
 * cannot be changed. What the records say counts: a row whose record has vanished or no longer matches is left out.
 */
final class ScheduleLists {
    /** The attributes of a summary, and what it is derived from. */
    static final List<String> SUMMARY_ATTRIBUTES = List.of(
            "id",
            "incarnation",
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
            "status",
            "status_reason",
            "state",
            "state_stamp",
            "registers",
            "placement",
            "pause",
            "skips",
            "version",
            "converged_version",
            "created_by",
            "created_date",
            "updated_date",
            "anchor",
            "warnings",
            "eventbridge_arn",
            "expires_at");

    private static final Map<String, String> PLACEHOLDERS =
            SUMMARY_ATTRIBUTES.stream().collect(Collectors.toUnmodifiableMap(it -> "#" + it, it -> it));
    private static final String PROJECTION =
            SUMMARY_ATTRIBUTES.stream().map(it -> "#" + it).collect(Collectors.joining(","));

    private static final Comparator<Row> NEWEST_FIRST =
            Comparator.comparing(Row::position).reversed();

    private static final int ROWS_PER_READ_OF_ALL = 1_000;

    private final DynamoDbTable<Item> table;
    private final BatchReads reads;
    private final GroupIndexUpgrade upgrade;

    ScheduleLists(DynamoDbTable<Item> table, BatchReads reads, GroupIndexUpgrade upgrade) {
        this.table = table;
        this.reads = reads;
        this.upgrade = upgrade;
    }

    Page<ScheduleSummary> page(ScheduleQuery query) {
        IndexRows rows = rows(query);
        List<ScheduleSummary> page = new ArrayList<>();
        int count = query.limit();
        while (true) {
            List<Row> next = rows.next(count);
            if (next.isEmpty()) {
                return new Page<>(page, null);
            }
            Map<String, ScheduleSummary> records = records(next);
            for (int i = 0; i < next.size(); i++) {
                ScheduleSummary found = records.get(next.get(i).id());
                if (found != null && matches(query, found)) {
                    page.add(found);
                }
                if (page.size() == query.limit()) {
                    boolean isLast = i == next.size() - 1 && !rows.hasNext();
                    String position = next.get(i).position();
                    return new Page<>(page, isLast ? null : PageToken.write(query.text(), position));
                }
            }
            count = BatchReads.MAX_KEYS;
        }
    }

    private static boolean matches(ScheduleQuery query, ScheduleSummary schedule) {
        return query.matchesStatus(schedule)
                && (query.group() == null || query.group().equals(schedule.group()))
                && (query.createdBy() == null || query.createdBy().equals(schedule.createdBy()));
    }

    /** Returns the summaries of the records that exist, by id. */
    private Map<String, ScheduleSummary> records(List<Row> rows) {
        KeysAndAttributes keys = KeysAndAttributes.builder()
                .keys(rows.stream()
                        .map(it -> Map.of("id", AttributeValue.fromS(it.id())))
                        .toList())
                .projectionExpression(PROJECTION)
                .expressionAttributeNames(PLACEHOLDERS)
                .build();
        Map<String, ScheduleSummary> records = new HashMap<>();
        for (Map<String, AttributeValue> item :
                reads.read(Map.of(table.tableName(), keys)).getOrDefault(table.tableName(), List.of())) {
            ScheduleSummary summary = DynamoDbScheduleStore.summary(item);
            records.put(summary.id().value(), summary);
        }
        return records;
    }

    private IndexRows rows(ScheduleQuery query) {
        ResourceName group = query.group();
        if (group == null) {
            String before = PageToken.read(query.text(), query.nextToken(), SortKey::isOfSchedule)
                    .orElse(null);
            return new IndexRows(newestFirst(query, before), NEWEST_FIRST);
        }
        String after = PageToken.read(
                        query.text(),
                        query.nextToken(),
                        it -> ScheduleName.tryParse(it).isPresent())
                .orElse(null);
        boolean isComplete = !group.equals(ResourceName.DEFAULT_GROUP) || upgrade.isDone();
        return new IndexRows(
                isComplete ? shards(query, group, after) : List.of(ofAllGroups(query, after)), IndexRows.ASCENDING);
    }

    private List<IndexRange> newestFirst(ScheduleQuery query, @Nullable String before) {
        String creator = query.createdBy();
        if (creator != null && query.status() == null) {
            return List.of(range(
                    query,
                    DynamoDbScheduleStore.BY_CREATOR,
                    Order.NEWEST_FIRST,
                    creator,
                    before,
                    RowFilter.ofStatus(query)));
        }
        return query.listedStatuses().stream()
                .map(it -> range(
                        query,
                        DynamoDbScheduleStore.BY_STATUS,
                        Order.NEWEST_FIRST,
                        it.text(),
                        before,
                        RowFilter.ofPartition(query, it)))
                .toList();
    }

    private List<IndexRange> shards(ScheduleQuery query, ResourceName group, @Nullable String after) {
        return IntStream.range(0, ScheduleDocument.GROUP_SHARDS)
                .mapToObj(it -> range(
                        query,
                        DynamoDbScheduleStore.BY_GROUP,
                        Order.BY_NAME,
                        ScheduleDocument.groupShard(group, it),
                        after,
                        RowFilter.ofStatus(query)))
                .toList();
    }

    /**
     * Returns the rows of all groups, sorted by name. It reads them all, and so finds records without a
     * {@code group_shard} too.
     */
    private IndexRows.Source ofAllGroups(ScheduleQuery query, @Nullable String after) {
        List<Row> rows = new ArrayList<>();
        for (Status status : query.listedStatuses()) {
            IndexRange range = new IndexRange(
                    table.index(DynamoDbScheduleStore.BY_STATUS),
                    Order.UNSORTED,
                    status.text(),
                    null,
                    RowFilter.ofPartition(query, status),
                    ROWS_PER_READ_OF_ALL);
            for (Row row = range.peek(); row != null; row = range.peek()) {
                range.remove();
                rows.add(row);
            }
        }
        if (after != null) {
            Row last = new Row("", after);
            rows.removeIf(it -> IndexRows.ASCENDING.compare(it, last) <= 0);
        }
        return IndexRows.Source.of(rows, IndexRows.ASCENDING);
    }

    private IndexRange range(
            ScheduleQuery query,
            String index,
            Order order,
            String partition,
            @Nullable String after,
            @Nullable Expression filter) {
        return new IndexRange(table.index(index), order, partition, after, filter, query.limit() + 1);
    }
}
