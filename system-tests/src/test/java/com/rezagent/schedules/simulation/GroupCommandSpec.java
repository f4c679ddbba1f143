package com.rezagent.schedules.simulation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.group.GroupAction;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.record.ResourceName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A command for a group as the simulation publishes it.
 *
 * @param title of a put; otherwise empty
 * @param from when a pause starts; null for at once
 * @param until when a pause ends by itself; null for a pause without an end
 */
record GroupCommandSpec(
        String id,
        GroupAction action,
        String group,
        Instant requestedAt,
        String title,
        @Nullable Instant from,
        @Nullable Instant until,
        boolean isFromApi) {
    static GroupCommandSpec of(String id, GroupAction action, String group, Instant at) {
        String title = action == GroupAction.PUT_GROUP ? "group " + group : "";
        return new GroupCommandSpec(id, action, group, at, title, null, null, false);
    }

    GroupCommandSpec fromApi() {
        return new GroupCommandSpec(id, action, group, requestedAt, title, from, until, true);
    }

    GroupCommandSpec withTitle(String newTitle) {
        return new GroupCommandSpec(id, action, group, requestedAt, newTitle, from, until, isFromApi);
    }

    /** Returns this pause with a start and an end; null for none. */
    GroupCommandSpec during(@Nullable Instant start, @Nullable Instant end) {
        return new GroupCommandSpec(id, action, group, requestedAt, title, start, end, isFromApi);
    }

    ResourceName groupName() {
        return new ResourceName(group);
    }

    /** Converts this command for the reference model. */
    GroupReferenceModel.ModelCommand toModelCommand(Instant publishedAt) {
        return new GroupReferenceModel.ModelCommand(
                id,
                switch (action) {
                    case PUT_GROUP -> GroupReferenceModel.ModelAction.PUT;
                    case RESUME_GROUP -> GroupReferenceModel.ModelAction.RESUME;
                    case PAUSE_GROUP -> GroupReferenceModel.ModelAction.PAUSE;
                    case DELETE_GROUP -> GroupReferenceModel.ModelAction.DELETE;
                },
                requestedAt,
                publishedAt.truncatedTo(ChronoUnit.MILLIS),
                isFromApi,
                title,
                from,
                until);
    }

    TopicMessage message() {
        ObjectNode json = Json.object();
        json.put("schema_version", 3);
        json.put("action", action.text());
        json.put("group", group);
        if (!title.isEmpty()) {
            json.put("title", title);
        }
        if (from != null) {
            json.put("from", from.toString());
        }
        if (until != null) {
            json.put("until", until.toString());
        }
        json.put("command_id", id);
        json.put("requested_by", "simulation");
        json.put("requested_at", requestedAt.toString());
        return new TopicMessage(Json.write(json), isFromApi ? Map.of("origin", "web-api") : Map.of());
    }
}
