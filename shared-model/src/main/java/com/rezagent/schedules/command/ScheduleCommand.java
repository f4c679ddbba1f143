package com.rezagent.schedules.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request to change one schedule. */
public sealed interface ScheduleCommand extends Command {
    ScheduleId scheduleId();

    @Override
    ScheduleAction action();

    @Override
    default Log.Field subject() {
        return Log.field("schedule_id", scheduleId());
    }

    @Override
    default Optional<ScheduleId> aboutSchedule() {
        return Optional.of(scheduleId());
    }

    /** Returns the schedule that the command sends; empty if it sends none. */
    default Optional<JsonObject> sentSchedule() {
        return Optional.empty();
    }

    /**
     * A reason of other commands than pause, resume and move needs version 4, and so do labels; a run policy needs version 5.
     */
    @Override
    default int schemaVersion() {
        return context().reason() == null ? 1 : 4;
    }

    @Override
    default List<Log.Field> details() {
        return List.of(Log.field("reason", context().reason()));
    }

    /** Returns the version that the record must have; empty for any. */
    default Optional<Long> requiredVersion() {
        return Optional.empty();
    }

    /** Fields that are null are left out, which means the same. */
    @Override
    default void write(ObjectNode message) {
        if (action() != ScheduleAction.CREATE) {
            message.put("schedule_id", scheduleId().value());
        }
        sentSchedule().ifPresent(it -> {
            ObjectNode schedule = it.toNode();
            schedule.removeIf(JsonNode::isNull);
            message.set("schedule", schedule);
        });
        requiredVersion().ifPresent(it -> message.put("expected_version", it));
    }

    /**
     * Returns the effect of the command by the decider's rule for it; {@link Decider#decide} adds what holds for all
     * commands.
     *
     * @param before the current record; null if there is none
     * @throws RefusedException if the command is refused
     */
    Decision<Schedule> apply(Decider decider, @Nullable Schedule before, Precondition precondition, Instant now);

    record Create(Context context, ScheduleId scheduleId, JsonObject body) implements ScheduleCommand {
        @Override
        public ScheduleAction action() {
            return ScheduleAction.CREATE;
        }

        @Override
        public Optional<ScheduleName> name() {
            return Optional.ofNullable(body.toNode().path("name").textValue()).map(ScheduleName::parse);
        }

        @Override
        public Optional<JsonObject> sentSchedule() {
            return Optional.of(body);
        }

        /**
         * A create in a given state needs version 2, in a given group version 3, with labels version 4, and with a run
         * policy version 5.
         */
        @Override
        public int schemaVersion() {
            ObjectNode schedule = body.toNode();
            if (schedule.hasNonNull("run_policy")) {
                return 5;
            }
            return context.reason() != null || schedule.has("labels")
                    ? 4
                    : schedule.hasNonNull("group") ? 3 : schedule.has("status") ? 2 : 1;
        }

        @Override
        public Decision<Schedule> apply(
                Decider decider, @Nullable Schedule before, Precondition precondition, Instant now) {
            return decider.create(before, this, now);
        }
    }

    /**
     * Replaces the definition.
     *
     * @param expectedVersion must equal the record's version; null if the request had no {@code If-Match}
     */
    record Update(
            Context context,
            ScheduleId scheduleId,
            JsonObject body,
            @Nullable Long expectedVersion) implements ScheduleCommand {
        @Override
        public ScheduleAction action() {
            return ScheduleAction.UPDATE;
        }

        @Override
        public Optional<JsonObject> sentSchedule() {
            return Optional.of(body);
        }

        @Override
        public int schemaVersion() {
            ObjectNode schedule = body.toNode();
            if (schedule.hasNonNull("run_policy")) {
                return 5;
            }
            return context.reason() != null || schedule.has("labels") ? 4 : 1;
        }

        @Override
        public Optional<Long> requiredVersion() {
            return Optional.ofNullable(expectedVersion);
        }

        @Override
        public Decision<Schedule> apply(
                Decider decider, @Nullable Schedule before, Precondition precondition, Instant now) {
            return decider.ifExists(before, this, it -> decider.update(it, this, precondition, now));
        }
    }

    /**
     * Pauses the schedule.
     *
     * @param until when the pause ends by itself, excluded; null if only a resume ends it
     */
    record Pause(
            Context context,
            ScheduleId scheduleId,
            @Nullable Instant until) implements ScheduleCommand {
        public Pause(Context context, ScheduleId scheduleId) {
            this(context, scheduleId, null);
        }

        @Override
        public int schemaVersion() {
            return until == null && context.reason() == null ? 1 : 3;
        }

        @Override
        public List<Log.Field> details() {
            return List.of(Log.field("until", until), Log.field("reason", context.reason()));
        }

        @Override
        public void write(ObjectNode message) {
            ScheduleCommand.super.write(message);
            if (until != null) {
                message.put("until", until.toString());
            }
        }

        @Override
        public ScheduleAction action() {
            return ScheduleAction.PAUSE;
        }

        @Override
        public Decision<Schedule> apply(
                Decider decider, @Nullable Schedule before, Precondition precondition, Instant now) {
            return decider.ifExists(before, this, it -> decider.pause(it, this, precondition, now));
        }
    }

