package com.rezagent.schedules.command;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.execution.Envelope;
import com.rezagent.schedules.plan.FiringPlan;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.CommandOutcome.Result;
import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.DefinitionReader;
import com.rezagent.schedules.schedule.ParsedDefinition;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.schedule.State;
import com.rezagent.schedules.schedule.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides the effect of a command on a record. Pure: the same command, record and time always give the same decision.
 *
 * <p>Each register is last-writer-wins by its stamp: a command is stale if its stamp is earlier than that of a register
 * that it writes, or than the latest delete. It stamps only the registers that it writes. A refused or stale command
 * changes neither the values of the registers nor the version.
 */
public final class Decider {
    /**
     * How long a command that came directly over SNS is retried while its schedule does not exist, is deleted, or has a
     * conflicting definition.
     */
    static final Duration MAX_DEFER_TIME = Duration.ofMinutes(2);

    /**
     * Maximum age of a command. Tombstones are kept for 90 days, so a create of this age always finds the tombstone of
     * a later delete and cannot recreate the schedule.
     */
    static final Duration MAX_AGE = Duration.ofDays(30);

    private final DefinitionReader reader;

    public Decider(DefinitionReader reader) {
        this.reader = reader;
    }

    /**
     * Returns the effect of a command. A refusal is a decision, too: its outcome is stored.
     *
     * @param record the current record; empty if there is none
     * @param now the current time; it replaces a later issue time, and the command's age is measured against it
     */
    public Decision decide(Optional<Schedule> record, Command command, Instant now) {
        try {
            return decide(record, command, Precondition.NONE, now);
        } catch (RefusedException e) {
            return refused(record.orElse(null), command, e, now);
        }
    }

