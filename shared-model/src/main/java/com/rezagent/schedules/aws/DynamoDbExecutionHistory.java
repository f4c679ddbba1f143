package com.rezagent.schedules.aws;

import static com.rezagent.schedules.aws.ExecutionItems.seconds;
import static com.rezagent.schedules.aws.ExecutionItems.text;
import static com.rezagent.schedules.aws.ExecutionItems.time;

import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.AttentionQuery;
import com.rezagent.schedules.execution.Claim;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.execution.ExecutionQuery;
import com.rezagent.schedules.execution.QueueEntry;
import com.rezagent.schedules.execution.Run;
import com.rezagent.schedules.execution.Trigger;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * Execution history in the DynamoDB table {@code rez-agent-schedule-executions-{stage}}: partition key {@code
 * schedule_id}, sort key {@code execution_key}, TTL attribute {@code expires_at}, index {@code queue-index} (queue, at). The counters of executions are in the
 * schedules table. Thread-safe.
 */
public final class DynamoDbExecutionHistory implements ExecutionHistory {
    /** The index of executions that something is still to be done about, by queue and time; see {@link QueueEntry}. */
    static final String BY_QUEUE = "queue-index";

    private static final String CONDITION_FAILED = "ConditionalCheckFailed";

    /** How often a write is repeated that depends on a run, if others change it. */
    private static final int MAX_TRIES = 20;

    /** The maximum number of rows of one read of a list, if few of them have the outcome that it asks for. */
    private static final int MAX_ROWS = 1_000;

    private final DynamoDbClient client;
    private final String executionsTable;
    private final String schedulesTable;

    /** @param schedulesTable the table of the {@link DynamoDbScheduleStore} that holds the schedules */
    public DynamoDbExecutionHistory(DynamoDbClient client, String executionsTable, String schedulesTable) {
        this.client = client;
        this.executionsTable = executionsTable;
        this.schedulesTable = schedulesTable;
    }

    @Override
    public Optional<Execution> find(ExecutionKey key) {
        try {
            var found = client.getItem(it ->
                    it.tableName(executionsTable).key(ExecutionItems.key(key)).consistentRead(true));
            return found.hasItem() ? Optional.of(ExecutionItems.execution(found.item())) : Optional.empty();
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB GetItem", e);
        }
    }

    @Override
    public Claim claim(ExecutionKey key, String incarnation, Instant now, Duration lease) {
        UpdateExpression update = new UpdateExpression();
        update.set("outcome", text(ExecutionOutcome.IN_PROGRESS.text()));
        update.set("incarnation", text(incarnation));
        update.set("lease_until", time(now.plus(lease)));
        update.increase("attempts", 1);
        update.setIfAbsent("first_seen", time(now));
        update.setIfAbsent("expires_at", seconds(now.plus(Execution.TIME_TO_LIVE)));
        identify(update, key);
        List.of("finished_at", "sns_message_id", "reason", "queue", "at").forEach(update::remove);
        String claimable = notFinal(update) + " AND " + leaseOver(update, now) + " AND " + runIs(update, null);
        if (!key.isManual()) {
            claimable += " AND " + update.name("incarnation") + " = " + update.value(text(incarnation));
        }
        String condition = "attribute_not_exists(execution_key) OR (" + claimable + ")";
        try {
            var claimed = client.updateItem(update.request(executionsTable, ExecutionItems.key(key))
                    .conditionExpression(condition)
                    .returnValues(ReturnValue.ALL_NEW)
                    .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                    .build());
            return new Claim.Granted(ExecutionItems.execution(claimed.attributes()));
        } catch (ConditionalCheckFailedException e) {
            return notClaimed(
                    e.hasItem() ? ExecutionItems.execution(e.item()) : find(key).orElseThrow(),
                    incarnation,
                    now,
                    lease);
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB UpdateItem", e);
        }
    }

    /** Takes over an execution with a run, whose next version depends on the one that is read. */
    private Claim notClaimed(Execution found, String incarnation, Instant now, Duration lease) {
        Execution existing = found;
        for (int i = 0; i < MAX_TRIES; i++) {
            boolean isOthers =
                    !existing.key().isManual() && !existing.incarnation().equals(incarnation);
            if (isOthers || !existing.isClaimable(now)) {
                return notGranted(existing, incarnation);
            }
            Execution claimed = existing.reclaimed(incarnation, now, lease);
            if (put(existing, claimed)) {
                return new Claim.Granted(claimed);
            }
            existing = find(existing.key()).orElseThrow();
        }
        throw contended();
    }

    private static TransientException contended() {
        return new TransientException(
                TransientException.Reason.CONTENDED, "Others have changed this execution again and again");
    }

