package com.rezagent.schedules.group;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.Decision;
import com.rezagent.schedules.command.Precondition;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.plan.NoticePolicy;
import com.rezagent.schedules.record.ResourceName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request to change one group. */
public sealed interface GroupCommand extends Command {
    ResourceName group();

    @Override
    GroupAction action();

    @Override
    default Log.Field subject() {
        return Log.field("group", group());
    }

    @Override
    default List<Log.Field> details() {
        return List.of(Log.field("reason", context().reason()));
    }

    @Override
    default int schemaVersion() {
        return 3;
    }

    @Override
    default void write(ObjectNode message) {
        message.put("group", group().value());
    }

    /**
     * Returns the effect of the command by the decider's rule for it.
     *
     * @param before the current record; null if there is none
     * @throws RefusedException if the command is refused
     */
    Decision<Group> apply(GroupDecider decider, @Nullable Group before, Precondition precondition, Instant now);

    /**
     * Creates a group, or replaces its settings.
     *
     * @param expectedVersion must equal the record's version; null if the request had no {@code If-Match}
     */
    record Put(
            Context context,
            ResourceName group,
            GroupSettings settings,
            @Nullable Long expectedVersion) implements GroupCommand {
        @Override
        public int schemaVersion() {
            return settings.notices().equals(NoticePolicy.DEFAULT) ? 3 : 5;
        }

        @Override
        public GroupAction action() {
            return GroupAction.PUT_GROUP;
        }

        @Override
        public void write(ObjectNode message) {
            GroupCommand.super.write(message);
            message.setAll(GroupJson.settings(settings));
            if (expectedVersion != null) {
                message.put("expected_version", expectedVersion);
            }
        }

        @Override
        public Decision<Group> apply(
                GroupDecider decider, @Nullable Group before, Precondition precondition, Instant now) {
            return decider.put(before, this, precondition, now);
        }
    }

    /**
     * Pauses the members of a group.
     *
     * @param from when the pause starts, included; null if it starts at once
     * @param until when it ends by itself, excluded; null if only a resume ends it
     */
    record Pause(
            Context context,
            ResourceName group,
            @Nullable Instant from,
            @Nullable Instant until) implements GroupCommand {
        @Override
        public GroupAction action() {
            return GroupAction.PAUSE_GROUP;
        }

        @Override
        public List<Log.Field> details() {
            return List.of(Log.field("from", from), Log.field("until", until), Log.field("reason", context.reason()));
        }

        @Override
        public void write(ObjectNode message) {
            GroupCommand.super.write(message);
            if (from != null) {
                message.put("from", from.toString());
            }
            if (until != null) {
                message.put("until", until.toString());
            }
        }

        @Override
        public Decision<Group> apply(
                GroupDecider decider, @Nullable Group before, Precondition precondition, Instant now) {
            return decider.pause(before, this, precondition, now);
        }
    }

    record Resume(Context context, ResourceName group) implements GroupCommand {
        @Override
        public GroupAction action() {
            return GroupAction.RESUME_GROUP;
        }

        @Override
        public Decision<Group> apply(
                GroupDecider decider, @Nullable Group before, Precondition precondition, Instant now) {
            return decider.resume(before, this, precondition, now);
        }
    }

    record Delete(Context context, ResourceName group) implements GroupCommand {
        @Override
        public GroupAction action() {
            return GroupAction.DELETE_GROUP;
        }

        @Override
        public Decision<Group> apply(
                GroupDecider decider, @Nullable Group before, Precondition precondition, Instant now) {
            return decider.delete(before, this, precondition, now);
        }
    }

    /** A command that names its group but is always refused, whatever the record contains. */
    record Malformed(Context context, GroupAction action, ResourceName group, RefusedException error)
            implements GroupCommand {
        @Override
        public boolean mayWait() {
            return false;
        }

        @Override
        public Decision<Group> apply(
                GroupDecider decider, @Nullable Group before, Precondition precondition, Instant now) {
            throw error;
        }
    }
}
