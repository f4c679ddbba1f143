package com.rezagent.schedules.webapi.route;

import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects the fields of the log line of one request while it is handled. Not shared between requests. */
public final class RequestLog {
    private @Nullable String route;
    private @Nullable String caller;
    private @Nullable ScheduleId scheduleId;
    private @Nullable String commandId;
    private @Nullable Duration waited;
    private @Nullable String error;

    public void route(String path) {
        route = path;
    }

    public void caller(String name) {
        caller = name;
    }

    public void schedule(ScheduleId id) {
        scheduleId = id;
    }

    /** Returns the id of the command that was published, or may have been. */
    public Optional<String> command() {
        return Optional.ofNullable(commandId);
    }

    public void command(String id) {
        commandId = id;
    }

    /** Sets the time spent waiting because the caller asked for it, which is not latency of the API itself. */
    public void waited(Duration duration) {
        waited = duration;
    }

    public void error(String code) {
        error = code;
    }

    /** Returns all fields; the log line leaves out those that are null. */
    public Log.Field[] fields() {
        return new Log.Field[] {
            Log.field("route", route),
            Log.field("requested_by", caller),
            Log.field("schedule_id", scheduleId),
            Log.field("command_id", commandId),
            Log.field("waited_ms", waited == null ? null : waited.toMillis()),
            Log.field("error", error)
        };
    }
}
