package com.rezagent.schedules.aws;

import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ScheduleState;
import com.rezagent.schedules.schedule.ScheduleId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** Conditional writes of executions, with the states of their schedules in the same transaction. Thread-safe. */
final class ExecutionWrites {
    private static final String CONDITION_FAILED = "ConditionalCheckFailed";

    /** How many states of one schedule a write may find before it is redelivered. */
    private static final int MAX_STATES = 5;

    private final DynamoDbClient client;
    private final String schedulesTable;
    private final Function<ScheduleId, ScheduleState> states;

    /** @param states reads the current state of a schedule */
    ExecutionWrites(DynamoDbClient client, String schedulesTable, Function<ScheduleId, ScheduleState> states) {
        this.client = client;
        this.schedulesTable = schedulesTable;
        this.states = states;
    }

    /** What a write of an execution and a state has done. */
    enum Result {
        BOTH,
        /** Nothing was written, because the execution is not as it must be. */
        OTHER_EXECUTION,
        /** Nothing was written, because the state is not the one that was seen. */
        OTHER_STATE
    }

    /**
     * Writes an execution and what it changes in the state of its schedule, if anything.
     *
     * @param write conditional write of the execution
     * @param change returns a stored state after the write; empty if the state does not change
     * @return false if nothing was written, because the execution is not as it must be
     * @throws TransientException if the state changes again and again
     */
    boolean withState(
            TransactWriteItem write,
            Execution written,
            ScheduleState seen,
            Function<ScheduleState, Optional<ScheduleState>> change) {
        ScheduleId id = written.key().scheduleId();
        ScheduleState stored = seen;
        for (int i = 0; i < MAX_STATES; i++) {
            Optional<ScheduleState> next = change.apply(stored);
            if (next.isEmpty()) {
                return alone(write);
            }
            boolean isFirst = stored.isEmpty() || !stored.incarnation().equals(seen.incarnation());
            Update state = isFirst
                    ? ScheduleStateItems.begin(schedulesTable, id, next.get())
                    : ScheduleStateItems.add(schedulesTable, stored, next.get(), written);
            Result result = both(write, state);
            if (result != Result.OTHER_STATE) {
                return result == Result.BOTH;
            }
            stored = states.apply(id);
        }
        throw new TransientException(
                TransientException.Reason.CONTENDED, "The state of the schedule changes too often to be written");
    }

    /** Writes both, or neither. Retries conflicts: another execution of the schedule is written at the moment. */
    Result both(TransactWriteItem execution, Update state) {
        return Transactions.retryingConflicts(() -> tryBoth(execution, state));
    }

    private Result tryBoth(TransactWriteItem execution, Update state) {
        try {
            client.transactWriteItems(it -> it.transactItems(
                    execution, TransactWriteItem.builder().update(state).build()));
            return Result.BOTH;
        } catch (TransactionCanceledException e) {
            List<String> codes = AwsErrors.codes(e);
            if (!codes.contains(CONDITION_FAILED)) {
                throw AwsErrors.translated("DynamoDB TransactWriteItems", e);
            }
            return codes.get(0).equals(CONDITION_FAILED) ? Result.OTHER_EXECUTION : Result.OTHER_STATE;
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB TransactWriteItems", e);
        }
    }

    /** Writes an execution that changes no state; returns false if it is not as it must be. */
    boolean alone(TransactWriteItem write) {
        Update update = write.update();
        Put put = write.put();
        try {
            if (update != null) {
                client.updateItem(it -> it.tableName(update.tableName())
                        .key(update.key())
                        .updateExpression(update.updateExpression())
                        .conditionExpression(update.conditionExpression())
                        .expressionAttributeNames(update.expressionAttributeNames())
                        .expressionAttributeValues(update.expressionAttributeValues()));
            } else {
                client.putItem(it -> it.tableName(put.tableName())
                        .item(put.item())
                        .conditionExpression(put.conditionExpression())
                        .expressionAttributeNames(put.expressionAttributeNames())
                        .expressionAttributeValues(put.expressionAttributeValues()));
            }
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        } catch (SdkException e) {
            throw AwsErrors.translated(update != null ? "DynamoDB UpdateItem" : "DynamoDB PutItem", e);
        }
    }
}
