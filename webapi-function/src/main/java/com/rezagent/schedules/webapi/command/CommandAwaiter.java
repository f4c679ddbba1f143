package com.rezagent.schedules.webapi.command;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.record.CommandOutcome;
import java.time.Duration;
import java.util.Optional;

/**
 * Polls a record until the outcome of a command is visible. The wait is measured in real time, because a
 * caller is blocked by it. Pauses between reads grow from {@value #FIRST_PAUSE_MILLIS} ms to {@value
 * #LONGEST_PAUSE_MILLIS} ms, which makes at most five reads within the default wait.
 *
 * @param <R> record of the resource
 */
final class CommandAwaiter<R> {
    static final long FIRST_PAUSE_MILLIS = 10;
    static final long LONGEST_PAUSE_MILLIS = 250;

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(LONGEST_PAUSE_MILLIS);

    private final Resource<R, ?> resource;
    private final Sleeper sleeper;
    private final Log log;

    CommandAwaiter(Resource<R, ?> resource, Sleeper sleeper, Log log) {
        this.resource = resource;
        this.sleeper = sleeper;
        this.log = log;
    }

    /**
     * Returns the command's progress, once it is completed or failed to converge, or when the budget is used up. A
     * budget of zero reads once; an interrupt ends the wait early.
     *
     * @throws RefusedException with the code and message of the refusal, if the command was refused; {@code
     *     idempotency_key_reused} if its key was used with a different request
     */
    CommandProgress<R> await(String id, Command command, Duration budget) {
        Duration end = sleeper.elapsed().plus(budget);
        Duration pause = Duration.ofMillis(FIRST_PAUSE_MILLIS);
        Optional<R> last = Optional.empty();
        while (true) {
            Duration left = end.minus(sleeper.elapsed());
            boolean isLast =
                    left.compareTo(pause) <= 0 || Thread.currentThread().isInterrupted();
            if (!left.isNegative() && !left.isZero()) {
                sleeper.pause(isLast ? left : pause);
            }
            Optional<R> read = read(id, command);
            last = read.isPresent() ? read : last;
            Optional<CommandProgress<R>> result = read.flatMap(record -> result(record, command));
            if (result.isPresent() || isLast) {
                return result.orElse(new CommandProgress.Pending<>(last));
            }
            pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
        }
    }

    /**
     * Returns the progress of a command by a record that was read after it was published.
     *
     * @param record empty if there is none, or it could not be read
     * @throws RefusedException as {@link #await}
     */
    CommandProgress<R> progress(Optional<R> record, Command command) {
        return record.flatMap(it -> result(it, command)).orElse(new CommandProgress.Pending<>(record));
    }

    /** A failed read does not fail the request, because the command is already published. */
    private Optional<R> read(String id, Command command) {
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
    private Optional<CommandProgress<R>> result(R record, Command command) {
        CommandOutcome outcome =
                resource.outcomeOf(record, command.context().commandId()).orElse(null);
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

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
