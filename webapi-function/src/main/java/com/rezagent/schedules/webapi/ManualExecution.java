package com.rezagent.schedules.webapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.IfMatch;
import com.rezagent.schedules.webapi.http.JsonBody;
import com.rezagent.schedules.webapi.route.Call;

/** {@code POST /api/schedules/{id}/trigger}: one execution now. It isn't waited for; the history tells. */
final class ManualExecution {
    private final Lookup lookup;
    private final CommandDesk desk;

    ManualExecution(Lookup lookup, CommandDesk desk) {
        this.lookup = lookup;
        this.desk = desk;
    }

    HttpResponse trigger(Call call) {
        JsonBody.refuseFields(call.request());
        Schedule seen = lookup.requireUndeleted(call);
        if (seen.status() == Status.FAILED) {
            throw new RefusedException(
                    ErrorCode.SCHEDULE_FAILED,
                    "EventBridge refused this schedule",
                    seen.statusReason().orElse("no reason given") + "; change it first");
        }
        Preconditions.check(IfMatch.of(call.request()), seen);
        Command.Context context = desk.context(call, seen);
        desk.publish(new Command.Trigger(context, seen.id()), call);
        ExecutionKey key = ExecutionKey.manual(seen.id(), context.issuedAt(), context.commandId());
        ObjectNode json = Json.object();
        json.put("schedule_id", seen.id().value());
        json.put("execution_id", key.executionId());
        json.put("scheduled_time", key.scheduledTime().toString());
        json.put("command_id", context.commandId());
        return HttpResponse.json(202, json);
    }
}
