package com.rezagent.schedules.aws;

import static com.rezagent.schedules.aws.ExecutionItems.seconds;
import static com.rezagent.schedules.aws.ExecutionItems.text;
import static com.rezagent.schedules.aws.ExecutionItems.time;

import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.Claim;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.execution.ExecutionQuery;
import com.rezagent.schedules.execution.ScheduleState;
import com.rezagent.schedules.execution.Trigger;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * Execution history in the DynamoDB table {@code rez-agent-schedule-executions-{stage}}: partition key {@code
 * schedule_id}, sort key {@code execution_key}, TTL attribute {@code expires_at}. The states of schedules, which
 * executions own, are in the schedules table. Thread-safe.
 */
public final class DynamoDbExecutionHistory implements ExecutionHistory {
    private static final String CONDITION_FAILED = "ConditionalCheckFailed";

    /** The maximum number of rows of one read of a list, if few of them have the outcome that it asks for. */
    private static final int MAX_ROWS = 1_000;

    /** How many states of one schedule a publication may find before it is redelivered. */
    private static final int MAX_STATES = 5;

    private final DynamoDbClient client;
    private final String executionsTable;
    private final String schedulesTable;
    private final BatchReads reads;

    /** @param schedulesTable the table of the {@link DynamoDbScheduleStore} that holds the schedules */
    public DynamoDbExecutionHistory(DynamoDbClient client, String executionsTable, String schedulesTable) {
        this.client = client;
        this.executionsTable = executionsTable;
        this.schedulesTable = schedulesTable;
        this.reads = new BatchReads(client);
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
        List.of("finished_at", "sns_message_id", "reason").forEach(update::remove);
        String claimable = notFinal(update) + " AND " + leaseOver(update, now);
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
            return notGranted(
                    e.hasItem() ? ExecutionItems.execution(e.item()) : find(key).orElseThrow(), incarnation);
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB UpdateItem", e);
        }
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
    public boolean recordPublished(Execution published, ScheduleState seen) {
        ScheduleId id = published.key().scheduleId();
        ScheduleState stored = seen;
        for (int attempt = 0; attempt < MAX_STATES; attempt++) {
            Optional<ScheduleState> next = stored.recorded(published, seen);
            if (next.isEmpty()) {
                return recordUncounted(published);
            }
            boolean isFirst = stored.isEmpty() || !stored.incarnation().equals(seen.incarnation());
            Update state = isFirst
                    ? ScheduleStateItems.begin(schedulesTable, id, next.get())
                    : ScheduleStateItems.add(schedulesTable, stored, next.get(), published);
            Recorded recorded = Transactions.retryingConflicts(() -> recordWith(state, published));
            if (recorded != Recorded.OTHER_STATE) {
                return recorded == Recorded.BOTH;
            }
            stored = state(id);
        }
        throw new TransientException(
                TransientException.Reason.CONTENDED, "The state of the schedule changes too often to be written");
    }

    private enum Recorded {
        BOTH,
        ALREADY_PUBLISHED,
        /** Nothing was written, because the state is not the one that was seen. */
        OTHER_STATE
    }

    private Recorded recordWith(Update state, Execution published) {
        try {
            client.transactWriteItems(it -> it.transactItems(
                    TransactWriteItem.builder()
                            .update(publicationUpdate(published))
                            .build(),
                    TransactWriteItem.builder().update(state).build()));
            return Recorded.BOTH;
        } catch (TransactionCanceledException e) {
            List<String> codes = AwsErrors.codes(e);
            if (!codes.contains(CONDITION_FAILED)) {
                throw AwsErrors.translated("DynamoDB TransactWriteItems", e);
            }
            return codes.get(0).equals(CONDITION_FAILED) ? Recorded.ALREADY_PUBLISHED : Recorded.OTHER_STATE;
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB TransactWriteItems", e);
        }
    }

    @Override
    public Map<ScheduleId, ScheduleState> states(Collection<ScheduleId> ids) {
        List<ScheduleId> all = List.copyOf(ids);
        Map<ScheduleId, ScheduleState> states = new HashMap<>();
        for (int i = 0; i < all.size(); i += BatchReads.MAX_KEYS) {
            KeysAndAttributes keys = KeysAndAttributes.builder()
                    .keys(all.subList(i, Math.min(all.size(), i + BatchReads.MAX_KEYS)).stream()
                            .map(ScheduleStateItems::key)
                            .toList())
                    .consistentRead(true)
                    .build();
            states.putAll(ScheduleStateItems.states(
                    reads.read(Map.of(schedulesTable, keys)).getOrDefault(schedulesTable, List.of())));
        }
        return states;
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
        String condition = update.name("outcome") + " <> " + update.value(text(ExecutionOutcome.PUBLISHED.text()));
        return update.inTransaction(executionsTable, ExecutionItems.key(published.key()))
                .conditionExpression(condition)
                .build();
    }

    @Override
    public boolean record(Execution ended, Instant now) {
        UpdateExpression placeholders = new UpdateExpression();
        String sameAttempt = placeholders.name("attempts") + " = "
                + placeholders.value(AttributeValue.fromN(Integer.toString(ended.attempts())));
        String writable = notFinal(placeholders) + " AND (" + leaseOver(placeholders, now) + " OR " + sameAttempt + ")";
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
    public Optional<Trigger> findTrigger(ScheduleId scheduleId, String commandId) {
        try {
            var found = client.getItem(it -> it.tableName(executionsTable)
                    .key(ExecutionItems.triggerKey(scheduleId, commandId))
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
            request.filterExpression("outcome = :outcome");
        }
        return request.expressionAttributeValues(values);
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
