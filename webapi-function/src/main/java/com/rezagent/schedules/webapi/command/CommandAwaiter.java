package com.rezagent.schedules.webapi.command;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.record.CommandOutcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Reads a record until the outcome of a command is visible, see {@link Polling}.
 *
 * @param <R> record of the resource
 * @param <C> its commands
 */
final class CommandAwaiter<R, C extends Command> {
    private final Resource<R, C> resource;
    private final Polling polling;
    private final Log log;

    CommandAwaiter(Resource<R, C> resource, Sleeper sleeper, Log log) {
        this.resource = resource;
        this.polling = new Polling(sleeper);
        this.log = log;
    }

    /**
     * Returns the command's progress, once it is completed or failed to converge, or when the budget is used up. A
     * budget of zero reads once; an interrupt ends the wait early.
     *
     * @throws RefusedException with the code and message of the refusal, if the command was refused; {@code
     *     idempotency_key_reused} if its key was used with a different request
     */
    CommandProgress<R> await(String id, C command, Duration budget) {
        Deque<R> records = new ArrayDeque<>();
        return polling.await(budget, () -> {
                    Optional<R> read = read(id, command);
                    read.ifPresent(records::addLast);
                    return read.flatMap(record -> result(record, command));
                })
                .orElseGet(() -> new CommandProgress.Pending<>(Optional.ofNullable(records.peekLast())));
    }

    /**
     * Returns the progress of a command by a record that was read after it was published.
     *
     * @param record empty if there is none, or it could not be read
     * @throws RefusedException as {@link #await}
     */
    CommandProgress<R> progress(Optional<R> record, C command) {
        return record.flatMap(it -> result(it, command)).orElse(new CommandProgress.Pending<>(record));
    }

    /** A failed read does not fail the request, because the command is already published. */
    private Optional<R> read(String id, C command) {
        try {
            return resource.find(id);
        } catch (TransientException e) {
            log.with(command.subject())
                    .warn(
                            "record_not_read",
                            Log.field("command_id", command.context().commandId()),
                            Log.field("reason", e.reason()));
            return Optional.empty();
        }
    }

    /** Returns the result that ends the wait; empty while there is none in the record. */
    private Optional<CommandProgress<R>> result(R record, C command) {
        CommandOutcome outcome = resource.outcome(record, command).orElse(null);
        if (outcome == null) {
            return Optional.empty();
        }
        CommandPublisher.requireSameRequest(command.context(), outcome.requestDigest());
        CommandOutcome.Refusal refusal = outcome.refusal();
        if (refusal != null) {
            throw new RefusedException(refusal.code(), refusal.message(), refusal.details());
        }
        if (resource.hasConverged(record, outcome.version())) {
            return Optional.of(new CommandProgress.Completed<>(record, outcome));
        }
        return resource.hasFailed(record)
                ? Optional.of(new CommandProgress.Pending<>(Optional.of(record)))
                : Optional.empty();
    }
}
