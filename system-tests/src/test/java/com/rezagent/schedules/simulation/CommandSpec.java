package com.rezagent.schedules.simulation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.ScheduleAction;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.testing.Records;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A command as the simulation publishes it.
 *
 * @param def the definition of a create or update; otherwise null
 * @param isPaused whether it creates a paused schedule
 * @param group that a create or move names; null for none
 * @param until when a pause ends by itself; null for a pause without an end, and for other commands
 * @param scheduledTime of the firing that a skip or unskip names; null for none
 */
record CommandSpec(
        String id,
        ScheduleAction action,
        String name,
        Instant requestedAt,
        @Nullable DefinitionSpec def,
        @Nullable Long expectedVersion,
        boolean isFromApi,
        boolean isPaused,
        @Nullable String group,
        @Nullable Instant until,
        @Nullable Instant scheduledTime,
        Instant publishedAt)
        implements SentCommand<CommandSpec> {
    private static final Map<String, ScheduleId> IDS = new ConcurrentHashMap<>();

    static CommandSpec of(String id, ScheduleAction action, String name, Instant at, @Nullable DefinitionSpec def) {
        return new CommandSpec(id, action, name, at, def, null, false, false, null, null, null, at);
    }

    private CommandSpec with(String component, @Nullable Object value) {
        return Records.withComponent(this, component, value);
    }

    @Override
    public CommandSpec fromApi() {
        return with("isFromApi", true);
    }

    @Override
    public CommandSpec withPublishedAt(Instant time) {
        return with("publishedAt", time);
    }

    /** Returns this update with another definition. */
    CommandSpec withDefinition(DefinitionSpec newDef) {
        return with("def", newDef);
    }

    CommandSpec withExpectedVersion(long version) {
        return with("expectedVersion", version);
    }

    /** Returns this create with the initial status {@code paused}. */
    CommandSpec paused() {
        return with("isPaused", true);
    }

    /** Returns this create or move with a group. */
    CommandSpec inGroup(String newGroup) {
        return with("group", newGroup);
    }

    /** Returns this pause with an end. */
    CommandSpec until(Instant end) {
        return with("until", end);
    }

    /** Returns this skip or unskip with the time of a firing. */
    CommandSpec ofFiring(@Nullable Instant time) {
        return with("scheduledTime", time);
    }

    /** Returns the same command as a publisher with another clock sends it. */
    CommandSpec withRequestedAt(Instant newTime) {
        return with("requestedAt", newTime);
    }

    /** Returns the definition of a create or update. */
    DefinitionSpec requireDef() {
        return Objects.requireNonNull(def);
    }

    ScheduleId scheduleId() {
        return idOf(name);
    }

    static ScheduleId idOf(String name) {
        return IDS.computeIfAbsent(name, it -> ScheduleName.parse(it).id());
    }

    @Override
    public ObjectNode body() {
        ObjectNode json = Json.object().put("action", action.text());
        if (action != ScheduleAction.CREATE) {
            json.put("schedule_id", scheduleId().value());
        }
        if (def != null) {
            ObjectNode schedule = def.body(name);
            json.set("schedule", schedule);
            if (isPaused) {
                schedule.put("status", "paused");
            }
            DefinitionSpec.putText(schedule, "group", group);
        }
        if (action == ScheduleAction.MOVE) {
            json.put("group", group);
        }
        DefinitionSpec.putText(json, "until", until);
        DefinitionSpec.putText(json, "scheduled_time", scheduledTime);
        if (expectedVersion != null) {
            json.put("expected_version", expectedVersion);
        }
        return json;
    }
}
