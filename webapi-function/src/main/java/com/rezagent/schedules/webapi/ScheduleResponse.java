package com.rezagent.schedules.webapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.webapi.http.HttpResponse;

/** A response that shows a schedule as it was read, with the {@code ETag} that a change can be made conditional on. */
final class ScheduleResponse {
    private ScheduleResponse() {}

    static HttpResponse of(int status, Schedule schedule, ObjectNode json) {
        return HttpResponse.json(status, json).with("ETag", "\"" + schedule.entityTag() + "\"");
    }
}
