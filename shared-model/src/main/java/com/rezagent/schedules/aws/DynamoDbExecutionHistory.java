package com.rezagent.schedules.aws;

import static com.rezagent.schedules.aws.ExecutionItems.seconds;
import static com.rezagent.schedules.aws.ExecutionItems.text;
import static com.rezagent.schedules.aws.ExecutionItems.time;

import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.AttentionQuery;
import com.rezagent.schedules.execution.Claim;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionId;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.execution.ExecutionQuery;
import com.rezagent.schedules.execution.Run;
import com.rezagent.schedules.execution.ScheduleState;
import com.rezagent.schedules.execution.Trigger;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * Execution history in the DynamoDB table {@code rez-agent-schedule-executions-{stage}}: partition key {@code
 * schedule_id}, sort key {@code execution_key}, TTL attribute {@code expires_at}, index {@code queue-index} (queue, at).
 * The states of schedules, which executions own, are in the schedules table. Thread-safe.
 */
public final class DynamoDbExecutionHistory implements ExecutionHistory {
    /** How often a write is repeated that depends on a run, if others change it. */
    private static final int MAX_TRIES = 20;

    private final DynamoDbClient client;
    private final String executionsTable;
    private final String schedulesTable;
    private final BatchReads reads;
    private final DynamoDbExecutionLists lists;
    private final DynamoDbExecutionQueues queues;
    private final ExecutionWrites writes;

    /** @param schedulesTable the table of the {@link DynamoDbScheduleStore} that holds the schedules */
    public DynamoDbExecutionHistory(DynamoDbClient client, String executionsTable, String schedulesTable) {
        this.client = client;
        this.executionsTable = executionsTable;
        this.schedulesTable = schedulesTable;
        this.reads = new BatchReads(client);
        this.lists = new DynamoDbExecutionLists(client, executionsTable);
        this.queues = new DynamoDbExecutionQueues(client, executionsTable);
        this.writes = new ExecutionWrites(client, schedulesTable, this::state);
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

    /** Firings and triggers are read at once; each manual execution takes one query more. */
    @Override
    public Map<ExecutionId, Execution> findAll(Collection<ExecutionId> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        Map<Map<String, AttributeValue>, ExecutionId> byKey = new HashMap<>();
        ids.forEach(id -> byKey.put(ExecutionItems.key(id), id));
        KeysAndAttributes keys = KeysAndAttributes.builder()
                .keys(byKey.keySet())
                .consistentRead(true)
                .build();
        Map<ExecutionId, Execution> found = new HashMap<>();
        for (var item : reads.read(Map.of(executionsTable, keys)).getOrDefault(executionsTable, List.of())) {
            ExecutionId id = Objects.requireNonNull(byKey.get(ExecutionItems.key(item)));
            Optional<Execution> execution = id.firing().isPresent()
                    ? Optional.of(ExecutionItems.execution(item))
                    : findManual(id, ExecutionItems.trigger(item));
            execution.ifPresent(it -> found.put(id, it));
        }
        return found;
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
            if (writes.alone(replacement(existing, claimed))) {
                return new Claim.Granted(claimed);
            }
            existing = find(existing.key()).orElseThrow();
        }
        throw contended();
    }

    @Override
    public Claim claimAlone(ExecutionKey key, Instant now, Duration lease, ScheduleState seen) {
        String incarnation = seen.incarnation();
        ScheduleState stored = seen;
        Optional<Execution> found = Optional.empty();
        for (int i = 0; i < MAX_TRIES; i++) {
            if (found.isPresent()) {
                Execution existing = found.get();
                boolean isOthers = !key.isManual() && !existing.incarnation().equals(incarnation);
                if (isOthers || !existing.isClaimable(now)) {
                    return notGranted(existing, incarnation);
                }
            }
            Execution claimed = found.map(it -> it.reclaimed(incarnation, now, lease))
                    .orElseGet(() -> Execution.claimed(key, incarnation, now, lease))
                    .tracked();
            if (stored.isOccupied(claimed)) {
                // The open execution may be this one, and the state that was read may be outdated.
                ScheduleState current = state(key.scheduleId());
                Optional<Execution> existing = find(key);
                if (existing.equals(found) && current.isOccupied(claimed)) {
                    return new Claim.Overlapping();
                }
                stored = current;
                found = existing;
                continue;
            }
            switch (writeClaim(found, claimed, seen, stored)) {
                case BOTH -> {
                    return new Claim.Granted(claimed);
                }
                case OTHER_EXECUTION -> found = find(key);
                case OTHER_STATE -> stored = state(key.scheduleId());
            }
        }
        throw contended();
    }

