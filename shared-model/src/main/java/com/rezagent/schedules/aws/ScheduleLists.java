package com.rezagent.schedules.aws;

import com.rezagent.schedules.aws.IndexRange.Order;
import com.rezagent.schedules.aws.IndexRange.Row;
import com.rezagent.schedules.aws.ItemSchema.Item;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.ScheduleDocument;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.SchedulePage;
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
import java.util.stream.Stream;
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
            "labels",
            "run_policy",
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

    /** The attributes that are read, as a projection expression. Some are reserved words, so all have placeholders. */
    private record Projection(String expression, Map<String, String> names) {
        static Projection of(List<String> attributes) {
            return new Projection(
                    attributes.stream().map(it -> "#" + it).collect(Collectors.joining(",")),
                    attributes.stream().collect(Collectors.toUnmodifiableMap(it -> "#" + it, it -> it)));
        }
    }

    private static final Projection SUMMARY = Projection.of(SUMMARY_ATTRIBUTES);
    private static final Projection WITH_CONTENT =
            Projection.of(Stream.concat(SUMMARY_ATTRIBUTES.stream(), Stream.of("payload", "arguments"))
                    .toList());

    private static final Comparator<Row> NEWEST_FIRST =
            Comparator.comparing(Row::position).reversed();

    private static final int ROWS_PER_READ_OF_ALL = 1_000;

    /** The first read of an index reads at most this many rows; later ones read more. */
    private static final int MAX_EXPECTED_ROWS = 250;

    /** Records read at a time with their content, which may have 260 KB each. */
    private static final int RECORDS_WITH_CONTENT = 20;

    /** After this many records a page ends even if few of them match, so that the caller does not wait too long. */
    private static final int MAX_RECORDS = 5_000;

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
        SchedulePage page = new SchedulePage(query);
        int chunk = query.hasContent() ? RECORDS_WITH_CONTENT : BatchReads.MAX_KEYS;
        int read = 0;
        String position = null;
        while (read < MAX_RECORDS) {
            // Once a row did not match, others may not either.
            boolean isEachListed = query.limit() - page.left() == read;
            List<Row> next = rows.next(isEachListed ? Math.min(chunk, page.left()) : chunk);
            read += next.size();
            if (next.isEmpty()) {
                return page.last();
            }
            Map<String, ScheduleSummary> records = records(query, next);
            for (int i = 0; i < next.size(); i++) {
                ScheduleSummary found = records.get(next.get(i).id());
                position = next.get(i).position();
                if (found != null && query.matches(found)) {
                    page.add(found);
                }
                if (page.isFull()) {
                    boolean isLast = i == next.size() - 1 && !rows.hasNext();
                    return isLast ? page.last() : page.continuedAfter(position);
                }
            }
        }
        return rows.hasNext() ? page.continuedAfter(position) : page.last();
    }

    /** Returns the summaries of the records that exist and have a definition, by id. */
    private Map<String, ScheduleSummary> records(ScheduleQuery query, List<Row> rows) {
        Projection projection = query.hasContent() ? WITH_CONTENT : SUMMARY;
        KeysAndAttributes keys = KeysAndAttributes.builder()
                .keys(rows.stream()
                        .map(it -> Map.of("id", AttributeValue.fromS(it.id())))
                        .toList())
                .projectionExpression(projection.expression())
                .expressionAttributeNames(projection.names())
                .consistentRead(query.filter().isById())
                .build();
        Map<String, ScheduleSummary> records = new HashMap<>();
        for (Map<String, AttributeValue> item :
                reads.read(Map.of(table.tableName(), keys)).getOrDefault(table.tableName(), List.of())) {
            if (item.containsKey("status")) {
                ScheduleSummary summary = DynamoDbScheduleStore.summary(item);
                records.put(summary.id().value(), summary);
            }
        }
        return records;
    }

    private IndexRows rows(ScheduleQuery query) {
        String last = query.position().orElse(null);
        if (query.filter().isById()) {
            return new IndexRows(List.of(withIds(query, last)), IndexRows.UNORDERED);
        }
        ResourceName group = query.group();
        if (group == null) {
            return new IndexRows(newestFirst(query, last), NEWEST_FIRST);
        }
        boolean isComplete = !group.equals(ResourceName.DEFAULT_GROUP) || upgrade.isDone();
        return new IndexRows(
                isComplete ? shards(query, group, last) : List.of(ofAllGroups(query, last)), IndexRows.ASCENDING);
    }

    private static IndexRows.Source withIds(ScheduleQuery query, @Nullable String last) {
        List<String> ids = query.filter().ids().stream().map(ScheduleId::value).toList();
        return IndexRows.Source.inOrder(ids.stream()
                .skip(ids.indexOf(last) + 1L)
                .map(it -> new Row(it, it))
                .toList());
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
                    KeyRange.ALL,
                    RowFilter.ofPartition(query, status),
                    ROWS_PER_READ_OF_ALL);
            for (Row row = range.peek(); row != null; row = range.peek()) {
                range.remove();
                rows.add(row);
            }
        }
        String prefix = query.filter().namePrefix();
        if (prefix != null) {
            rows.removeIf(it -> !it.position().startsWith(prefix));
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
        int expected = Math.min(query.limit(), MAX_EXPECTED_ROWS) + 1;
        KeyRange keys = new KeyRange(after, query.filter().namePrefix());
        return new IndexRange(table.index(index), order, partition, keys, filter, expected);
    }
}
