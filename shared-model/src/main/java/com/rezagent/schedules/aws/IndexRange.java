package com.rezagent.schedules.aws;

import com.rezagent.schedules.aws.ItemSchema.Item;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbIndex;
import software.amazon.awssdk.enhanced.dynamodb.Expression;
import software.amazon.awssdk.enhanced.dynamodb.Key;
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

        private QueryConditional after(String partition, @Nullable String position) {
            Key.Builder key = Key.builder().partitionValue(partition);
            if (position == null) {
                return QueryConditional.keyEqualTo(key.build());
            }
            Key last = key.sortValue(position).build();
            return this == BY_NAME ? QueryConditional.sortGreaterThan(last) : QueryConditional.sortLessThan(last);
        }
    }

    private final DynamoDbIndex<Item> index;
    private final Order order;
    private final QueryEnhancedRequest.Builder request;
    private final Deque<Row> rows = new ArrayDeque<>();
    private int limit;
    private @Nullable Map<String, AttributeValue> from;
    private boolean isReadToEnd;

    /**
     * Creates a range; reads nothing yet.
     *
     * @param after the position before the first row; null for the start of the partition
     * @param expected how many rows are likely needed
     */
    IndexRange(
            DynamoDbIndex<Item> index,
            Order order,
            String partition,
            @Nullable String after,
            @Nullable Expression filter,
            int expected) {
        this.index = index;
        this.order = order;
        this.limit = expected;
        this.request = QueryEnhancedRequest.builder()
                .queryConditional(order.after(partition, after))
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
            page.items().forEach(it -> rows.add(new Row(it.text("id"), it.text(order.position))));
            from = page.lastEvaluatedKey();
            isReadToEnd = from == null;
            limit = Math.min(MAX_READ_LIMIT, limit * 4);
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB Query", e);
        }
    }
}
