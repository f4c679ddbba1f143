package com.rezagent.schedules.command;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.CommandOutcome.Result;
import com.rezagent.schedules.record.CommandedRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules that hold for the commands of every kind of resource: a command is decided once, expires, waits for its
 * prerequisites, and its outcome is stored. Pure: the same command, record and time always give the same decision.
 *
 * @param <R> record of the resource
 * @param <C> its commands
 */
public abstract class CommandRules<R extends CommandedRecord<R>, C extends Command> {
    /**
     * How long a command that came directly over SNS is retried while its resource does not exist, is deleted, or is in
     * conflict with it.
     */
    static final Duration MAX_DEFER_TIME = Duration.ofMinutes(2);

    /**
     * Maximum age of a command. Tombstones are kept for 90 days, so a create of this age always finds the tombstone of
     * a later delete and cannot recreate the resource.
     */
    static final Duration MAX_AGE = Duration.ofDays(30);

    /**
     * Returns the effect of a command that is neither known nor too old.
     *
     * @param before the current record; null if there is none
     * @param precondition what the sender requires of the record
     * @throws RefusedException if the command is refused
     */
    protected abstract Decision<R> effect(@Nullable R before, C command, Precondition precondition, Instant now);

    /** Returns whether a command refused with this code may succeed once other commands have arrived. */
    protected abstract boolean mayArriveLater(ErrorCode code);

    /**
     * Returns the effect of a command, with the change of the record. A refusal is a decision, too: its outcome is stored.
     *
     * @param record the current record; empty if there is none
     * @param now the current time; it replaces a later issue time, and the command's age is measured against it
     */
    public final Decision<R> decide(Optional<R> record, C command, Instant now) {
        try {
            R before = record.orElse(null);
            Instant requestedAt = command.context().effectiveIssuedAt(now);
            return decide(record, command, Precondition.NONE, now)
                    .withChange(next -> Change.between(before, next, cause(command), requestedAt, now)
                            .orElse(null));
        } catch (RefusedException e) {
            return refused(record.orElse(null), command, e, now);
        }
    }

    private static Change.Cause cause(Command command) {
        Command.Context context = command.context();
        return new Change.Cause(command.action().text(), context.requestedBy(), context.reason(), context.commandId());
    }

    /**
     * As {@link #decide(Optional, Command, Instant)}, for a command that is not published yet.
     *
     * @param precondition what its sender requires of the record
     * @throws RefusedException if the command would be refused, with all details
     */
    public final Decision<R> decide(Optional<R> record, C command, Precondition precondition, Instant now) {
        R before = record.orElse(null);
        if (before != null) {
            Optional<CommandOutcome> known = before.outcomeOf(command.context().commandId());
            if (known.isPresent()) {
                return new Decision.AlreadyDecided<>(before, outcomeOfRepeated(known.get(), command));
            }
        }
        requireRecent(command, now);
        return effect(before, command, precondition, now);
    }

    /**
     * Checks the age of a command.
     *
     * @throws RefusedException {@code command_expired} if it is older than 30 days
     */
    public static void requireRecent(Command command, Instant now) {
        if (command.context().issuedAt().isBefore(now.minus(MAX_AGE))) {
            throw refuse(ErrorCode.COMMAND_EXPIRED, "The command is older than 30 days", "send it again");
        }
    }

    /**
     * Returns whether a command whose resource is missing is retried later: one that came directly over SNS may have
     * overtaken others.
     */
    public static boolean isDeferrable(Command command, Instant now) {
        return command.mayWait()
                && command.context().origin() == Command.Origin.PUBLISHER
                && command.context().waitStart().isAfter(now.minus(MAX_DEFER_TIME));
    }

    /** Returns the stored outcome, or a refusal if the same key was sent with a different request. */
    private static CommandOutcome outcomeOfRepeated(CommandOutcome known, Command command) {
        String firstDigest = known.requestDigest();
        String digest = command.context().requestDigest();
        return firstDigest == null || digest == null || firstDigest.equals(digest)
                ? known
                : new CommandOutcome(
                        known.commandId(),
                        Result.REFUSED,
                        known.version(),
                        CommandOutcome.Refusal.of(RequestDigest.keyReused()));
    }

    private Decision<R> refused(@Nullable R before, Command command, RefusedException error, Instant now) {
        if (mayArriveLater(error.code()) && isDeferrable(command, now)) {
            return new Decision.Defer<>(error.getMessage());
        }
        CommandOutcome outcome = outcome(
                command, Result.REFUSED, before == null ? 0 : before.version(), CommandOutcome.Refusal.of(error));
        return before == null
                ? new Decision.Reject<>(outcome)
                : new Decision.Replace<>(before.withOutcome(outcome), outcome);
    }

    /** Returns the decision that a command creates this record. */
    protected static <R extends CommandedRecord<R>> Decision<R> inserted(R created, Command command) {
        return inserted(created, command, Result.APPLIED);
    }

    /** Returns the decision that a command stores a record that exists although it was never written. */
    protected static <R extends CommandedRecord<R>> Decision<R> inserted(R created, Command command, Result result) {
        CommandOutcome outcome = outcome(command, result, created.version(), null);
        return new Decision.Insert<>(created.withOutcome(outcome), outcome);
    }

    /** Returns the decision that a command has a result other than a refusal, after which the record is {@code next}. */
    protected static <R extends CommandedRecord<R>> Decision<R> decided(R next, Command command, Result result) {
        CommandOutcome outcome = outcome(command, result, next.version(), null);
        return new Decision.Replace<>(next.withOutcome(outcome), outcome);
    }

    private static CommandOutcome outcome(
            Command command, Result result, long version, CommandOutcome.@Nullable Refusal refusal) {
        return new CommandOutcome(
                command.context().commandId(),
                result,
                version,
                refusal,
                command.context().requestDigest());
    }

    protected static RefusedException refuse(ErrorCode code, String message, String detail) {
        return new RefusedException(code, message, detail);
    }
}
