package com.rezagent.schedules.webapi.group;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.group.Group;
import com.rezagent.schedules.group.GroupJson;
import com.rezagent.schedules.group.GroupSettings;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.schedule.DefinitionDefaults;
import com.rezagent.schedules.schedule.Status;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes groups as responses show them; every key is always present. */
final class GroupRepresentation {
    private GroupRepresentation() {}

    /** @param counts the number of members by status; empty if they were not counted */
    static ObjectNode of(Group group, Optional<Map<Status, Integer>> counts, Instant now) {
        GroupSettings settings = group.settings().value();
        ObjectNode json = Json.object();
        json.put("group", group.name().value());
        json.put("title", settings.title());
        json.put("description", settings.description());
        json.set("defaults", defaults(settings.defaults()));
        json.set("notify", GroupJson.notices(settings.notices()));
        json.put("status", status(group, now));
        pause(json, group, now);
        json.set("counts", counts.map(GroupRepresentation::counts).orElse(null));
        json.put("version", group.version());
        boolean isStored = group.version() > 0;
        json.put("created_by", isStored ? group.createdBy() : null);
        json.put("created_at", isStored ? text(group.createdAt()) : null);
        json.put("updated_at", isStored ? text(group.updatedAt()) : null);
        json.putArray("warnings");
        return json;
    }

    /** Returns {@code active} or {@code paused}; {@code deleted} for a group that does not exist any more. */
    static String status(Group group, Instant now) {
        if (!group.exists()) {
            return Status.DELETED.text();
        }
        return (group.isPaused(now) ? Status.PAUSED : Status.ACTIVE).text();
    }

    /** Writes the pause that is in force or to come. */
    private static void pause(ObjectNode json, Group group, Instant now) {
        Pause last = group.pause();
        Pause pause = last == null || last.isOver(now) ? null : last;
        json.put("paused_from", pause == null ? null : text(pause.since().truncatedTo(ChronoUnit.SECONDS)));
        json.put("paused_until", pause == null ? null : text(pause.until()));
        json.put("pause_reason", pause == null ? null : pause.reason());
        json.put("paused_by", pause == null ? null : pause.by());
    }

    private static ObjectNode defaults(DefinitionDefaults defaults) {
        ObjectNode json = Json.object();
        json.putNull("timezone");
        json.putNull("retry_policy");
        json.setAll(GroupJson.defaults(defaults));
        return json;
    }

    private static ObjectNode counts(Map<Status, Integer> counts) {
        ObjectNode json = Json.object();
        counts.forEach((status, count) -> json.put(status.text(), count));
        return json;
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
