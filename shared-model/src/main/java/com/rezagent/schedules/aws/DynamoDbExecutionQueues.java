package com.rezagent.schedules.aws;

import static com.rezagent.schedules.aws.ExecutionItems.text;

import com.rezagent.schedules.execution.AttentionQuery;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.QueueEntry;
import com.rezagent.schedules.record.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** Reads the queues of executions for {@link DynamoDbExecutionHistory}, see {@link QueueEntry}. Thread-safe. */
final class DynamoDbExecutionQueues {
    /** The index of executions that something is still to be done about, by queue and time. */
    static final String BY_QUEUE = "queue-index";

    private final DynamoDbClient client;
    private final String executionsTable;

    DynamoDbExecutionQueues(DynamoDbClient client, String executionsTable) {
        this.client = client;
        this.executionsTable = executionsTable;
    }

    List<Execution> due(int shard, String from, Instant until, int limit) {
        return queue(QueueEntry.dueQueue(shard), from, QueueEntry.after(until), limit, true);
    }

    Page<Execution> attention(AttentionQuery query) {
        String before = query.before();
        return query.page(limit -> IntStream.range(0, QueueEntry.SHARDS)
                .mapToObj(shard -> queue(QueueEntry.attentionQueue(shard), query.first(), before, limit, false))
                .flatMap(List::stream));
    }

    /** Returns the first executions of a queue from a key (inclusive) to another one (exclusive), in either order. */
    private List<Execution> queue(String queue, String from, String to, int limit, boolean isAscending) {
        // BETWEEN includes the end, which is no entry's key or that of the entry before the page.
        Map<String, AttributeValue> values =
                Map.of(":queue", text(queue), ":from", text(from.isEmpty() ? " " : from), ":to", text(to));
        try {
            List<Execution> found = new ArrayList<>();
            QueryRequest.Builder request = QueryRequest.builder()
                    .tableName(executionsTable)
                    .indexName(BY_QUEUE)
                    .keyConditionExpression("#queue = :queue AND #at BETWEEN :from AND :to")
                    .expressionAttributeNames(Map.of("#queue", "queue", "#at", "at"))
                    .expressionAttributeValues(values)
                    .scanIndexForward(isAscending)
                    .limit(limit + 1);
            while (true) {
                QueryResponse response = client.query(request.build());
                response.items().stream()
                        .filter(it ->
                                !to.equals(Objects.requireNonNull(it.get("at")).s()))
                        .limit(limit - (long) found.size())
                        .map(ExecutionItems::execution)
                        .forEach(found::add);
                if (found.size() >= limit || response.lastEvaluatedKey().isEmpty()) {
                    return found;
                }
                request.exclusiveStartKey(response.lastEvaluatedKey());
            }
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB Query", e);
        }
    }
}
