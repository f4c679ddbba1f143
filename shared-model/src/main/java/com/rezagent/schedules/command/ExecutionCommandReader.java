package com.rezagent.schedules.command;

import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.execution.ExecutionId;
import com.rezagent.schedules.json.ObjectReader;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the commands of executions. */
public final class ExecutionCommandReader implements CommandReader<ExecutionCommand> {
    @Override
    public List<String> actions() {
        return Action.texts(ExecutionAction.class);
    }

    @Override
    public int schemaVersion() {
        return 5;
    }

    /** Returns the command; an {@link ExecutionCommand.Malformed} if its execution is identified but there are errors. */
    @Override
    public ExecutionCommand read(String text, Command.Context context, ObjectReader reader, ValidationErrors errors) {
        ExecutionAction action = Action.of(ExecutionAction.class, text).orElseThrow();
        ExecutionId id = id(reader, errors);
        Integer attempt = action == ExecutionAction.RETRY ? attempt(reader, errors) : null;
        reader.refuseUnknown();
        if (id == null) {
            errors.throwIfAny();
            throw new IllegalStateException("The command names no execution, but there is no validation error");
        }
        try {
            errors.throwIfAny();
        } catch (RefusedException e) {
            return new ExecutionCommand.Malformed(context, action, id, e);
        }
        return switch (action) {
            case RETRY -> new ExecutionCommand.Retry(context, id, Objects.requireNonNull(attempt));
            case ACKNOWLEDGE -> new ExecutionCommand.Acknowledge(context, id);
        };
    }

    private static @Nullable ExecutionId id(ObjectReader reader, ValidationErrors errors) {
        String text = reader.string("execution_id");
        if (text == null) {
            if (!reader.has("execution_id")) {
                errors.field("execution_id", "is required; an id looks like exec_…");
            }
            return null;
        }
        ExecutionId id = ExecutionId.tryParse(text).orElse(null);
        if (id == null) {
            errors.field("execution_id", "is not a valid id, which looks like exec_…; correct it");
        }
        return id;
    }

    private static @Nullable Integer attempt(ObjectReader reader, ValidationErrors errors) {
        if (!reader.has("attempt")) {
            errors.field("attempt", "is required; send the number of the execution's last attempt and 1");
        }
        return reader.integer("attempt", 1, Integer.MAX_VALUE);
    }
}
