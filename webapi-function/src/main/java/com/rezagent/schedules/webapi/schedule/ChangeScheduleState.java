package com.rezagent.schedules.webapi.schedule;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.ScheduleCommand;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.command.ChangeHandler;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.JsonBody;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.util.function.BiFunction;

/** Handles delete, pause and resume. Each is idempotent. */
final class ChangeScheduleState {
    private final VisibleSchedules visibleSchedules;
    private final ChangeHandler<Schedule, ScheduleCommand> changes;

    ChangeScheduleState(VisibleSchedules visibleSchedules, ChangeHandler<Schedule, ScheduleCommand> changes) {
        this.visibleSchedules = visibleSchedules;
        this.changes = changes;
    }

    HttpResponse delete(RequestContext call) {
        return change(call, ScheduleCommand.Delete::new);
    }

    HttpResponse pause(RequestContext call) {
        return change(call, ScheduleCommand.Pause::new);
    }

    HttpResponse resume(RequestContext call) {
        return change(call, ScheduleCommand.Resume::new);
    }

    private HttpResponse change(RequestContext call, BiFunction<Command.Context, ScheduleId, ScheduleCommand> command) {
        JsonBody.requireNoFields(call.request());
        Schedule seen = visibleSchedules.require(call);
        return changes.change(call, seen, context -> command.apply(context, seen.id()));
    }
}
