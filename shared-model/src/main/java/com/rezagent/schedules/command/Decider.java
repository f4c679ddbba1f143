package com.rezagent.schedules.command;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.execution.Envelope;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.plan.FiringPlan;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.record.CommandOutcome.Result;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.DefinitionReader;
import com.rezagent.schedules.schedule.ParsedDefinition;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.State;
import com.rezagent.schedules.schedule.Status;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides the effect of a command on a schedule. Pure: the same command, record and time always give the same decision.
 *
 * <p>Each register is last-writer-wins by its stamp: a command is stale if its stamp is earlier than that of a register
 * that it writes, or than the latest delete. It stamps only the registers that it writes. A refused or stale command
 * changes neither the values of the registers nor the version.
 */
public final class Decider extends CommandRules<Schedule, ScheduleCommand> {
    private final DefinitionReader reader;
    private final KnownGroups groups;

    /** Creates a decider that knows the default group only. */
    public Decider(DefinitionReader reader) {
        this(reader, KnownGroups.DEFAULT_ONLY);
    }

    public Decider(DefinitionReader reader, KnownGroups groups) {
        this.reader = reader;
        this.groups = groups;
    }

    @Override
    protected Decision<Schedule> effect(
            @Nullable Schedule before, ScheduleCommand command, Precondition precondition, Instant now) {
        return command.apply(this, before, precondition, now);
    }

    @Override
    protected boolean mayArriveLater(ErrorCode code) {
        return code == ErrorCode.SCHEDULE_NOT_FOUND
                || code == ErrorCode.SCHEDULE_NAME_CONFLICT
                || code == ErrorCode.SCHEDULE_DELETED
                || code == ErrorCode.INVALID_GROUP;
    }

    /** Returns the definition that a create asks for, with the defaults of its group, if that exists. */
    public ParsedDefinition requested(JsonObject body) {
        return reader.read(body.toNode(), groups::defaultsOf);
    }

    private static void requireGroup(ResourceName group, boolean isKnown) {
        if (!isKnown) {
            throw unknownGroup(group);
        }
    }

    /** Returns the refusal of a request that refers to a group that does not exist. */
    public static RefusedException unknownGroup(ResourceName group) {
        return refuse(
                ErrorCode.INVALID_GROUP,
                "There is no such group",
                "group: " + group + " does not exist; create it first with PUT /api/groups/" + group
                        + ", or leave it out for the default group");
    }

    private static Schedule require(@Nullable Schedule before, ScheduleCommand command) {
        if (before != null && before.definition() != null) {
            return before;
        }
        String name = command.context().sentName();
        throw refuse(
                ErrorCode.SCHEDULE_NOT_FOUND,
                "There is no such schedule",
                name == null
                        ? "schedule_id: " + command.scheduleId() + " does not exist; create it first"
                        : "name: no schedule is named " + name + "; create it first");
    }

