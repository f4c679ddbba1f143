package com.rezagent.schedules.wire;

import com.rezagent.schedules.aws.WireStage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Counts the calls of a client, and the units that DynamoDB charges for them by the sizes of the items: a read unit for 4 KB,
 * half of one if the read may be outdated; a write unit for 1 KB of the larger of both images, two in a transaction; and
 * one for 1 KB of each entry of {@code queue-index} that is added, changed or removed.
 */
final class CountedUnits implements ExecutionInterceptor {
    private static final int READ_BYTES = 4_096;
    private static final int WRITE_BYTES = 1_024;

    /** The names of the keys, by table. */
    private final Map<String, List<String>> keys;

    private final DynamoDbClient uncounted;
    private final Map<Place, Map<String, AttributeValue>> before = new HashMap<>();
    private List<String> calls = new ArrayList<>();
    private double readUnits;
    private int tableUnits;
    private int indexUnits;

    /** An item, and how many units a write of 1 KB of it costs. */
    private record Place(String table, Map<String, AttributeValue> key, int factor) {}

    /**
     * What was counted.
     *
     * @param tableUnits write units of tables
     * @param indexUnits write units of {@code queue-index}
     */
    record Counted(List<String> calls, double readUnits, int tableUnits, int indexUnits) {
        int writeUnits() {
            return tableUnits + indexUnits;
        }
    }

    /** @param stage whose own clients are not counted */
    CountedUnits(WireStage stage) {
        keys = Map.of(
                stage.schedulesTable(), List.of("id"),
                stage.executionsTable(), List.of("schedule_id", "execution_key"));
        uncounted = stage.clients().dynamoDb();
    }

    /** Returns what was counted since the last time. */
    Counted take() {
        Counted counted = new Counted(List.copyOf(calls), readUnits, tableUnits, indexUnits);
        calls = new ArrayList<>();
        readUnits = 0;
        tableUnits = 0;
        indexUnits = 0;
        return counted;
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        calls.add(context.request().getClass().getSimpleName().replace("Request", ""));
        before.clear();
        places(context.request()).forEach(it -> before.put(it, item(it)));
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        SdkRequest request = context.request();
        if (request instanceof GetItemRequest get) {
            read(List.of(((GetItemResponse) context.response()).item()), 1, get.consistentRead());
        } else if (request instanceof BatchGetItemRequest batch) {
            BatchGetItemResponse response = (BatchGetItemResponse) context.response();
            batch.requestItems()
                    .forEach((table, keys) -> read(
                            response.responses().getOrDefault(table, List.of()),
                            keys.keys().size(),
                            keys.consistentRead()));
        } else if (request instanceof QueryRequest query) {
            int bytes = ((QueryResponse) context.response())
                    .items().stream().mapToInt(CountedUnits::bytes).sum();
            addRead(bytes, query.consistentRead());
        }
        before.forEach(this::write);
        before.clear();
    }

    /** @param keys how many items were asked for: what does not exist costs one unit */
    private void read(List<Map<String, AttributeValue>> items, int keys, Boolean isConsistent) {
        items.forEach(it -> addRead(bytes(it), isConsistent));
        for (int i = items.size(); i < keys; i++) {
            addRead(0, isConsistent);
        }
    }

    private void addRead(int bytes, Boolean isConsistent) {
        readUnits += units(bytes, READ_BYTES) * (Boolean.TRUE.equals(isConsistent) ? 1 : 0.5);
    }

    private void write(Place place, Map<String, AttributeValue> earlier) {
        Map<String, AttributeValue> later = item(place);
        tableUnits += place.factor * units(Math.max(bytes(earlier), bytes(later)), WRITE_BYTES);
        int from = indexed(earlier);
        int to = indexed(later);
        boolean isMove = !Objects.equals(earlier.get("queue"), later.get("queue"))
                || !Objects.equals(earlier.get("at"), later.get("at"));
        if (isMove) {
            indexUnits += from + to;
        } else if (!earlier.equals(later)) {
            indexUnits += Math.max(from, to);
        }
    }

    /** Returns the units of an item's entry in the index, which contains all of it; 0 without one. */
    private int indexed(Map<String, AttributeValue> item) {
        return item.containsKey("queue") ? units(bytes(item), WRITE_BYTES) : 0;
    }

    private static int units(int bytes, int size) {
        return Math.max(1, (bytes + size - 1) / size);
    }

    private List<Place> places(SdkRequest request) {
        if (request instanceof PutItemRequest put) {
            return List.of(located(put.tableName(), put.item(), 1));
        } else if (request instanceof UpdateItemRequest update) {
            return List.of(located(update.tableName(), update.key(), 1));
        } else if (request instanceof TransactWriteItemsRequest transaction) {
            return transaction.transactItems().stream()
                    .map(it -> it.put() != null
                            ? located(it.put().tableName(), it.put().item(), 2)
                            : located(it.update().tableName(), it.update().key(), 2))
                    .toList();
        }
        return List.of();
    }

    private Place located(String table, Map<String, AttributeValue> attributes, int factor) {
        Map<String, AttributeValue> key = new HashMap<>(attributes);
        key.keySet().retainAll(keys.getOrDefault(table, List.of("key", "version")));
        return new Place(table, key, factor);
    }

    private Map<String, AttributeValue> item(Place place) {
        return uncounted
                .getItem(it -> it.tableName(place.table).key(place.key).consistentRead(true))
                .item();
    }

    /** Returns the size of an item as DynamoDB counts it: its names and values. */
    static int bytes(Map<String, AttributeValue> item) {
        return item.entrySet().stream()
                .mapToInt(it -> utf8(it.getKey()) + bytes(it.getValue()))
                .sum();
    }

    private static int bytes(AttributeValue value) {
        return switch (value.type()) {
            case S -> utf8(value.s());
            case N -> (value.n().length() + 1) / 2 + 1;
            case M -> 3 + value.m().size() + bytes(value.m());
            case L ->
                3
                        + value.l().size()
                        + value.l().stream().mapToInt(CountedUnits::bytes).sum();
            default -> 1;
        };
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
