package com.rezagent.schedules.group;

import com.rezagent.schedules.command.Action;
import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.CommandFields;
import com.rezagent.schedules.command.CommandReader;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.json.ObjectReader;
import com.rezagent.schedules.record.ResourceName;
import java.time.Instant;
import java.util.List;

/** Reads the commands of groups. */
public final class GroupCommandReader implements CommandReader<GroupCommand> {
    @Override
    public List<String> actions() {
        return Action.texts(GroupAction.class);
    }

    @Override
    public int schemaVersion() {
        return 5;
    }

    /** Returns the command; a {@link GroupCommand.Malformed} if its group is named but there are errors. */
    @Override
    public GroupCommand read(String text, Command.Context context, ObjectReader reader, ValidationErrors errors) {
        GroupAction action = Action.of(GroupAction.class, text).orElseThrow();
        ResourceName group = CommandFields.group(reader, errors);
        boolean isPause = action == GroupAction.PAUSE_GROUP;
        boolean isPut = action == GroupAction.PUT_GROUP;
        Instant from = isPause ? CommandFields.from(reader) : null;
        Instant until = isPause ? CommandFields.until(reader) : null;
        GroupSettings settings = isPut ? GroupJson.settings(reader, errors) : GroupSettings.NONE;
        Long expectedVersion = isPut ? reader.nonNegativeLong("expected_version") : null;
        reader.refuseUnknown();
        if (group == null) {
            errors.throwIfAny();
            throw new IllegalStateException("The command names no group, but there is no validation error");
        }
        try {
            errors.throwIfAny();
        } catch (RefusedException e) {
            return new GroupCommand.Malformed(context, action, group, e);
        }
        return switch (action) {
            case PUT_GROUP -> new GroupCommand.Put(context, group, settings, expectedVersion);
            case PAUSE_GROUP -> new GroupCommand.Pause(context, group, from, until);
            case RESUME_GROUP -> new GroupCommand.Resume(context, group);
            case DELETE_GROUP -> new GroupCommand.Delete(context, group);
        };
    }
}
