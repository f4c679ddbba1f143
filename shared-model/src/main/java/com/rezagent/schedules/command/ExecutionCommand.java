package com.rezagent.schedules.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.execution.ExecutionEvent;
import com.rezagent.schedules.execution.ExecutionId;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.schedule.ScheduleId;
import java.util.List;
import java.util.Optional;

/** A request to change one execution. It does not change the record of its schedule. */
public sealed interface ExecutionCommand extends Command {
    ExecutionId executionId();

    @Override
    ExecutionAction action();

    /**
     * Returns what the command means for its execution.
     *
     * @throws RefusedException if the command is always refused
     */
    ExecutionEvent event();

    @Override
    default Log.Field subject() {
        return Log.field("execution_id", executionId().text());
    }

    @Override
    default Optional<ScheduleId> aboutSchedule() {
        return Optional.of(executionId().scheduleId());
    }

    @Override
    default List<Log.Field> details() {
        return List.of(Log.field("reason", context().reason()));
    }

    @Override
    default int schemaVersion() {
        return 5;
    }

    @Override
    default void write(ObjectNode message) {
        message.put("execution_id", executionId().text());
    }

    /**
     * Makes another attempt of an execution that has ended badly.
     *
     * @param attempt its number, the last attempt and 1, so that a repeated delivery requests the same attempt
     */
    record Retry(Context context, ExecutionId executionId, int attempt) implements ExecutionCommand {
        @Override
        public ExecutionAction action() {
            return ExecutionAction.RETRY;
        }

        @Override
        public ExecutionEvent event() {
            return new ExecutionEvent.RetryRequested(attempt, context.requestedBy(), context.reason());
        }

        @Override
        public List<Log.Field> details() {
            return List.of(Log.field("attempt", attempt), Log.field("reason", context.reason()));
        }

        @Override
        public void write(ObjectNode message) {
            ExecutionCommand.super.write(message);
            message.put("attempt", attempt);
        }
    }

    /** Notes that someone knows of a failure, so that it needs no more attention. */
    record Acknowledge(Context context, ExecutionId executionId) implements ExecutionCommand {
        @Override
        public ExecutionAction action() {
            return ExecutionAction.ACKNOWLEDGE;
        }

        @Override
        public ExecutionEvent event() {
            return new ExecutionEvent.Acknowledged(context.requestedBy(), context.reason());
        }
    }

    /** A command that identifies its execution but is always refused, whatever the record contains. */
    record Malformed(Context context, ExecutionAction action, ExecutionId executionId, RefusedException error)
            implements ExecutionCommand {
        @Override
        public boolean mayWait() {
            return false;
        }

        @Override
        public ExecutionEvent event() {
            throw error;
        }
    }
}
