package com.rezagent.schedules.aws;

import com.rezagent.schedules.change.ChangeDocument;
import com.rezagent.schedules.change.ChangeHistory;
import com.rezagent.schedules.change.ChangeQuery;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.SortKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * History of changes in the DynamoDB table {@code rez-agent-schedule-changes-{stage}}: key {@code key} and {@code version},
 * index {@code group-index} (group, time_key), TTL attribute {@code expires_at}. The stores of records write it.
 * Thread-safe.
 */
public final class DynamoDbChangeHistory implements ChangeHistory {
    static final String BY_GROUP = "group-index";

    /** The attributes that lists read, and the index projects besides the keys: all but what a change replaced. */
    public static final List<String> LISTED_ATTRIBUTES =
            List.of("schedule_id", "name", "at", "action", "by", "reason", "command_id", "fields");

    private static final List<String> KEYS = List.of("key", "version", "group", "time_key");
    private static final String REPLACED = "replaced";

    /** How far the clocks of two instances of the function may differ, so that a later version has an earlier time. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    /** Later than every time key. */
    private static final String END = "~";

    /** The changes that are read at once while looking for one that replaced something. */
    private static final int CHANGES_PER_READ = 10;

    private final DynamoDbClient client;
    private final String table;

    /** @param table as described above, in the client's account and region */
    public DynamoDbChangeHistory(DynamoDbClient client, String table) {
        this.client = client;
        this.table = table;
    }

    /** Returns the write of a change, for the transaction that writes the record. */
    static TransactWriteItem write(String table, Change change) {
        Put put = Put.builder().tableName(table).item(item(change)).build();
        return TransactWriteItem.builder().put(put).build();
    }

    static Map<String, AttributeValue> item(Change change) {
        return DocumentAttributes.of(ChangeDocument.write(change));
    }

    @Override
    public Page<Change> list(ChangeQuery query) {
        List<Change> found = query.group() == null ? ofRecord(query) : ofGroup(query);
        boolean isLast = found.size() <= query.limit();
        List<Change> page = isLast ? found : found.subList(0, query.limit());
        return new Page<>(page, isLast ? null : query.tokenAfter(page.get(page.size() - 1)));
    }

    /** Reads by version, so the range of times is a filter; reading ends at a change that is clearly before it. */
    private List<Change> ofRecord(ChangeQuery query) {
        UpdateExpression names = new UpdateExpression();
        String record = equal(names, "key", Objects.requireNonNull(query.key()));
        String condition = query.lastVersion()
                .map(last -> record + " AND " + names.name("version") + " < " + number(names, last))
                .orElse(record);
        QueryRequest.Builder request = request(names, condition, query.hasReplaced())
                .consistentRead(true)
                .scanIndexForward(false);
        if (query.from() == null && query.to() == null) {
            request.limit(query.limit() + 1);
        }
        Instant past = query.start().minus(CLOCK_SKEW);
        return read(
                request,
                changes -> changes.takeWhile(
                                it -> !it.at().isBefore(past) || it.at().isBefore(query.oldest()))
                        .filter(it -> isInRange(it, query))
                        .limit(query.limit() + 1L)
                        .toList());
    }

    private static boolean isInRange(Change change, ChangeQuery query) {
        Instant to = query.to();
        return !change.at().isBefore(query.start())
                && (to == null || change.at().isBefore(to));
    }

    private List<Change> ofGroup(ChangeQuery query) {
        String start = SortKey.text(query.start());
        String to = query.to() == null ? END : SortKey.text(query.to());
        String last = query.lastTimeKey().orElse(END);
        String end = last.compareTo(to) < 0 ? last : to;
        if (end.compareTo(start) < 0) {
            return List.of();
        }
        UpdateExpression names = new UpdateExpression();
        String condition = equal(
                        names, "group", Objects.requireNonNull(query.group()).value())
                + " AND %s BETWEEN %s AND %s".formatted(names.name("time_key"), text(names, start), text(names, end));
        QueryRequest.Builder request = request(names, condition, false)
                .indexName(BY_GROUP)
                .scanIndexForward(false)
                .limit(query.limit() + 2);
        return read(
                request,
                changes -> changes.filter(it -> !it.timeKey().equals(last))
                        .limit(query.limit() + 1L)
                        .toList());
    }

    @Override
    public List<Change> untilReplaced(String key, long version, Instant oldest) {
        UpdateExpression names = new UpdateExpression();
        String condition = equal(names, "key", key) + " AND " + names.name("version") + " >= " + number(names, version);
        QueryRequest.Builder request =
                request(names, condition, true).consistentRead(true).limit(CHANGES_PER_READ);
        return read(
                request, changes -> upToReplaced(changes.filter(it -> !it.at().isBefore(oldest))));
    }

    private static String equal(UpdateExpression names, String attribute, String value) {
        return names.name(attribute) + " = " + text(names, value);
    }

    private static String text(UpdateExpression names, String value) {
        return names.value(AttributeValue.fromS(value));
    }

    private static String number(UpdateExpression names, long value) {
        return names.value(AttributeValue.fromN(Long.toString(value)));
    }

    private QueryRequest.Builder request(UpdateExpression names, String condition, boolean hasReplaced) {
        String projection = Stream.of(KEYS, LISTED_ATTRIBUTES, hasReplaced ? List.of(REPLACED) : List.<String>of())
                .flatMap(List::stream)
                .map(names::name)
                .collect(Collectors.joining(", "));
        return QueryRequest.builder()
                .tableName(table)
                .keyConditionExpression(condition)
                .projectionExpression(projection)
                .expressionAttributeNames(names.names())
                .expressionAttributeValues(names.values());
    }

    private static List<Change> upToReplaced(Stream<Change> changes) {
        List<Change> found = new ArrayList<>();
        for (Change change : (Iterable<Change>) changes::iterator) {
            found.add(change);
            if (change.replaced() != null) {
                break;
            }
        }
        return found;
    }

    /** Consumes a stream of changes that are read when they are needed. */
    private interface Consumption {
        List<Change> of(Stream<Change> changes);
    }

    private List<Change> read(QueryRequest.Builder request, Consumption consumption) {
        try {
            return consumption.of(client.queryPaginator(request.build()).items().stream()
                    .map(it -> ChangeDocument.read(DocumentAttributes.document(it))));
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB Query", e);
        }
    }
}
