package com.rezagent.schedules.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request to change one resource. The commands of each kind of resource are a type of their own. */
public interface Command {
    Context context();

    Action action();

    /** Returns the field of log lines that names the resource, e.g. {@code schedule_id}. */
    Log.Field subject();

    /** Returns the schedule that the command is about; empty if it is about no schedule or execution. */
    default Optional<ScheduleId> aboutSchedule() {
        return Optional.empty();
    }

    /** Returns the name that the command gives its schedule; empty if it only identifies a schedule, or none. */
    default Optional<ScheduleName> name() {
        return Optional.empty();
    }

    /** Returns the fields of the log line that say what was requested, if that is no definition. */
    default List<Log.Field> details() {
        return List.of();
    }

    /** Returns the lowest schema version that has the action and the fields. */
    default int schemaVersion() {
        return 1;
    }

    /** Adds what the message of the command has beyond the fields of every command. */
    void write(ObjectNode message);

    /** Returns whether the command may succeed later although it is refused now; not if it is malformed. */
    default boolean mayWait() {
        return true;
    }

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
     * @param reason why, in the sender's words; null for none
     * @param handlesConflict whether the publisher itself handles that another command was first: no notice is needed
     */
    record Context(
            String commandId,
            String requestedBy,
            Instant issuedAt,
            Origin origin,
            Instant waitStart,
            @Nullable String requestDigest,
            @Nullable String sentName,
            @Nullable String reason,
            boolean handlesConflict) {
        /** Creates a context of a command that was sent with an id. */
        public Context(
                String commandId,
                String requestedBy,
                Instant issuedAt,
                Origin origin,
                Instant waitStart,
                @Nullable String requestDigest) {
            this(commandId, requestedBy, issuedAt, origin, waitStart, requestDigest, null, null, false);
        }

        /** Creates a context without a digest that waits from the time it was issued. */
        public Context(String commandId, String requestedBy, Instant issuedAt, Origin origin) {
            this(commandId, requestedBy, issuedAt, origin, issuedAt, null);
        }

        /** Returns this context for a command that was sent with a name instead of an id. */
        Context withSentName(String name) {
            return new Context(
                    commandId, requestedBy, issuedAt, origin, waitStart, requestDigest, name, reason, handlesConflict);
        }

        /** Returns this context for a command with another issue time. */
        public Context withIssuedAt(Instant time) {
            return new Context(
                    commandId, requestedBy, time, origin, waitStart, requestDigest, sentName, reason, handlesConflict);
        }

        /** Returns this context with a reason; null for none. */
        public Context withReason(@Nullable String why) {
            return new Context(
                    commandId, requestedBy, issuedAt, origin, waitStart, requestDigest, sentName, why, handlesConflict);
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
        /** The Web API read the record before it published the command, so a missing prerequisite stays missing. */
        WEB_API,
        /** Any other program; the prerequisites may still be in delivery. */
        PUBLISHER
    }
}