    /** Decides a command that needs an existing schedule; it is stale if that was deleted later. */
    Decision<Schedule> ifExists(
            @Nullable Schedule record, ScheduleCommand command, Function<Schedule, Decision<Schedule>> rule) {
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

    Decision<Schedule> create(@Nullable Schedule before, ScheduleCommand.Create create, Instant now) {
        Stamp stamp = create.stamp();
        String by = create.context().requestedBy();
        ParsedDefinition parsed = requested(create.body());
        Instant issuedAt = create.context().effectiveIssuedAt(now);
        if (before == null) {
            requireCreatable(parsed, issuedAt);
            Schedule created = Schedule.create(parsed, stamp, issuedAt, by);
            return inserted(created, create);
        }
        if (before.isDeleted()) {
            if (stamp.isBefore(before.lifecycle().deleted())) {
                return decided(before.withRepeatedCreate(stamp), create, Result.STALE);
            }
            requireCreatable(parsed, issuedAt);
            return decided(before.withNewIncarnation(parsed, stamp, by, now), create, Result.APPLIED);
        }
        if (isRepeated(parsed, before)) {
            return decided(before.withRepeatedCreate(stamp).withEngineRetry(now), create, Result.UNCHANGED);
        }
        if (stamp.isBefore(before.definitionStamp())) {
            return decided(before.withRepeatedCreate(stamp), create, Result.OVERTAKEN);
        }
        requireGroup(parsed.placement(), parsed.isGroupKnown());
        if (before.isCompleted() && before.lifecycle().created().isBefore(stamp)) {
            check(parsed.definition(), issuedAt);
            return decided(before.withNewIncarnation(parsed, stamp, by, now), create, Result.APPLIED);
        }
        throw nameConflict(before.id());
    }

    /**
     * Checks a create of a schedule that does not exist.
     *
     * @param parsed what it asks for, see {@link #requested}
     * @throws RefusedException if its group does not exist, it is too large, never fires or has a time in the past
     */
    public static void requireCreatable(ParsedDefinition parsed, Instant issuedAt) {
        requireGroup(parsed.placement(), parsed.isGroupKnown());
        check(parsed.definition(), issuedAt);
    }

    /**
     * Returns whether a create asks for what there is: the same definition, initial status and initial group. A body that
     * was sent before also does after its group's defaults have changed, while its definition is still in force.
     */
    private static boolean isRepeated(ParsedDefinition parsed, Schedule before) {
        boolean isSameBody = parsed.requestDigest() != null
                && parsed.requestDigest().equals(before.origin().requestDigest());
        return (isSameBody || parsed.definition().equals(before.definition()))
                && parsed.initial() == before.lifecycle().initial()
                && parsed.placement().equals(before.lifecycle().placement().initial());
    }

    Decision<Schedule> update(Schedule before, ScheduleCommand.Update update, Precondition precondition, Instant now) {
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
        if (parsed.group() != null && !parsed.group().equals(before.group())) {
            throw otherGroup(parsed.group(), before, "a replacement");
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

    /**
     * Returns the refusal of a change of the definition that names another group.
     *
     * @param change what was requested, e.g. {@code a patch}
     */
    public static RefusedException otherGroup(ResourceName group, Schedule schedule, String change) {
        return refuse(
                ErrorCode.INVALID_REQUEST,
                "The request is invalid",
                "group: is " + group + ", but the schedule is in " + schedule.group()
                        + ", and " + change + " changes its definition only; use POST /api/schedules/" + schedule.id()
                        + "/move, or leave group out");
    }

    Decision<Schedule> pause(Schedule before, ScheduleCommand.Pause command, Precondition precondition, Instant now) {
        if (isRunningStale(before, command)) {
            return decided(before, command, Result.STALE);
        }
        Schedule paused = before.paused(
                command.until(), command.context().reason(), command.context().requestedBy(), command.stamp(), now);
        Decision<Schedule> decision = changed(before, paused, command, precondition);
        PauseTimes.check(null, command.until(), command.context().effectiveIssuedAt(now));
        return decision;
    }

    Decision<Schedule> move(Schedule before, ScheduleCommand.Move command, Precondition precondition, Instant now) {
        if (command.stamp().isBefore(before.lifecycle().placement().moved().stamp())) {
            return decided(before, command, Result.STALE);
        }
        Decision<Schedule> decision =
                changed(before, before.moved(command.group(), command.stamp(), now), command, precondition);
        if (!command.group().equals(before.group())) {
            requireGroup(command.group(), groups.defaultsOf(command.group()).isPresent());
        }
        return decision;
    }

    Decision<Schedule> resume(Schedule before, ScheduleCommand.Resume command, Precondition precondition, Instant now) {
        if (isRunningStale(before, command)) {
            return decided(before, command, Result.STALE);
        }
        Decision<Schedule> decision = changed(before, before.resumed(command.stamp(), now), command, precondition);
        checkResume(before, command.context().effectiveIssuedAt(now));
        return decision;
    }

    private static boolean isRunningStale(Schedule before, ScheduleCommand command) {
        return command.stamp().isBefore(before.lifecycle().runningStamp());
    }

    static Decision<Schedule> changed(
            Schedule before, Schedule next, ScheduleCommand command, Precondition precondition) {
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

    Decision<Schedule> delete(
            @Nullable Schedule record, ScheduleCommand.Delete command, Precondition precondition, Instant now) {
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

    /**
     * Begins a new incarnation of a deleted schedule, unless its time to live has passed, although the store may still have
     * it. A start date in the past stays valid, because nobody could change it in the tombstone.
     */
    Decision<Schedule> restore(
            @Nullable Schedule record, ScheduleCommand.Restore command, Precondition precondition, Instant now) {
        Schedule before = require(record == null || record.isExpired(now) ? null : record, command);
        Stamp stamp = command.stamp();
        if (stamp.isBefore(before.lifecycle().deleted())) {
            return decided(before.withRepeatedCreate(stamp), command, Result.STALE);
        }
        if (!before.isDeleted()) {
            throw refuse(
                    ErrorCode.SCHEDULE_NAME_CONFLICT,
                    "The schedule is not deleted",
                    "schedule_id: " + before.id() + " exists, so there is nothing to restore; change it instead");
        }
        precondition.check(Result.APPLIED);
        ResourceName group = before.group();
        if (groups.defaultsOf(group).isEmpty()) {
            throw refuse(
                    ErrorCode.INVALID_GROUP,
                    "There is no such group",
                    "group: " + group + ", which the schedule was in, does not exist any more; create it first with PUT"
                            + " /api/groups/" + group + ", then restore the schedule");
        }
        Definition definition = before.requireDefinition();
        if (!definition.timing().firesAfter(command.context().effectiveIssuedAt(now))) {
            throw refuse(
                    ErrorCode.INVALID_SCHEDULE_EXPRESSION,
                    "The schedule never fires",
                    "never fires: " + definition.expression().canonical()
                            + " has no run left; create it again under its name, with later dates");
        }
        Command.Context context = command.context();
        return decided(before.restored(context.reason(), context.requestedBy(), stamp, now), command, Result.APPLIED);
    }

    Decision<Schedule> trigger(Schedule before, ScheduleCommand.Trigger trigger, Precondition precondition) {
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
                "schedule_id: " + schedule.id() + " is deleted; restore it, or create it again under its name");
    }
}