    private static Claim notGranted(Execution existing, String incarnation) {
        if (!existing.key().isManual() && !existing.incarnation().equals(incarnation)) {
            return new Claim.OfAnotherIncarnation(existing);
        }
        return existing.outcome().isFinal()
                ? new Claim.Ended(existing)
                : new Claim.Leased(Objects.requireNonNull(
                        existing.leaseUntil(), "An execution that is neither final nor claimable must have a lease"));
    }

    /** Retries conflicts. A conflict means that another execution of the schedule is counted at the same moment. */
    @Override
    public boolean recordPublished(Execution published) {
        return Transactions.retryingConflicts(() -> recordAndCount(published)) || recordOverRun(published);
    }

    /** Records a publication over a run, which a report has begun before. */
    private boolean recordOverRun(Execution published) {
        for (int i = 0; i < MAX_TRIES; i++) {
            Execution stored = find(published.key()).orElseThrow();
            if (stored.run() == null) {
                return false;
            }
            Optional<Execution> recorded = published.recordedOver(stored);
            if (recorded.isEmpty()) {
                return false;
            }
            if (replace(stored, recorded.get())) {
                return true;
            }
        }
        throw contended();
    }

    @Override
    public boolean replace(Execution before, Execution after) {
        boolean isCount = after.isCounted() && !before.isCounted();
        return isCount ? Transactions.retryingConflicts(() -> putAndCount(before, after)) : put(before, after);
    }

    private boolean put(Execution before, Execution after) {
        UpdateExpression placeholders = new UpdateExpression();
        String condition = sameAs(placeholders, before, after);
        try {
            client.putItem(it -> it.tableName(executionsTable)
                    .item(ExecutionItems.item(after))
                    .conditionExpression(condition)
                    .expressionAttributeNames(placeholders.names())
                    .expressionAttributeValues(placeholders.values()));
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB PutItem", e);
        }
    }

    private boolean putAndCount(Execution before, Execution after) {
        UpdateExpression placeholders = new UpdateExpression();
        String condition = sameAs(placeholders, before, after);
        try {
            client.transactWriteItems(it -> it.transactItems(
                    TransactWriteItem.builder()
                            .put(put -> put.tableName(executionsTable)
                                    .item(ExecutionItems.item(after))
                                    .conditionExpression(condition)
                                    .expressionAttributeNames(placeholders.names())
                                    .expressionAttributeValues(placeholders.values()))
                            .build(),
                    TransactWriteItem.builder().update(counterUpdate(after)).build()));
            return true;
        } catch (TransactionCanceledException e) {
            List<String> codes = AwsErrors.codes(e);
            if (!codes.contains(CONDITION_FAILED)) {
                throw AwsErrors.translated("DynamoDB TransactWriteItems", e);
            }
            // The schedule was deleted or recreated meanwhile, so there is no record to count on.
            return !codes.get(0).equals(CONDITION_FAILED) && put(before, after);
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB TransactWriteItems", e);
        }
    }

    /** Returns the condition that an execution is still as it was read. Earlier releases change no revision. */
    private static String sameAs(UpdateExpression placeholders, Execution before, Execution after) {
        after.requireSuccessorOf(before);
        return placeholders.name("outcome") + " = "
                + placeholders.value(text(before.outcome().text()))
                + " AND " + placeholders.name("attempts") + " = "
                + placeholders.value(AttributeValue.fromN(Integer.toString(before.attempts())))
                + " AND " + runIs(placeholders, before.run());
    }

    private static String runIs(UpdateExpression placeholders, @Nullable Run run) {
        String revision = placeholders.name("run_revision");
        return run == null
                ? "attribute_not_exists(" + revision + ")"
                : revision + " = " + placeholders.value(AttributeValue.fromN(Long.toString(run.revision())));
    }

    private boolean recordAndCount(Execution published) {
        try {
            client.transactWriteItems(it -> it.transactItems(
                    TransactWriteItem.builder()
                            .update(publicationUpdate(published))
                            .build(),
                    TransactWriteItem.builder().update(counterUpdate(published)).build()));
            return true;
        } catch (TransactionCanceledException e) {
            List<String> codes = AwsErrors.codes(e);
            if (!codes.contains(CONDITION_FAILED)) {
                throw AwsErrors.translated("DynamoDB TransactWriteItems", e);
            }
            // The schedule was deleted or recreated meanwhile, so there is no record to count on.
            return !codes.get(0).equals(CONDITION_FAILED) && recordUncounted(published);
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB TransactWriteItems", e);
        }
    }

    private boolean recordUncounted(Execution published) {
        Update update = publicationUpdate(published);
        try {
            client.updateItem(it -> it.tableName(update.tableName())
                    .key(update.key())
                    .updateExpression(update.updateExpression())
                    .conditionExpression(update.conditionExpression())
                    .expressionAttributeNames(update.expressionAttributeNames())
                    .expressionAttributeValues(update.expressionAttributeValues()));
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB UpdateItem", e);
        }
    }

