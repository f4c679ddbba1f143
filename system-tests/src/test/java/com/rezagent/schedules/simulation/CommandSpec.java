package com.rezagent.schedules.simulation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.ScheduleAction;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A command as the simulation publishes it.
 *
 * @param def the definition of a create or update; otherwise null
 * @param isFromApi whether its message attributes name the Web API as its origin
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
        @Nullable Instant scheduledTime) {

    static CommandSpec of(String id, ScheduleAction action, String name, Instant at, @Nullable DefinitionSpec def) {
        return new CommandSpec(id, action, name, at, def, null, false, false, null, null, null);
    }

    CommandSpec fromApi() {
        return new CommandSpec(
                id, action, name, requestedAt, def, expectedVersion, true, isPaused, group, until, scheduledTime);
    }

    /** Returns this update with another definition. */
    CommandSpec withDefinition(DefinitionSpec newDef) {
        return new CommandSpec(
                id,
                action,
                name,
                requestedAt,
                newDef,
                expectedVersion,
                isFromApi,
                isPaused,
                group,
                until,
                scheduledTime);
    }

    CommandSpec withExpectedVersion(long version) {
        return new CommandSpec(
                id, action, name, requestedAt, def, version, isFromApi, isPaused, group, until, scheduledTime);
    }

    /** Returns this create with the initial status {@code paused}. */
    CommandSpec paused() {
        return new CommandSpec(
                id, action, name, requestedAt, def, expectedVersion, isFromApi, true, group, until, scheduledTime);
    }

    /** Returns this create or move with a group. */
    CommandSpec inGroup(String newGroup) {
        return new CommandSpec(
                id,
                action,
                name,
                requestedAt,
                def,
                expectedVersion,
                isFromApi,
                isPaused,
                newGroup,
                until,
                scheduledTime);
    }

    /** Returns this pause with an end. */
    CommandSpec until(Instant end) {
        return new CommandSpec(
                id, action, name, requestedAt, def, expectedVersion, isFromApi, isPaused, group, end, scheduledTime);
    }

    /** Returns this skip or unskip with the time of a firing. */
    CommandSpec ofFiring(@Nullable Instant time) {
        return new CommandSpec(
                id, action, name, requestedAt, def, expectedVersion, isFromApi, isPaused, group, until, time);
    }

    /** Returns the same command as a publisher with another clock sends it. */
    CommandSpec withRequestedAt(Instant newTime) {
        return new CommandSpec(
                id, action, name, newTime, def, expectedVersion, isFromApi, isPaused, group, until, scheduledTime);
    }

    /** Converts this command for the reference model. */
    ReferenceModel.ModelCommand toModelCommand(Instant publishedAt) {
        return new ReferenceModel.ModelCommand(
                id,
                ReferenceModel.ModelAction.valueOf(action.name()),
                requestedAt,
                publishedAt.truncatedTo(ChronoUnit.MILLIS),
                def,
                isPaused,
                expectedVersion,
                isFromApi,
                group,
                until,
                scheduledTime);
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
        if (action != ScheduleAction.CREATE) {
            json.put("schedule_id", scheduleId().value());
        }
        if (def != null) {
            ObjectNode schedule = def.body(name);
            if (isPaused) {
                schedule.put("status", "paused");
            }
            if (group != null) {
                schedule.put("group", group);
            }
            json.set("schedule", schedule);
        }
        if (action == ScheduleAction.MOVE) {
            json.put("group", group);
        }
        if (until != null) {
            json.put("until", until.toString());
        }
        if (scheduledTime != null) {
            json.put("scheduled_time", scheduledTime.toString());
        }
        if (expectedVersion != null) {
            json.put("expected_version", expectedVersion);
        }
        json.put("command_id", id);
        json.put("requested_by", "simulation");
        json.put("requested_at", requestedAt.toString());
        return new TopicMessage(Json.write(json), isFromApi ? Map.of("origin", "web-api") : Map.of());
    }
}
