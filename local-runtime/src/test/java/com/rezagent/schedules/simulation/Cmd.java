package com.rezagent.schedules.simulation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.Action;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.schedule.Stamp;
import com.rezagent.schedules.topic.TopicMessage;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A command as the simulation publishes it.
 *
 * @param def of create and update; null with the others
 * @param isFromApi whether it says that the Web API sent it
 */
record Cmd(
        String id,
        Action action,
        String name,
        Instant at,
        @Nullable Def def,
        @Nullable Long expectedVersion,
        boolean isFromApi) {

    static Cmd of(String id, Action action, String name, Instant at, @Nullable Def def) {
        return new Cmd(id, action, name, at, def, null, false);
    }

    Cmd fromApi() {
        return new Cmd(id, action, name, at, def, expectedVersion, true);
    }

    Cmd expecting(long version) {
        return new Cmd(id, action, name, at, def, version, isFromApi);
    }

    Stamp stamp() {
        return new Stamp(at, action.rank(), id);
    }

    ScheduleId scheduleId() {
        return idOf(name);
    }

    static ScheduleId idOf(String name) {
        return ScheduleName.parse(name).id();
    }

    TopicMessage message() {
        ObjectNode json = Json.object();
        json.put("action", action.text());
        if (action != Action.CREATE) {
            json.put("schedule_id", scheduleId().value());
        }
        if (def != null) {
            json.set("schedule", def.body(name));
        }
        if (expectedVersion != null) {
            json.put("expected_version", expectedVersion);
        }
        json.put("command_id", id);
        json.put("requested_by", "simulation");
        json.put("requested_at", at.toString());
        return new TopicMessage(Json.write(json), isFromApi ? Map.of("origin", "web-api") : Map.of());
    }
}
