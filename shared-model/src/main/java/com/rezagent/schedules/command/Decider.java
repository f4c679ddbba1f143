package com.rezagent.schedules.command;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.execution.Envelope;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.DefinitionReader;
import com.rezagent.schedules.schedule.Outcome;
import com.rezagent.schedules.schedule.Outcome.Result;
import com.rezagent.schedules.schedule.Proposal;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.Stamp;
import com.rezagent.schedules.schedule.State;
import com.rezagent.schedules.schedule.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a command does to a record: pure, so that the same command over the same record always decides the same.
 *
 * <p>Each register is last-writer-wins by its stamp: a command is stale only against a register that it writes. A
 * refused or stale command changes neither register nor version.
 */
public final class Decider {
    /** How long a publisher's command waits for what it builds on. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Tombstones live 90 days; a command this old could meet none and bring back what was deleted. */
    static final Duration MAX_AGE = Duration.ofDays(30);

    private final DefinitionReader reader;

    public Decider(DefinitionReader reader) {
        this.reader = reader;
    }

    /**
     * @param record as read; empty where there is none
     * @param now judges only how long the command has been on its way, and dates a tombstone
     */
    public Decision decide(Optional<Schedule> record, Command command, Instant now) {
        Schedule before = record.orElse(null);
        if (before != null) {
            Optional<Outcome> known = before.outcomeOf(command.context().commandId());
            if (known.isPresent()) {
                return new Decision.Known(known.get());
            }
        }
        try {
            if (command.context().issuedAt().isBefore(now.minus(MAX_AGE))) {
                throw refuse(ErrorCode.COMMAND_EXPIRED, "The command is older than 30 days", "send it again");
            }
            return apply(before, command, now);
        } catch (RefusedException e) {
            return refused(before, command, e, now);
        }
    }

    private Decision apply(@Nullable Schedule before, Command command, Instant now) {
        if (command instanceof Command.Malformed malformed) {
            throw malformed.fault();
        }
        if (command instanceof Command.Create create) {
            return create(before, create, now);
        }
        if (before == null || before.definition() == null) {
            throw refuse(
                    ErrorCode.SCHEDULE_NOT_FOUND,
                    "There is no such schedule",
                    "schedule_id: " + command.scheduleId() + " does not exist; create it first");
        }
        if (command instanceof Command.Update update) {
            return update(before, update, now);
        }
        if (command instanceof Command.Trigger) {
            return trigger(before, command);
        }
        return move(before, command, now);
    }

    private Decision create(@Nullable Schedule before, Command.Create create, Instant now) {
        Stamp stamp = create.stamp();
        Proposal proposal = reader.read(create.body().toNode());
        Definition asked = proposal.definition();
        Instant issuedAt = stamp.issuedAt();
        if (before == null) {
            check(asked, issuedAt, null);
            Schedule created = Schedule.create(
                    asked, proposal.canonicalised(), stamp, create.context().requestedBy());
            Outcome outcome = new Outcome(stamp.commandId(), Result.APPLIED, created.version(), null);
            return new Decision.Insert(created.with(outcome), outcome);
        }
        if (before.isNameFree()) {
            Stamp freedBy = before.isDeleted() ? before.stateStamp() : later(before);
            if (stamp.isBefore(freedBy)) {
                return decided(before, create, Result.STALE);
            }
            check(asked, issuedAt, null);
            return decided(
                    before.recreated(
                            asked,
                            proposal.canonicalised(),
                            stamp,
                            create.context().requestedBy()),
                    create,
                    Result.APPLIED);
        }
        if (asked.equals(before.definition())) {
            return decided(before.restamped(stamp, stamp).retried(now), create, Result.UNCHANGED);
        }
        if (stamp.isBefore(before.definitionStamp())) {
            return decided(before, create, Result.STALE);
        }
        throw refuse(
                ErrorCode.SCHEDULE_NAME_CONFLICT,
                "A schedule with this name and another definition exists",
                "name: replace " + before.id() + ", or choose another name");
    }

    private static Stamp later(Schedule schedule) {
        return Stamp.later(schedule.definitionStamp(), schedule.stateStamp());
    }

