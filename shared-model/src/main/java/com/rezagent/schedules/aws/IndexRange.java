package com.rezagent.schedules.aws;

import com.rezagent.schedules.aws.ItemSchema.Item;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbIndex;
import software.amazon.awssdk.enhanced.dynamodb.Expression;
import software.amazon.awssdk.enhanced.dynamodb.model.QueryConditional;
import software.amazon.awssdk.enhanced.dynamodb.model.QueryEnhancedRequest;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The rows of one partition of an index that follow a position, in the order of the list. They are read when they are
 * needed; if a filter discards most rows, each further read uses a larger limit.
 */
final class IndexRange implements IndexRows.Source {
    private static final int MAX_READ_LIMIT = 1_000;

    /**
     * A row of an index.
     *
     * @param id of the schedule
     * @param position of the schedule in the list
     */
    record Row(String id, String position) {}

    /** In which order a list reads an index. */
    enum Order {
        NEWEST_FIRST("created_date"),
        BY_NAME("name"),
        /** In the order of the index, which is not the one of the list; positions are names. */
        UNSORTED("name");

        private final String position;

        Order(String position) {
            this.position = position;
        }

        private QueryConditional condition(String partition, KeyRange keys) {
            return this == BY_NAME ? keys.ascending(partition) : keys.descending(partition);
        }
    }

    private final DynamoDbIndex<Item> index;
    private final Order order;
    private final QueryEnhancedRequest.Builder request;
    private final @Nullable String after;
    private final Deque<Row> rows = new ArrayDeque<>();
    private int limit;
    private @Nullable Map<String, AttributeValue> from;
    private boolean isReadToEnd;

    /**
     * Creates a range; reads nothing yet.
     *
     * @param keys of the rows
     * @param expected how many rows are likely needed
     */
    IndexRange(
            DynamoDbIndex<Item> index,
            Order order,
            String partition,
            KeyRange keys,
            @Nullable Expression filter,
            int expected) {
        this.index = index;
        this.order = order;
        this.after = keys.after();
        this.limit = expected;
        this.request = QueryEnhancedRequest.builder()
                .queryConditional(order.condition(partition, keys))
                .scanIndexForward(order == Order.BY_NAME)
                .filterExpression(filter)
                .attributesToProject("id", order.position);
    }

    @Override
    public @Nullable Row peek() {
        while (rows.isEmpty() && !isReadToEnd) {
            read();
        }
        return rows.peek();
    }

    @Override
    public void remove() {
        rows.remove();
    }

    private void read() {
        try {
            var page = index.query(request.exclusiveStartKey(from).limit(limit).build())
                    .iterator()
                    .next();
            page.items().stream()
                    .map(it -> new Row(it.text("id"), it.text(order.position)))
                    .filter(it -> !it.position().equals(after))
                    .forEach(rows::add);
            from = page.lastEvaluatedKey();
            isReadToEnd = from == null;
            limit = Math.min(MAX_READ_LIMIT, limit * 4);
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB Query", e);
        }
    }
}
