package com.rezagent.schedules.webapi.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.Precondition;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.Stamp;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A kind of resource that commands change: what {@link ChangeHandler} needs to know about it.
 *
 * @param <R> its record
 * @param <C> its commands
 */
public interface Resource<R, C extends Command> {
    /** Returns the word for it in messages, e.g. {@code schedule}. */
    String noun();

    /** Returns the id that commands are about. */
    String id(R record);

    /** Reads the record as stored; empty if there is none. The read is strongly consistent. */
    Optional<R> find(String id);

    /** Reads the records of several ids as stored; those without one are absent. At most 100 ids. */
    default Map<String, R> findAll(Collection<String> ids) {
        Map<String, R> found = new HashMap<>();
        ids.forEach(id -> find(id).ifPresent(it -> found.put(id, it)));
        return found;
    }

    /** Returns whether callers may see the record. */
    boolean isVisible(R record);

    /** Returns the outcome of a command, if the record still has it. */
    Optional<CommandOutcome> outcomeOf(R record, String commandId);

    /** Returns the outcome of an earlier request that a command repeats; empty if the command is the first. */
    default Optional<CommandOutcome> repeatedOutcome(R record, C command) {
        return outcomeOf(record, command.context().commandId());
    }

    /** Returns the outcome of a command, as far as a record shows it that was read after it was published. */
    default Optional<CommandOutcome> outcome(R record, C command) {
        return outcomeOf(record, command.context().commandId());
    }

    /**
     * Returns whether an allowed command has to be published; by default also if it would change nothing, because an older
     * command that would change the record may still be in transit.
     */
    default boolean needsPublishing(R record, C command) {
        return true;
    }

    /** Returns the latest stamp of the registers; a new command must be later. */
    Stamp latestStamp(R record);

    /** Returns the content of the {@code ETag}. */
    String entityTag(R record);

    /** Returns whether everything that follows the record has reached this version. */
    boolean hasConverged(R record, long version);

    /** Returns whether converging failed for good, so that waiting for it is useless. */
    boolean hasFailed(R record);

    /** Returns whether a create may begin a new life under the same name; by default, where callers see no record. */
    default boolean canReuseName(R record) {
        return !isVisible(record);
    }

    /**
     * Asks the decider what a command would do, without publishing it.
     *
     * @param record empty if the command is to be decided as if there were none
     * @throws RefusedException if the command would be refused
     */
    void requireAllowed(Optional<R> record, C command, Precondition precondition);

    /**
     * Returns the refusal of a create whose name another resource has.
     *
     * @throws UnsupportedOperationException if the resource is created by PUT, which replaces what is there
     */
    default RefusedException nameConflict(String id) {
        throw new UnsupportedOperationException("A PUT of a " + noun() + " has no name conflict");
    }

    /** Returns its path, without the stage. */
    String path(String id);

    /** Returns the field of a 202 that holds the id of the command that was published. */
    default String commandIdField() {
        return "command_id";
    }

    /** Returns its JSON representation at this time. */
    ObjectNode json(R record);
}
