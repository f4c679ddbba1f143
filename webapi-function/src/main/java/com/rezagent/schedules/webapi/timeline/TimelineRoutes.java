package com.rezagent.schedules.webapi.timeline;

import static com.rezagent.schedules.webapi.http.Route.read;

import com.rezagent.schedules.store.Stores;
import com.rezagent.schedules.webapi.http.Handler;
import com.rezagent.schedules.webapi.http.Role;
import com.rezagent.schedules.webapi.http.Route;
import java.time.Clock;
import java.util.List;

/** The route of the timeline. */
public final class TimelineRoutes {
    private TimelineRoutes() {}

    public static List<Route<Handler>> of(Stores stores, Clock clock) {
        ReadTimeline timeline = new ReadTimeline(stores, clock);
        return List.of(read("GET", "/api/timeline", Role.VIEWER, TimelineQuery.PARAMETERS, timeline::read));
    }
}
