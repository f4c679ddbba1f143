package com.rezagent.schedules.local.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.engine.EngineEntry.EntryState;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.ObjectReader;
import com.rezagent.schedules.local.engine.SimulatedScheduler;
import com.rezagent.schedules.local.engine.SimulatedSchedulerException;
import com.rezagent.schedules.local.engine.SimulatedSchedulerException.Kind;
import com.rezagent.schedules.local.system.LocalStage;
import com.rezagent.schedules.local.system.LocalSystem;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.schedule.RetryPolicy;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.http.HttpResponse;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code /local/engine/schedules}: lists the engine's entries, and changes them without the scheduler function's
 * knowledge.
 */
final class EngineEndpoints {
    private final SimulatedScheduler scheduler;
    private final Supplier<String> tokens;

    EngineEndpoints(LocalSystem system) {
        this.scheduler = system.scheduler();
        this.tokens = system.ids();
    }

    HttpResponse list(String parameter, byte[] body) {
        ObjectNode json = Json.object();
        ArrayNode schedules = json.putArray("schedules");
        String token = null;
        do {
            Page<Engine.ExistingEntry> page = page(token);
            page.items().forEach(it -> schedules.add(json(it.entry())));
            token = page.nextToken();
        } while (token != null);
        return HttpResponse.json(200, json);
    }

    private Page<Engine.ExistingEntry> page(@Nullable String token) {
        try {
            return scheduler.list(token);
        } catch (SimulatedSchedulerException e) {
            throw new IllegalStateException("The engine refused its own next token", e);
        }
    }

    private static ObjectNode json(EngineEntry entry) {
        ObjectNode json = Json.object();
        json.put("name", entry.id().value());
        json.put("schedule_expression", entry.expression());
        json.put("timezone", entry.timezone());
        json.put("state", entry.state().name());
        return json;
    }

    /** What a user may set; as in EventBridge's API, what is left out gets its default. */
    private record Change(String expression, String timezone, EntryState state) {}

    /** Creates an entry that no schedule has, or changes an entry as a user could in the EventBridge console. */
    HttpResponse put(String name, byte[] body) {
        Change change = RequestBody.read(body, EngineEndpoints::change);
        EngineEntry before = find(name);
        try {
            if (before == null) {
                scheduler.create(foreign(SimulatedScheduler.idOf(name), change), tokens.get());
            } else {
                scheduler.update(changed(before, change), tokens.get());
            }
            return HttpResponse.json(200, json(scheduler.get(name).entry()));
        } catch (SimulatedSchedulerException e) {
            throw new RefusedException(ErrorCode.INVALID_REQUEST, "The engine refused the schedule", e.getMessage());
        }
    }

    HttpResponse delete(String name, byte[] body) {
        try {
            scheduler.delete(name, tokens.get());
            return HttpResponse.empty(204);
        } catch (SimulatedSchedulerException e) {
            throw new RefusedException(
                    e.kind() == Kind.NOT_FOUND ? ErrorCode.SCHEDULE_NOT_FOUND : ErrorCode.INVALID_REQUEST,
                    "The engine has no such schedule",
                    "Use GET /local/engine/schedules to list its schedules");
        }
    }

    private @Nullable EngineEntry find(String name) {
        try {
            return scheduler.get(name).entry();
        } catch (SimulatedSchedulerException e) {
            return null;
        }
    }

    private static Change change(ObjectReader reader, ValidationErrors errors) {
        String expression = reader.string("schedule_expression");
        if (expression == null) {
            errors.field("schedule_expression", "is required");
        }
        String state = reader.string("state");
        if (state != null && !state.equals("ENABLED") && !state.equals("DISABLED")) {
            errors.field("state", "must be ENABLED or DISABLED");
            state = null;
        }
        String timezone = reader.string("timezone");
        return new Change(
                expression == null ? "" : expression,
                timezone == null ? "UTC" : timezone,
                state == null ? EntryState.ENABLED : EntryState.valueOf(state));
    }

    /** Returns an entry that fires for a schedule that is not in the store. */
    private static EngineEntry foreign(ScheduleId id, Change change) {
        ObjectNode input = Json.object();
        input.put("schedule_id", id.value());
        input.put("version", 0);
        input.put("scheduled_time", "<aws.scheduler.scheduled-time>");
        return new EngineEntry(
                id,
                null,
                change.expression,
                change.timezone,
                null,
                null,
                null,
                change.state,
                RetryPolicy.DEFAULT,
                LocalStage.TARGET,
                Json.write(input));
    }

    private static EngineEntry changed(EngineEntry before, Change change) {
        return new EngineEntry(
                before.id(),
                before.description(),
                change.expression,
                change.timezone,
                null,
                null,
                before.windowMinutes(),
                change.state,
                before.retryPolicy(),
                before.target(),
                before.input());
    }
}
