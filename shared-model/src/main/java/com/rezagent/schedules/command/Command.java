package com.rezagent.schedules.command;

import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.schedule.Stamp;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request for a change of one schedule. */
public sealed interface Command {
    Context context();

    ScheduleId scheduleId();

    Action action();

    /** The name that it gives its schedule; empty where it only says which schedule it is about. */
    default Optional<ScheduleName> name() {
        return Optional.empty();
    }

    default Stamp stamp() {
        return new Stamp(context().issuedAt(), action().rank(), context().commandId());
    }

    /**
     * Who asked, when, and under which id.
     *
     * @param issuedAt orders writers; the publisher's {@code requested_at}, or the topic's timestamp
     * @param waitsFrom when a publisher's command began to wait for what it builds on: no clock of a publisher moves it
     * @param requestDigest of the request, where it came with an {@code Idempotency-Key}; see {@link RequestDigest}
     */
    record Context(
            String commandId,
            String requestedBy,
            Instant issuedAt,
            Origin origin,
            Instant waitsFrom,
            @Nullable String requestDigest) {
        public Context(String commandId, String requestedBy, Instant issuedAt, Origin origin) {
            this(commandId, requestedBy, issuedAt, origin, issuedAt, null);
        }

        /** When it was asked for, and never later than now: a publisher's fast clock moves no firing. */
        public Instant askedAt(Instant now) {
            return issuedAt.isBefore(now) ? issuedAt : now;
        }
    }

    /** Whether what a command builds on was seen to exist before it was published. */
    enum Origin {
        /** The Web API looked first, so what is missing now is missing for good. */
        WEB_API,
        /** Any program; what it builds on may still be on its way. */
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
    }

    /** @param expectedVersion must be the record's, exactly; null where nobody sent {@code If-Match} */
    record Update(
            Context context,
            ScheduleId scheduleId,
            JsonObject body,
            @Nullable Long expectedVersion) implements Command {
        @Override
        public Action action() {
            return Action.UPDATE;
        }
    }

    record Pause(Context context, ScheduleId scheduleId) implements Command {
        @Override
        public Action action() {
            return Action.PAUSE;
        }
    }

    record Resume(Context context, ScheduleId scheduleId) implements Command {
        @Override
        public Action action() {
            return Action.RESUME;
        }
    }

    record Delete(Context context, ScheduleId scheduleId) implements Command {
        @Override
        public Action action() {
            return Action.DELETE;
        }
    }

    record Trigger(Context context, ScheduleId scheduleId) implements Command {
        @Override
        public Action action() {
            return Action.TRIGGER;
        }
    }

    /** A command that names its schedule, and is refused whatever the record says. */
    record Malformed(Context context, Action action, ScheduleId scheduleId, RefusedException error)
            implements Command {}
}
