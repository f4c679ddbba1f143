package com.rezagent.schedules.aws;

import static com.rezagent.schedules.aws.ExecutionItems.text;
import static com.rezagent.schedules.aws.ExecutionItems.time;

import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionQuery;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** Reads the executions of one schedule for {@link DynamoDbExecutionHistory}. Thread-safe. */
final class DynamoDbExecutionLists {
    /** The maximum number of rows of one read of a list, if few of them have the outcome that it asks for. */
    private static final int MAX_ROWS = 1_000;

    private final DynamoDbClient client;
    private final String executionsTable;

    DynamoDbExecutionLists(DynamoDbClient client, String executionsTable) {
        this.client = client;
        this.executionsTable = executionsTable;
    }

    Page<Execution> list(ExecutionQuery query) {
        String before = query.before();
        QueryRequest.Builder request = listRequest(query, before);
        List<Execution> found = new ArrayList<>();
        // One more than the page has and, as BETWEEN includes it, the key at which the page before ended.
        int rows = query.limit() + (query.firstKey() == null ? 1 : 2);
        try {
            while (true) {
                QueryResponse response = client.query(request.limit(rows).build());
                response.items().stream()
                        .map(ExecutionItems::execution)
                        .filter(it -> !it.key().sortKey().equals(before))
                        .limit(query.limit() + 1L - found.size())
                        .forEach(found::add);
                if (found.size() > query.limit() || response.lastEvaluatedKey().isEmpty()) {
                    return query.page(found);
                }
                request.exclusiveStartKey(response.lastEvaluatedKey());
                rows = Math.min(4 * rows, MAX_ROWS);
            }
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB Query", e);
        }
    }

    private QueryRequest.Builder listRequest(ExecutionQuery query, String before) {
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":id", text(query.scheduleId().value()));
        values.put(":before", text(before));
        String first = query.firstKey();
        String range = "execution_key < :before";
        if (first != null) {
            values.put(":first", text(first));
            range = "execution_key BETWEEN :first AND :before";
        }
        QueryRequest.Builder request = QueryRequest.builder()
                .tableName(executionsTable)
                .keyConditionExpression("schedule_id = :id AND " + range)
                .scanIndexForward(false);
        if (query.outcome() != null) {
            values.put(":outcome", text(query.outcome().text()));
            request.filterExpression(
                    "run_outcome = :outcome OR (attribute_not_exists(run_outcome) AND outcome = :outcome)");
        }
        return request.expressionAttributeValues(values);
    }

    List<Execution> at(ScheduleId scheduleId, Instant scheduledTime) {
        Map<String, AttributeValue> values = Map.of(":id", text(scheduleId.value()), ":time", time(scheduledTime));
        try {
            return client
                    .queryPaginator(it -> it.tableName(executionsTable)
                            .keyConditionExpression("schedule_id = :id AND begins_with(execution_key, :time)")
                            .expressionAttributeValues(values)
                            .consistentRead(true))
                    .items()
                    .stream()
                    .map(ExecutionItems::execution)
                    .toList();
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB Query", e);
        }
    }

    List<Execution> firings(ScheduleId scheduleId, Instant from, Instant to) {
        if (!from.isBefore(to)) {
            return List.of();
        }
        Map<String, AttributeValue> values =
                Map.of(":id", text(scheduleId.value()), ":from", time(from), ":to", time(to));
        try {
            return client
                    .queryPaginator(it -> it.tableName(executionsTable)
                            .keyConditionExpression("schedule_id = :id AND execution_key BETWEEN :from AND :to")
                            .expressionAttributeValues(values)
                            .consistentRead(true))
                    .items()
                    .stream()
                    .map(ExecutionItems::execution)
                    .filter(it ->
                            !it.key().isManual() && it.key().scheduledTime().isBefore(to))
                    .toList();
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB Query", e);
        }
    }
}
