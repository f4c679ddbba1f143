package com.rezagent.schedules.webapi.route;

import com.rezagent.schedules.webapi.http.HttpResponse;

/** Answers the calls of one route. */
@FunctionalInterface
public interface Handler {
    /** @throws com.rezagent.schedules.error.ScheduleException for whatever it refuses or can't do for now */
    HttpResponse handle(RequestContext call);
}