    /**
     * As {@link #decide(Optional, Command, Instant)}, for a command that is not published yet.
     *
     * @param precondition what its sender requires of the record
     * @throws RefusedException if the command would be refused, with all details
     */
    public Decision decide(Optional<Schedule> record, Command command, Precondition precondition, Instant now) {
        Schedule before = record.orElse(null);
        if (before != null) {
            Optional<CommandOutcome> known = before.outcomeOf(command.context().commandId());
            if (known.isPresent()) {
                return new Decision.AlreadyDecided(before, outcomeOfRepeated(known.get(), command));
            }
        }
        if (command.context().issuedAt().isBefore(now.minus(MAX_AGE))) {
            throw refuse(ErrorCode.COMMAND_EXPIRED, "The command is older than 30 days", "send it again");
        }
        return command.apply(this, before, precondition, now);
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

    private static Schedule require(@Nullable Schedule before, Command command) {
        if (before != null && before.definition() != null) {
            return before;
        }
        ScheduleName name = command.context().sentName();
        throw refuse(
                ErrorCode.SCHEDULE_NOT_FOUND,
                "There is no such schedule",
                name == null
                        ? "schedule_id: " + command.scheduleId() + " does not exist; create it first"
                        : "name: no schedule is named " + name.value() + "; create it first");
    }

    /** Decides a command that needs an existing schedule; it is stale if that was deleted later. */
    Decision ifExists(@Nullable Schedule record, Command command, Function<Schedule, Decision> rule) {
        Schedule before = require(record, command);
        if (command.stamp().isBefore(before.lifecycle().deleted())) {
            // Issued for an incarnation that has ended.
            return decided(before, command, Result.STALE);
        }
        if (before.isDeleted()) {
            throw deletedError(before);
        }
        return rule.apply(before);
    }

    Decision create(@Nullable Schedule before, Command.Create create, Instant now) {
        Stamp stamp = create.stamp();
        String by = create.context().requestedBy();
        ParsedDefinition parsed = reader.read(create.body().toNode());
        Definition requested = parsed.definition();
        Instant issuedAt = create.context().effectiveIssuedAt(now);
        if (before == null) {
            check(requested, issuedAt);
            Schedule created = Schedule.create(parsed, stamp, issuedAt, by);
            CommandOutcome outcome = outcome(create, Result.APPLIED, created.version(), null);
            return new Decision.Insert(created.withOutcome(outcome), outcome);
        }
        if (before.isDeleted()) {
            if (stamp.isBefore(before.lifecycle().deleted())) {
                return decided(before.withRepeatedCreate(stamp), create, Result.STALE);
            }
            check(requested, issuedAt);
            return decided(before.withNewIncarnation(parsed, stamp, by, now), create, Result.APPLIED);
        }
        if (requested.equals(before.definition())
                && parsed.initial() == before.lifecycle().initial()) {
            return decided(before.withRepeatedCreate(stamp).withEngineRetry(now), create, Result.UNCHANGED);
        }
        if (stamp.isBefore(before.definitionStamp())) {
            return decided(before.withRepeatedCreate(stamp), create, Result.OVERTAKEN);
        }
        if (before.isCompleted() && before.lifecycle().created().isBefore(stamp)) {
            check(requested, issuedAt);
            return decided(before.withNewIncarnation(parsed, stamp, by, now), create, Result.APPLIED);
        }
        throw nameConflict(before.id());
    }

    Decision update(Schedule before, Command.Update update, Precondition precondition, Instant now) {
        Stamp stamp = update.stamp();
        ParsedDefinition parsed = reader.readReplacement(
                update.body().toNode(), before.requireDefinition().name());
        Definition requested = parsed.definition();
        if (!requested.name().equals(before.requireDefinition().name())) {
            throw refuse(
                    ErrorCode.INVALID_NAME,
                    "A schedule's name can't change",
                    "name: leave it as it is, or create another schedule and delete this one");
        }
        boolean same = requested.equals(before.definition());
        precondition.check(same ? Result.UNCHANGED : Result.APPLIED);
        Long expected = update.expectedVersion();
        if (expected != null && expected != before.version() && !same) {
            throw refuse(
                    ErrorCode.VERSION_CONFLICT,
                    "The schedule has changed since it was read",
                    "If-Match: expected version " + expected + ", but the current version is " + before.version()
                            + "; read the schedule again and repeat the change");
        }
        if (stamp.isBefore(before.definitionStamp())) {
            return decided(before, update, Result.STALE);
        }
        if (same) {
            return decided(before.withRepeatedDefinition(stamp).withEngineRetry(now), update, Result.UNCHANGED);
        }
        Instant issuedAt = update.context().effectiveIssuedAt(now);
        before.checkTimes(requested, issuedAt);
        Envelope.checkSize(requested);
        return decided(before.withDefinition(requested, parsed.warnings(), stamp, now), update, Result.APPLIED);
    }

    Decision pause(Schedule before, Command.Pause command, Precondition precondition, Instant now) {
        return isRunningStale(before, command)
                ? decided(before, command, Result.STALE)
                : changed(before, before.paused(command.stamp(), now), command, precondition);
    }

    Decision resume(Schedule before, Command.Resume command, Precondition precondition, Instant now) {
        if (isRunningStale(before, command)) {
            return decided(before, command, Result.STALE);
        }
        Decision decision = changed(before, before.resumed(command.stamp(), now), command, precondition);
        checkResume(before, command.context().effectiveIssuedAt(now));
        return decision;
    }

    private static boolean isRunningStale(Schedule before, Command command) {
        return command.stamp().isBefore(before.lifecycle().runningStamp());
    }

    private static Decision changed(Schedule before, Schedule next, Command command, Precondition precondition) {
        Result result = next.version() == before.version() ? Result.UNCHANGED : Result.APPLIED;
        precondition.check(result);
        return decided(next, command, result);
    }

    /**
     * Checks that a resume would have an effect.
     *
     * @throws RefusedException {@code invalid_schedule_expression} if the schedule is paused and has no firing left
     */
    private static void checkResume(Schedule schedule, Instant at) {
        if (schedule.state() == State.PAUSED
                && !schedule.isCompleted()
                && !FiringPlan.of(schedule, Surroundings.NONE).hasFiringAfter(at)) {
            throw schedule.requireDefinition().neverFiresError();
        }
    }

    Decision delete(@Nullable Schedule record, Command.Delete command, Precondition precondition, Instant now) {
        Schedule before = require(record, command);
        Stamp stamp = command.stamp();
        if (stamp.isBefore(before.lifecycle().created())) {
            return decided(before.withOvertakenDelete(stamp, now), command, Result.OVERTAKEN);
        }
        precondition.check(before.isDeleted() ? Result.UNCHANGED : Result.APPLIED);
        return before.isDeleted()
                ? decided(before.withRepeatedDelete(stamp, now), command, Result.UNCHANGED)
                : decided(before.deleted(stamp, now), command, Result.APPLIED);
    }

    Decision trigger(Schedule before, Command.Trigger trigger, Precondition precondition) {
        if (before.status() == Status.FAILED) {
            throw refuse(
                    ErrorCode.SCHEDULE_FAILED,
                    "EventBridge refused this schedule",
                    before.statusReason().orElse("no reason given") + "; change it first");
        }
        precondition.check(Result.APPLIED);
        return decided(before, trigger, Result.APPLIED);
    }

    private static void check(Definition requested, Instant issuedAt) {
        requested.checkTimes(issuedAt, null);
        Envelope.checkSize(requested);
    }

    private static Decision decided(Schedule next, Command command, Result result) {
        CommandOutcome outcome = outcome(command, result, next.version(), null);
        return new Decision.Replace(next.withOutcome(outcome), outcome);
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

    private static Decision refused(@Nullable Schedule before, Command command, RefusedException error, Instant now) {
        if (mayArriveLater(error.code())
                && command.context().origin() == Command.Origin.PUBLISHER
                && command.context().waitStart().isAfter(now.minus(MAX_DEFER_TIME))) {
            return new Decision.Defer(error.getMessage());
        }
        CommandOutcome outcome = outcome(
                command, Result.REFUSED, before == null ? 0 : before.version(), CommandOutcome.Refusal.of(error));
        return before == null
                ? new Decision.Reject(outcome)
                : new Decision.Replace(before.withOutcome(outcome), outcome);
    }

    private static boolean mayArriveLater(ErrorCode code) {
        return code == ErrorCode.SCHEDULE_NOT_FOUND
                || code == ErrorCode.SCHEDULE_NAME_CONFLICT
                || code == ErrorCode.SCHEDULE_DELETED;
    }

    /** Returns the refusal of a create whose name a schedule with another definition has. */
    public static RefusedException nameConflict(ScheduleId id) {
        return refuse(
                ErrorCode.SCHEDULE_NAME_CONFLICT,
                "A schedule with this name and another definition exists",
                "name: replace " + id + ", or choose another name");
    }

    private static RefusedException deletedError(Schedule schedule) {
        return refuse(
                ErrorCode.SCHEDULE_DELETED,
                "The schedule is deleted",
                "schedule_id: " + schedule.id() + " is deleted; create it again under its name");
    }

    private static RefusedException refuse(ErrorCode code, String message, String detail) {
        return new RefusedException(code, message, detail);
    }
}
