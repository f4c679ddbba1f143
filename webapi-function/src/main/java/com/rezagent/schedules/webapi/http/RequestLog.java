package com.rezagent.schedules.webapi.http;

import com.rezagent.schedules.log.Log;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects the fields of the log line of one request while it is handled. Not shared between requests. */
public final class RequestLog {
    private @Nullable String route;
    private @Nullable String caller;
    private Log.@Nullable Field subject;
    private @Nullable String commandId;
    private @Nullable Duration waited;
    private @Nullable String error;

    public void route(String path) {
        route = path;
    }

    public void caller(String name) {
        caller = name;
    }

    /** Sets the field that names the resource which the request is about, e.g. {@code schedule_id}. */
    public void subject(Log.Field field) {
        subject = field;
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
        List<Log.Field> fields = new ArrayList<>();
        fields.add(Log.field("route", route));
        fields.add(Log.field("requested_by", caller));
        if (subject != null) {
            fields.add(subject);
        }
        fields.add(Log.field("command_id", commandId));
        fields.add(Log.field("waited_ms", waited == null ? null : waited.toMillis()));
        fields.add(Log.field("error", error));
        return fields.toArray(Log.Field[]::new);
    }
}
