package com.rezagent.schedules.scheduler.command;

import com.rezagent.schedules.command.CommandReader;
import com.rezagent.schedules.command.CommandRules;
import com.rezagent.schedules.command.ExecutionCommand;
import com.rezagent.schedules.command.ExecutionCommandReader;
import com.rezagent.schedules.command.ExecutionCommandRules;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionDecision;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.Trigger;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.CommandOutcome.Refusal;
import com.rezagent.schedules.record.CommandOutcome.Result;
import com.rezagent.schedules.scheduler.execution.ExecutionUpdates;
import com.rezagent.schedules.scheduler.notice.Notices;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Applies the commands of executions. An execution keeps no outcomes of commands: a command that is delivered again changes
 * nothing, because what it requests is so. Thread-safe.
 */
public final class ExecutionCommandHandler implements CommandHandler<ExecutionCommand> {
    private final ExecutionHistory history;
    private final ExecutionUpdates updates;
    private final Notices notices;
    private final Clock clock;

    public ExecutionCommandHandler(ExecutionHistory history, ExecutionUpdates updates, Notices notices, Clock clock) {
        this.history = history;
        this.updates = updates;
        this.notices = notices;
        this.clock = clock;
    }

    @Override
    public Class<ExecutionCommand> type() {
        return ExecutionCommand.class;
    }

    @Override
    public CommandReader<ExecutionCommand> reader() {
        return new ExecutionCommandReader();
    }

    @Override
    public CommandOutcome process(ExecutionCommand command, Log log) {
        CommandOutcome outcome;
        try {
            outcome = outcome(command, apply(command, log), null);
            recordRequest(command);
        } catch (RefusedException e) {
            deferIfEarly(command, e);
            Refusal refusal = Refusal.of(e);
            outcome = outcome(command, Result.REFUSED, refusal);
            notices.commandRefused(command, refusal);
        }
        CommandLog.write(command, outcome, log);
        return outcome;
    }

    private Result apply(ExecutionCommand command, Log log) {
        Instant now = clock.instant();
        CommandRules.requireRecent(command, now);
        Execution seen = history.find(command.executionId())
                .filter(it -> now.isBefore(it.expiresAt()))
                .orElseThrow(() -> ExecutionCommandRules.notFound(command.executionId()));
        if (ExecutionCommandRules.decide(seen, command, now).written().isEmpty()) {
            return Result.UNCHANGED;
        }
        ExecutionDecision decision = updates.apply(command.executionId(), command.event(), log)
                .orElseThrow(() -> ExecutionCommandRules.notFound(command.executionId()));
        return ExecutionCommandRules.requireAccepted(command, decision)
                        .written()
                        .isPresent()
                ? Result.APPLIED
                : Result.UNCHANGED;
    }

    /** Stores the request behind an {@code Idempotency-Key}, so that the Web API recognises it when it is sent again. */
    private void recordRequest(ExecutionCommand command) {
        String digest = command.context().requestDigest();
        if (digest != null) {
            history.recordTrigger(
                    command.executionId().scheduleId(),
                    command.context().commandId(),
                    new Trigger(clock.instant(), digest));
        }
    }

    private void deferIfEarly(ExecutionCommand command, RefusedException error) {
        if (error.code() == ErrorCode.EXECUTION_NOT_FOUND && CommandRules.isDeferrable(command, clock.instant())) {
            throw new TransientException(TransientException.Reason.TOO_EARLY, error.getMessage(), error);
        }
    }

    private static CommandOutcome outcome(ExecutionCommand command, Result result, @Nullable Refusal refusal) {
        return new CommandOutcome(
                command.context().commandId(),
                result,
                0,
                refusal,
                command.context().requestDigest());
    }
}