    private Decision update(Schedule before, Command.Update update, Instant now) {
        Stamp stamp = update.stamp();
        Proposal proposal = reader.readReplacement(
                update.body().toNode(), before.requireDefinition().name());
        Definition asked = proposal.definition();
        if (!asked.name().equals(before.requireDefinition().name())) {
            throw refuse(
                    ErrorCode.INVALID_NAME,
                    "A schedule's name can't change",
                    "name: leave it as it is, or create another schedule and delete this one");
        }
        if (before.isDeleted()) {
            return stamp.isBefore(before.stateStamp()) ? decided(before, update, Result.STALE) : throwDeleted(before);
        }
        boolean same = asked.equals(before.definition());
        Long expected = update.expectedVersion();
        if (expected != null && expected != before.version() && !same) {
            throw refuse(
                    ErrorCode.VERSION_CONFLICT,
                    "The schedule has changed since it was read",
                    "If-Match: version " + expected + " is asked for, " + before.version()
                            + " is there; read it again and repeat the change");
        }
        if (stamp.isBefore(before.definitionStamp())) {
            return decided(before, update, Result.STALE);
        }
        if (same && !before.isCompleted()) {
            return decided(before.restamped(stamp, before.stateStamp()).retried(now), update, Result.UNCHANGED);
        }
        check(asked, stamp.issuedAt(), before.definition());
        return decided(before.redefined(asked, proposal.canonicalised(), stamp), update, Result.APPLIED);
    }

    private Decision move(Schedule before, Command command, Instant now) {
        Stamp stamp = command.stamp();
        if (stamp.isBefore(before.stateStamp())) {
            return decided(before, command, Result.STALE);
        }
        State asked = command instanceof Command.Pause
                ? State.PAUSED
                : command instanceof Command.Resume ? State.ACTIVE : State.DELETED;
        if (before.isDeleted() && asked != State.DELETED) {
            return throwDeleted(before);
        }
        // Nothing is left to hold back or to let go on.
        boolean over = before.isCompleted() && asked == State.PAUSED;
        if (before.isDeleted()) {
            return decided(before.deletedAgain(stamp, now), command, Result.UNCHANGED);
        }
        if (before.state() == asked || over) {
            return decided(before.restamped(before.definitionStamp(), stamp), command, Result.UNCHANGED);
        }
        if (asked == State.ACTIVE) {
            before.requireDefinition().checkFires(stamp.issuedAt());
        }
        Schedule moved = asked == State.PAUSED
                ? before.paused(stamp)
                : asked == State.ACTIVE ? before.resumed(stamp) : before.deleted(stamp, now);
        return decided(moved, command, Result.APPLIED);
    }

    private static Decision trigger(Schedule before, Command trigger) {
        if (before.isDeleted()) {
            return throwDeleted(before);
        }
        if (before.status() == Status.FAILED) {
            throw refuse(
                    ErrorCode.SCHEDULE_FAILED,
                    "EventBridge refused this schedule",
                    before.statusReason().orElse("no reason given") + "; change it first");
        }
        return decided(before, trigger, Result.APPLIED);
    }

    private static void check(Definition asked, Instant issuedAt, @Nullable Definition before) {
        asked.checkTimes(issuedAt, before);
        Envelope.checkSize(asked);
    }

    private static Decision decided(Schedule next, Command command, Result result) {
        Outcome outcome = new Outcome(command.context().commandId(), result, next.version(), null);
        return new Decision.Replace(next.with(outcome), outcome);
    }

    private static Decision refused(@Nullable Schedule before, Command command, RefusedException fault, Instant now) {
        if (mayBeOnItsWay(fault.code())
                && command.context().origin() == Command.Origin.PUBLISHER
                && command.context().issuedAt().isAfter(now.minus(PATIENCE))) {
            return new Decision.Defer(fault.getMessage());
        }
        Outcome outcome = new Outcome(
                command.context().commandId(),
                Result.REFUSED,
                before == null ? 0 : before.version(),
                Outcome.Refusal.of(fault));
        return before == null ? new Decision.Reject(outcome) : new Decision.Replace(before.with(outcome), outcome);
    }

    private static boolean mayBeOnItsWay(ErrorCode code) {
        return code == ErrorCode.SCHEDULE_NOT_FOUND
                || code == ErrorCode.SCHEDULE_NAME_CONFLICT
                || code == ErrorCode.SCHEDULE_DELETED;
    }

    private static Decision throwDeleted(Schedule schedule) {
        throw refuse(
                ErrorCode.SCHEDULE_DELETED,
                "The schedule is deleted",
                "schedule_id: " + schedule.id() + " is deleted; create it again under its name");
    }

    private static RefusedException refuse(ErrorCode code, String message, String detail) {
        return new RefusedException(code, message, detail);
    }
}