    record Resume(Context context, ScheduleId scheduleId) implements ScheduleCommand {
        @Override
        public int schemaVersion() {
            return context.reason() == null ? 1 : 3;
        }

        @Override
        public ScheduleAction action() {
            return ScheduleAction.RESUME;
        }

        @Override
        public Decision<Schedule> apply(
                Decider decider, @Nullable Schedule before, Precondition precondition, Instant now) {
            return decider.ifExists(before, this, it -> decider.resume(it, this, precondition, now));
        }
    }

    /** Moves the schedule to a group. */
    record Move(Context context, ScheduleId scheduleId, ResourceName group) implements ScheduleCommand {
        @Override
        public ScheduleAction action() {
            return ScheduleAction.MOVE;
        }

        @Override
        public int schemaVersion() {
            return 3;
        }

        @Override
        public List<Log.Field> details() {
            return List.of(Log.field("group", group), Log.field("reason", context.reason()));
        }

        @Override
        public void write(ObjectNode message) {
            ScheduleCommand.super.write(message);
            message.put("group", group.value());
        }

        @Override
        public Decision<Schedule> apply(
                Decider decider, @Nullable Schedule before, Precondition precondition, Instant now) {
            return decider.ifExists(before, this, it -> decider.move(it, this, precondition, now));
        }
    }

    /** Changes whether one firing is skipped. */
    sealed interface OfFiring extends ScheduleCommand {
        /** Returns the time of the firing; null for the next one after the command was issued. */
        @Nullable
        Instant scheduledTime();

        @Override
        default int schemaVersion() {
            return 4;
        }

        @Override
        default List<Log.Field> details() {
            return List.of(
                    Log.field("scheduled_time", scheduledTime()),
                    Log.field("reason", context().reason()));
        }

        @Override
        default void write(ObjectNode message) {
            ScheduleCommand.super.write(message);
            Instant time = scheduledTime();
            if (time != null) {
                message.put("scheduled_time", time.toString());
            }
        }

        @Override
        default Decision<Schedule> apply(
                Decider decider, @Nullable Schedule before, Precondition precondition, Instant now) {
            return decider.ifExists(before, this, it -> new SkipRules(it, now).decide(this, precondition));
        }
    }

    /** Skips one firing. */
    record Skip(
            Context context,
            ScheduleId scheduleId,
            @Nullable Instant scheduledTime) implements OfFiring {
        @Override
        public ScheduleAction action() {
            return ScheduleAction.SKIP;
        }
    }

    /** Lets a firing run that was skipped. */
    record Unskip(
            Context context,
            ScheduleId scheduleId,
            @Nullable Instant scheduledTime) implements OfFiring {
        @Override
        public ScheduleAction action() {
            return ScheduleAction.UNSKIP;
        }
    }

    record Delete(Context context, ScheduleId scheduleId) implements ScheduleCommand {
        @Override
        public ScheduleAction action() {
            return ScheduleAction.DELETE;
        }

        @Override
        public Decision<Schedule> apply(
                Decider decider, @Nullable Schedule before, Precondition precondition, Instant now) {
            return decider.delete(before, this, precondition, now);
        }
    }

    /** Begins a new incarnation of a deleted schedule: with its last definition and group, paused. */
    record Restore(Context context, ScheduleId scheduleId) implements ScheduleCommand {
        @Override
        public ScheduleAction action() {
            return ScheduleAction.RESTORE;
        }

        @Override
        public int schemaVersion() {
            return 4;
        }

        @Override
        public Decision<Schedule> apply(
                Decider decider, @Nullable Schedule before, Precondition precondition, Instant now) {
            return decider.restore(before, this, precondition, now);
        }
    }

    record Trigger(Context context, ScheduleId scheduleId) implements ScheduleCommand {
        @Override
        public ScheduleAction action() {
            return ScheduleAction.TRIGGER;
        }

        @Override
        public Decision<Schedule> apply(
                Decider decider, @Nullable Schedule before, Precondition precondition, Instant now) {
            return decider.ifExists(before, this, it -> decider.trigger(it, this, precondition));
        }
    }

    /** A command that identifies its schedule but is always refused, whatever the record contains. */
    record Malformed(Context context, ScheduleAction action, ScheduleId scheduleId, RefusedException error)
            implements ScheduleCommand {
        @Override
        public boolean mayWait() {
            return false;
        }

        @Override
        public Decision<Schedule> apply(
                Decider decider, @Nullable Schedule before, Precondition precondition, Instant now) {
            throw error;
        }
    }
}
