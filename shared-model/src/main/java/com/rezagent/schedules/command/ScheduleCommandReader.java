package com.rezagent.schedules.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.json.ObjectReader;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the commands of schedules. */
public final class ScheduleCommandReader implements CommandReader<ScheduleCommand> {
    @Override
    public List<String> actions() {
        return List.of("create", "update", "pause", "resume", "skip", "unskip", "move", "delete", "trigger", "restore");
    }

    @Override
    public int schemaVersion() {
        return 5;
    }

    /** Returns the command; a {@link ScheduleCommand.Malformed} if its schedule is identified but there are errors. */
    @Override
    public ScheduleCommand read(String text, Command.Context byId, ObjectReader reader, ValidationErrors errors) {
        ScheduleAction action = Action.of(ScheduleAction.class, text).orElseThrow();
        ObjectNode body = action.carriesDefinition() ? schedule(reader, errors) : null;
        ScheduleName sentName = action == ScheduleAction.CREATE ? null : sentName(reader, errors);
        ScheduleId id = action == ScheduleAction.CREATE ? idOfName(body, errors) : id(reader, sentName, errors);
        Long expectedVersion = action == ScheduleAction.UPDATE ? reader.nonNegativeLong("expected_version") : null;
        Instant until = action == ScheduleAction.PAUSE ? CommandFields.until(reader) : null;
        ResourceName group = action == ScheduleAction.MOVE ? CommandFields.group(reader, errors) : null;
        Instant scheduledTime = action == ScheduleAction.SKIP || action == ScheduleAction.UNSKIP
                ? CommandFields.scheduledTime(reader)
                : null;
        reader.refuseUnknown();
        Command.Context context = sentName == null ? byId : byId.withSentName(sentName.value());
        if (id == null) {
            errors.throwIfAny();
            throw new IllegalStateException("The command has no schedule id, but there is no validation error");
        }
        try {
            errors.throwIfAny();
        } catch (RefusedException e) {
            return new ScheduleCommand.Malformed(context, action, id, e);
        }
        return switch (action) {
            case CREATE -> new ScheduleCommand.Create(context, id, JsonObject.of(body(body)));
            case UPDATE -> new ScheduleCommand.Update(context, id, JsonObject.of(body(body)), expectedVersion);
            case PAUSE -> new ScheduleCommand.Pause(context, id, until);
            case RESUME -> new ScheduleCommand.Resume(context, id);
            case MOVE -> new ScheduleCommand.Move(context, id, Objects.requireNonNull(group));
            case SKIP -> new ScheduleCommand.Skip(context, id, scheduledTime);
            case UNSKIP -> new ScheduleCommand.Unskip(context, id, scheduledTime);
            case DELETE -> new ScheduleCommand.Delete(context, id);
            case TRIGGER -> new ScheduleCommand.Trigger(context, id);
            case RESTORE -> new ScheduleCommand.Restore(context, id);
        };
    }

    private static ObjectNode body(@Nullable ObjectNode body) {
        if (body == null) {
            throw new IllegalStateException("The schedule is missing, but there is no validation error");
        }
        return body;
    }

    private static @Nullable ObjectNode schedule(ObjectReader reader, ValidationErrors errors) {
        if (!reader.has("schedule")) {
            errors.field("schedule", "is required for create and update; send a JSON object");
        }
        return reader.object("schedule", ErrorCode.INVALID_REQUEST, "The request is invalid");
    }

    private static @Nullable ScheduleId idOfName(@Nullable ObjectNode body, ValidationErrors errors) {
        if (body == null) {
            return null;
        }
        JsonNode name = body.get("name");
        if (name != null && name.isTextual()) {
            ScheduleName parsed = name(name.textValue(), errors);
            return parsed == null ? null : parsed.id();
        }
        errors.add(ErrorCode.INVALID_NAME, "The schedule's name is invalid", "name: must be a string");
        return null;
    }

    private static @Nullable ScheduleName sentName(ObjectReader reader, ValidationErrors errors) {
        String name = reader.string("name", ErrorCode.INVALID_NAME, "The schedule's name is invalid");
        return name == null ? null : name(name, errors);
    }

    /** Returns the id that identifies the schedule of a command; null if it adds an error and there is none. */
    private static @Nullable ScheduleId id(
            ObjectReader reader, @Nullable ScheduleName sentName, ValidationErrors errors) {
        String text = reader.string("schedule_id");
        if (reader.has("schedule_id") && reader.has("name")) {
            errors.add("send name or schedule_id, not both");
        } else if (!reader.has("schedule_id") && !reader.has("name")) {
            errors.add("schedule_id or name is required; an id looks like sched_…");
        }
        if (text == null) {
            return sentName == null ? null : sentName.id();
        }
        ScheduleId id = ScheduleId.tryParse(text).orElse(null);
        if (id == null) {
            errors.field("schedule_id", "is not a valid id, which looks like sched_…; correct it, or send the name");
        }
        return id;
    }

    private static @Nullable ScheduleName name(String text, ValidationErrors errors) {
        try {
            return ScheduleName.parse(text);
        } catch (RefusedException e) {
            errors.add(e);
            return null;
        }
    }
}
