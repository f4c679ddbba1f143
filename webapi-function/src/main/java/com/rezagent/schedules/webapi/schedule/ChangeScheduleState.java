package com.rezagent.schedules.webapi.schedule;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.CommandFields;
import com.rezagent.schedules.command.ScheduleCommand;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.json.ObjectReader;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.command.ChangeHandler;
import com.rezagent.schedules.webapi.command.Reason;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.JsonBody;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.time.Instant;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Handles delete, restore, pause, resume and move. Each but restore is idempotent. */
final class ChangeScheduleState {
    private final VisibleSchedules visibleSchedules;
    private final ChangeHandler<Schedule, ScheduleCommand> changes;

    ChangeScheduleState(VisibleSchedules visibleSchedules, ChangeHandler<Schedule, ScheduleCommand> changes) {
        this.visibleSchedules = visibleSchedules;
        this.changes = changes;
    }

    HttpResponse delete(RequestContext call) {
        String reason = Reason.ofQuery(call);
        JsonBody.requireNoFields(call.request());
        return change(call, reason, ScheduleCommand.Delete::new);
    }

    HttpResponse restore(RequestContext call) {
        return change(call, Reason.ofBody(call.request()), ScheduleCommand.Restore::new);
    }

    HttpResponse pause(RequestContext call) {
        ValidationErrors errors = new ValidationErrors();
        ObjectReader body = new ObjectReader(JsonBody.readOptional(call.request()), errors);
        Instant until = CommandFields.until(body);
        String reason = CommandFields.reason(body);
        body.refuseUnknown();
        errors.throwIfAny();
        return change(call, reason, (context, id) -> new ScheduleCommand.Pause(context, id, until));
    }

    HttpResponse resume(RequestContext call) {
        return change(call, Reason.ofBody(call.request()), ScheduleCommand.Resume::new);
    }

    HttpResponse move(RequestContext call) {
        ValidationErrors errors = new ValidationErrors();
        ObjectReader body = new ObjectReader(JsonBody.read(call.request()), errors);
        ResourceName group = CommandFields.group(body, errors);
        String reason = CommandFields.reason(body);
        body.refuseUnknown();
        errors.throwIfAny();
        ResourceName target = Objects.requireNonNull(group, "A required field is missing but no error was reported");
        return change(call, reason, (context, id) -> new ScheduleCommand.Move(context, id, target));
    }

    private HttpResponse change(
            RequestContext call,
            @Nullable String reason,
            BiFunction<Command.Context, ScheduleId, ScheduleCommand> command) {
        Schedule seen = visibleSchedules.require(call);
        return changes.change(call, seen, context -> command.apply(context.withReason(reason), seen.id()));
    }
}