    /** Writes a claim and makes the execution the open one of its schedule. */
    private ExecutionWrites.Result writeClaim(
            Optional<Execution> before, Execution claimed, ScheduleState seen, ScheduleState stored) {
        TransactWriteItem write = before.map(it -> replacement(it, claimed))
                .orElseGet(() -> put(claimed, "attribute_not_exists(execution_key)", new UpdateExpression()));
        Optional<ScheduleState> next = stored.claimed(claimed, seen);
        if (next.isEmpty()) {
            return writes.alone(write) ? ExecutionWrites.Result.BOTH : ExecutionWrites.Result.OTHER_EXECUTION;
        }
        boolean isFirst = stored.isEmpty() || !stored.incarnation().equals(seen.incarnation());
        ScheduleId id = claimed.key().scheduleId();
        Update state = isFirst
                ? ScheduleStateItems.begin(schedulesTable, id, next.get())
                : ScheduleStateItems.open(schedulesTable, stored, next.get(), claimed);
        return writes.both(write, state);
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

    @Override
    public boolean recordPublished(Execution published, ScheduleState seen) {
        TransactWriteItem update =
                TransactWriteItem.builder().update(publicationUpdate(published)).build();
        return writes.withState(update, published, seen, it -> it.recorded(published, seen))
                || recordOverRun(published, seen);
    }

    /** Records a publication over a run, which a report has begun before. */
    private boolean recordOverRun(Execution published, ScheduleState seen) {
        for (int i = 0; i < MAX_TRIES; i++) {
            Execution stored = find(published.key()).orElseThrow();
            Optional<Execution> recorded = stored.run() == null ? Optional.empty() : published.recordedOver(stored);
            if (recorded.isEmpty()) {
                return false;
            }
            if (replace(stored, recorded.get(), seen)) {
                return true;
            }
        }
        throw contended();
    }

    @Override
    public boolean replace(Execution before, Execution after, ScheduleState seen) {
        return writes.withState(replacement(before, after), after, seen, it -> it.changed(before, after, seen));
    }

    /** Returns the write of the next version. Earlier releases change no revision, so it also checks what they change. */
    private TransactWriteItem replacement(Execution before, Execution after) {
        after.requireSuccessorOf(before);
        UpdateExpression placeholders = new UpdateExpression();
        String condition = placeholders.name("outcome") + " = "
                + placeholders.value(text(before.outcome().text()))
                + " AND " + placeholders.name("attempts") + " = "
                + placeholders.value(AttributeValue.fromN(Integer.toString(before.attempts())))
                + " AND " + runIs(placeholders, before.run());
        return put(after, condition, placeholders);
    }

    private TransactWriteItem put(Execution execution, String condition, UpdateExpression placeholders) {
        return TransactWriteItem.builder()
                .put(it -> it.tableName(executionsTable)
                        .item(ExecutionItems.item(execution))
                        .conditionExpression(condition)
                        .expressionAttributeNames(placeholders.names().isEmpty() ? null : placeholders.names())
                        .expressionAttributeValues(placeholders.values().isEmpty() ? null : placeholders.values()))
                .build();
    }

    private static String runIs(UpdateExpression placeholders, @Nullable Run run) {
        return run == null
                ? "attribute_not_exists(" + placeholders.name("run_revision") + ")"
                : revisionIs(placeholders, run.revision());
    }

    private static String revisionIs(UpdateExpression placeholders, long revision) {
        return placeholders.name("run_revision") + " = "
                + placeholders.value(AttributeValue.fromN(Long.toString(revision)));
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

    @Override
    public boolean record(Execution ended, Instant now, ScheduleState seen) {
        UpdateExpression placeholders = new UpdateExpression();
        String sameAttempt = placeholders.name("attempts") + " = "
                + placeholders.value(AttributeValue.fromN(Integer.toString(ended.attempts())));
        String unchanged =
                ended.run() == null ? runIs(placeholders, null) : revisionIs(placeholders, ended.runRevision() - 1);
        String writable = notFinal(placeholders) + " AND (" + leaseOver(placeholders, now) + " OR " + sameAttempt
                + ") AND " + unchanged;
        String condition = "attribute_not_exists(execution_key) OR (" + writable + ")";
        return writes.withState(put(ended, condition, placeholders), ended, seen, it -> it.ended(ended, seen));
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
        return lists.list(query);
    }

    @Override
    public List<Execution> at(ScheduleId scheduleId, Instant scheduledTime) {
        return lists.at(scheduleId, scheduledTime);
    }

    @Override
    public List<Execution> firings(ScheduleId scheduleId, Instant from, Instant to) {
        return lists.firings(scheduleId, from, to);
    }

    @Override
    public List<Execution> due(int shard, String from, Instant until, int limit) {
        return queues.due(shard, from, until, limit);
    }

    @Override
    public Page<Execution> attention(AttentionQuery query) {
        return queues.attention(query);
    }
}
