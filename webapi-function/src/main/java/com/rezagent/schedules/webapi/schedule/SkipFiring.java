package com.rezagent.schedules.webapi.schedule;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.CommandFields;
import com.rezagent.schedules.command.ScheduleCommand;
import com.rezagent.schedules.command.SkipRules;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.json.ObjectReader;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.command.ChangeHandler;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.JsonBody;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Handles {@code POST /api/schedules/{id}/skip} and {@code …/unskip}. Without a time they are about the next firing, skipped
 * or not, so that repeating the request changes nothing. The command has the nominal time, and so has the response.
 */
final class SkipFiring {
    private final VisibleSchedules visibleSchedules;
    private final ChangeHandler<Schedule, ScheduleCommand> changes;
    private final Clock clock;

    SkipFiring(VisibleSchedules visibleSchedules, ChangeHandler<Schedule, ScheduleCommand> changes, Clock clock) {
        this.visibleSchedules = visibleSchedules;
        this.changes = changes;
        this.clock = clock;
    }

    HttpResponse skip(RequestContext call) {
        return change(call, ScheduleCommand.Skip::new);
    }

    HttpResponse unskip(RequestContext call) {
        return change(call, ScheduleCommand.Unskip::new);
    }

    /** Makes the command for a firing. */
    private interface Constructor {
        ScheduleCommand of(Command.Context context, ScheduleId id, @Nullable Instant scheduledTime);
    }

    private HttpResponse change(RequestContext call, Constructor command) {
        ValidationErrors errors = new ValidationErrors();
        ObjectReader body = new ObjectReader(JsonBody.readOptional(call.request()), errors);
        Instant requested = CommandFields.scheduledTime(body);
        String reason = CommandFields.reason(body);
        body.refuseUnknown();
        errors.throwIfAny();
        Schedule seen = visibleSchedules.require(call);
        Command.Context context = changes.context(call, seen.id().value(), seen).withReason(reason);
        Instant time = SkipRules.firing(seen, requested, context.effectiveIssuedAt(clock.instant()))
                .orElse(null);
        boolean isRepeated = seen.outcomeOf(context.commandId()).isPresent();
        Instant asked = requested == null && isRepeated ? null : time;
        return changes.change(
                call,
                seen,
                command.of(context, seen.id(), time),
                changes.ifMatch(call, seen),
                (record, json) -> json.put("skipped_time", text(skippedTime(record, context, asked))));
    }

    /**
     * Returns the firing that the request is about: the one whose register its command has written. That of a request
     * without a time that is repeated with its {@code Idempotency-Key} is the firing that was the next one at first; null
     * if a later command about it, or its age, has removed that from the record.
     */
    private static @Nullable Instant skippedTime(Schedule record, Command.Context context, @Nullable Instant asked) {
        return record.skips().timeOf(context.commandId()).orElse(asked);
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}
