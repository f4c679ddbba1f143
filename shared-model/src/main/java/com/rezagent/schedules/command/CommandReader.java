package com.rezagent.schedules.command;

import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.json.ObjectReader;
import java.util.List;

/**
 * Reads the commands of one kind of resource.
 *
 * @param <C> its commands
 */
public interface CommandReader<C extends Command> {
    /** Returns the texts of all actions, in the order of error messages. */
    List<String> actions();

    /** Returns the highest schema version of its commands; increased when actions or fields are added. */
    int schemaVersion();

    /**
     * Reads a command.
     *
     * @param action one of {@link #actions}
     * @param fields all fields that the message has beyond those of every command; others are errors
     * @param errors has the errors in the fields of every command
     * @return the command; if its resource is identified but there are errors, one that is always refused
     * @throws com.rezagent.schedules.error.RefusedException if its resource can't be identified
     */
    C read(String action, Command.Context context, ObjectReader fields, ValidationErrors errors);
}
