package com.rezagent.schedules.simulation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.group.GroupAction;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.testing.Records;
import java.time.Instant;
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
        boolean isFromApi,
        Instant publishedAt)
        implements SentCommand<GroupCommandSpec> {
    static GroupCommandSpec of(String id, GroupAction action, String group, Instant at) {
        String title = action == GroupAction.PUT_GROUP ? "group " + group : "";
        return new GroupCommandSpec(id, action, group, at, title, null, null, false, at);
    }

    private GroupCommandSpec with(String component, @Nullable Object value) {
        return Records.withComponent(this, component, value);
    }

    @Override
    public GroupCommandSpec fromApi() {
        return with("isFromApi", true);
    }

    @Override
    public GroupCommandSpec withPublishedAt(Instant time) {
        return with("publishedAt", time);
    }

    GroupCommandSpec withTitle(String newTitle) {
        return with("title", newTitle);
    }

    GroupCommandSpec ofGroup(String newGroup) {
        return with("group", newGroup);
    }

    /** Returns this pause with a start and an end; null for none. */
    GroupCommandSpec during(@Nullable Instant start, @Nullable Instant end) {
        return with("from", start).with("until", end);
    }

    ResourceName groupName() {
        return new ResourceName(group);
    }

    @Override
    public ObjectNode body() {
        ObjectNode json = Json.object()
                .put("schema_version", 3)
                .put("action", action.text())
                .put("group", group);
        DefinitionSpec.putText(json, "title", title.isEmpty() ? null : title);
        DefinitionSpec.putText(json, "from", from);
        DefinitionSpec.putText(json, "until", until);
        return json;
    }
}