    /**
     * Returns the update that records a publication unless there is one. It preserves attempts that others counted
     * meanwhile.
     */
    private Update publicationUpdate(Execution published) {
        UpdateExpression update = new UpdateExpression();
        Map<String, AttributeValue> item = new HashMap<>(ExecutionItems.item(published));
        ExecutionItems.key(published.key()).keySet().forEach(item::remove);
        for (String preserved : List.of("attempts", "first_seen", "expires_at")) {
            update.setIfAbsent(preserved, Objects.requireNonNull(item.remove(preserved)));
        }
        item.forEach(update::set);
        List.of("lease_until", "reason").forEach(update::remove);
        List.of("queue", "at").stream().filter(it -> !item.containsKey(it)).forEach(update::remove);
        String condition = update.name("outcome") + " <> "
                + update.value(text(ExecutionOutcome.PUBLISHED.text()))
                + " AND " + runIs(update, null);
        return update.inTransaction(executionsTable, ExecutionItems.key(published.key()))
                .conditionExpression(condition)
                .build();
    }

    private Update counterUpdate(Execution published) {
        UpdateExpression update = new UpdateExpression();
        update.increase("execution_count", 1);
        update.set(
                "last_triggered",
                text(Objects.requireNonNull(published.finishedAt()).toString()));
        String condition = update.name("incarnation") + " = " + update.value(text(published.incarnation()));
        return update.inTransaction(
                        schedulesTable,
                        Map.of("id", text(published.key().scheduleId().value())))
                .conditionExpression(condition)
                .build();
    }

    @Override
    public boolean record(Execution ended, Instant now) {
        UpdateExpression placeholders = new UpdateExpression();
        String sameAttempt = placeholders.name("attempts") + " = "
                + placeholders.value(AttributeValue.fromN(Integer.toString(ended.attempts())));
        String unchanged = ended.run() == null
                ? runIs(placeholders, null)
                : placeholders.name("run_revision") + " = "
                        + placeholders.value(AttributeValue.fromN(Long.toString(ended.runRevision() - 1)));
        String writable = notFinal(placeholders) + " AND (" + leaseOver(placeholders, now) + " OR " + sameAttempt
                + ") AND " + unchanged;
        try {
            client.putItem(it -> it.tableName(executionsTable)
                    .item(ExecutionItems.item(ended))
                    .conditionExpression("attribute_not_exists(execution_key) OR (" + writable + ")")
                    .expressionAttributeNames(placeholders.names())
                    .expressionAttributeValues(placeholders.values()));
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB PutItem", e);
        }
    }

    @Override
    public Trigger recordTrigger(ScheduleId scheduleId, String commandId, Trigger delivery) {
        try {
            client.putItem(it -> it.tableName(executionsTable)
                    .item(ExecutionItems.item(scheduleId, commandId, delivery))
                    .conditionExpression("attribute_not_exists(execution_key)")
                    .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD));
            return delivery;
        } catch (ConditionalCheckFailedException e) {
            return e.hasItem()
                    ? ExecutionItems.trigger(e.item())
                    : findTrigger(scheduleId, commandId).orElseThrow();
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB PutItem", e);
        }
    }

    @Override
    public Optional<Trigger> findTriggerByKey(ScheduleId scheduleId, String triggerKey) {
        try {
            var found = client.getItem(it -> it.tableName(executionsTable)
                    .key(ExecutionItems.triggerKey(scheduleId, triggerKey))
                    .consistentRead(true));
            return found.hasItem() ? Optional.of(ExecutionItems.trigger(found.item())) : Optional.empty();
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB GetItem", e);
        }
    }

    private static void identify(UpdateExpression update, ExecutionKey key) {
        update.set("scheduled_time", time(key.scheduledTime()));
        if (key.commandId() != null) {
            update.set("command_id", text(key.commandId()));
        }
    }

    private static String notFinal(UpdateExpression update) {
        return "NOT %s IN (%s, %s)"
                .formatted(
                        update.name("outcome"),
                        update.value(text(ExecutionOutcome.PUBLISHED.text())),
                        update.value(text(ExecutionOutcome.SKIPPED.text())));
    }

    private static String leaseOver(UpdateExpression update, Instant now) {
        String lease = update.name("lease_until");
        return "(attribute_not_exists(%1$s) OR %1$s <= %2$s)".formatted(lease, update.value(time(now)));
    }

    @Override
    public Page<Execution> list(ExecutionQuery query) {
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

    @Override
    public List<Execution> at(ScheduleId scheduleId, Instant scheduledTime) {
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

    @Override
    public List<Execution> due(int shard, Instant until, int limit) {
        return queue(QueueEntry.dueQueue(shard), "", QueueEntry.after(until), limit, true);
    }

    @Override
    public Page<Execution> attention(AttentionQuery query) {
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

    @Override
    public List<Execution> firings(ScheduleId scheduleId, Instant from, Instant to) {
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
