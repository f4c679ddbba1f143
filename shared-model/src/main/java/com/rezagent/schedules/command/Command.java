package com.rezagent.schedules.command;

import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request to change one schedule. */
public sealed interface Command {
    Context context();

    ScheduleId scheduleId();

    Action action();

    /** Returns the name that the command gives its schedule; empty if it only identifies a schedule. */
    default Optional<ScheduleName> name() {
        return Optional.empty();
    }

    /** Returns the schedule that the command sends; empty if it sends none. */
    default Optional<JsonObject> sentSchedule() {
        return Optional.empty();
    }

    /** Returns the version that the record must have; empty for any. */
    default Optional<Long> requiredVersion() {
        return Optional.empty();
    }

    /**
     * Returns the effect of the command by the decider's rule for it; {@link Decider#decide} adds what holds for all
     * commands.
     *
     * @param before the current record; null if there is none
     * @throws RefusedException if the command is refused
     */
    Decision apply(Decider decider, @Nullable Schedule before, Precondition precondition, Instant now);

    /** Returns the stamp that the command writes to registers. */
    default Stamp stamp() {
        return new Stamp(context().issuedAt(), action().rank(), context().commandId());
    }

    /**
     * Who issued the command, when, and with which id.
     *
     * @param issuedAt orders writers; the publisher's {@code requested_at}, or the topic's timestamp
     * @param waitStart when the command of a publisher starts to wait for its prerequisites; never later than the
     *     topic's timestamp, so that a publisher's fast clock does not extend the wait
     * @param requestDigest digest of the request, see {@link RequestDigest}; null if it had no {@code Idempotency-Key}
     * @param sentName the name that the command was sent with instead of an id; null if it was sent with an id
     */
    record Context(
            String commandId,
            String requestedBy,
            Instant issuedAt,
            Origin origin,
            Instant waitStart,
            @Nullable String requestDigest,
            @Nullable ScheduleName sentName) {
        /** Creates a context of a command that was sent with an id. */
        public Context(
                String commandId,
                String requestedBy,
                Instant issuedAt,
                Origin origin,
                Instant waitStart,
                @Nullable String requestDigest) {
            this(commandId, requestedBy, issuedAt, origin, waitStart, requestDigest, null);
        }

        /** Creates a context without a digest that waits from the time it was issued. */
        public Context(String commandId, String requestedBy, Instant issuedAt, Origin origin) {
            this(commandId, requestedBy, issuedAt, origin, issuedAt, null);
        }

        /** Returns this context for a command that was sent with a name instead of an id. */
        Context withSentName(ScheduleName name) {
            return new Context(commandId, requestedBy, issuedAt, origin, waitStart, requestDigest, name);
        }

        /** Returns this context for a command with another issue time. */
        public Context withIssuedAt(Instant time) {
            return new Context(commandId, requestedBy, time, origin, waitStart, requestDigest, sentName);
        }

        /**
         * Returns when the command was issued, but never later than now: a publisher's fast clock must not move
         * firings.
         */
        public Instant effectiveIssuedAt(Instant now) {
            return issuedAt.isBefore(now) ? issuedAt : now;
        }
    }

    /** Whether the prerequisites of a command were known to exist before it was published. */
    enum Origin {
        /** The Web API read the schedule before it published the command, so a missing prerequisite stays missing. */
        WEB_API,
        /** Any other program; the prerequisites may still be in delivery. */
        PUBLISHER
    }

    record Create(Context context, ScheduleId scheduleId, JsonObject body) implements Command {
        @Override
        public Action action() {
            return Action.CREATE;
        }

        @Override
        public Optional<ScheduleName> name() {
            return Optional.ofNullable(body.toNode().path("name").textValue()).map(ScheduleName::parse);
        }

        @Override
        public Optional<JsonObject> sentSchedule() {
            return Optional.of(body);
        }

        @Override
        public Decision apply(Decider decider, @Nullable Schedule before, Precondition precondition, Instant now) {
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
            @Nullable Long expectedVersion) implements Command {
        @Override
        public Action action() {
            return Action.UPDATE;
        }

        @Override
        public Optional<JsonObject> sentSchedule() {
            return Optional.of(body);
        }

        @Override
        public Optional<Long> requiredVersion() {
            return Optional.ofNullable(expectedVersion);
        }

        @Override
        public Decision apply(Decider decider, @Nullable Schedule before, Precondition precondition, Instant now) {
            return decider.ifExists(before, this, it -> decider.update(it, this, precondition, now));
        }
    }

    record Pause(Context context, ScheduleId scheduleId) implements Command {
        @Override
        public Action action() {
            return Action.PAUSE;
        }

        @Override
        public Decision apply(Decider decider, @Nullable Schedule before, Precondition precondition, Instant now) {
            return decider.ifExists(before, this, it -> decider.pause(it, this, precondition, now));
        }
    }

    record Resume(Context context, ScheduleId scheduleId) implements Command {
        @Override
        public Action action() {
            return Action.RESUME;
        }

        @Override
        public Decision apply(Decider decider, @Nullable Schedule before, Precondition precondition, Instant now) {
            return decider.ifExists(before, this, it -> decider.resume(it, this, precondition, now));
        }
    }

    record Delete(Context context, ScheduleId scheduleId) implements Command {
        @Override
        public Action action() {
            return Action.DELETE;
        }

        @Override
        public Decision apply(Decider decider, @Nullable Schedule before, Precondition precondition, Instant now) {
            return decider.delete(before, this, precondition, now);
        }
    }

    record Trigger(Context context, ScheduleId scheduleId) implements Command {
        @Override
        public Action action() {
            return Action.TRIGGER;
        }

        @Override
        public Decision apply(Decider decider, @Nullable Schedule before, Precondition precondition, Instant now) {
            return decider.ifExists(before, this, it -> decider.trigger(it, this, precondition));
        }
    }

    /** A command that identifies its schedule but is always refused, whatever the record contains. */
    record Malformed(Context context, Action action, ScheduleId scheduleId, RefusedException error) implements Command {
        @Override
        public Decision apply(Decider decider, @Nullable Schedule before, Precondition precondition, Instant now) {
            throw error;
        }
    }
}
