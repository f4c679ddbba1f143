package com.rezagent.schedules.webapi.route;

import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What becomes known of a request while it is handled, for its log line. Belongs to one request. */
public final class Trail {
    private @Nullable String route;
    private @Nullable String caller;
    private @Nullable ScheduleId scheduleId;
    private @Nullable String commandId;
    private @Nullable String error;
    private @Nullable Duration waited;

    public void route(String path) {
        route = path;
    }

    public void caller(String name) {
        caller = name;
    }

    public void schedule(ScheduleId id) {
        scheduleId = id;
    }

    public void command(String id) {
        commandId = id;
    }

    public void error(String code) {
        error = code;
    }

    /** How much of the time was a wait for a command to take effect. */
    public void waited(Duration duration) {
        waited = duration;
    }

    /** The fields known by now; those that aren't are left out of the line. */
    public Log.Field[] fields() {
        return new Log.Field[] {
            Log.field("route", route),
            Log.field("requested_by", caller),
            Log.field("schedule_id", scheduleId),
            Log.field("command_id", commandId),
            Log.field("error", error),
            Log.field("waited_ms", waited == null ? null : waited.toMillis())
        };
    }
}
