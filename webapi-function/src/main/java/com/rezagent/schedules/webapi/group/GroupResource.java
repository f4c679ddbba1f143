package com.rezagent.schedules.webapi.group;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.Precondition;
import com.rezagent.schedules.group.Group;
import com.rezagent.schedules.group.GroupCommand;
import com.rezagent.schedules.group.GroupDecider;
import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.webapi.command.Resource;
import java.time.Clock;
import java.util.Optional;

/** Groups, as the change handler needs them. A group has no engine entry, so it has converged once it is written. */
final class GroupResource implements Resource<Group, GroupCommand> {
    private final GroupStore store;
    private final GroupDecider decider;
    private final Clock clock;

    GroupResource(GroupStore store, GroupDecider decider, Clock clock) {
        this.store = store;
        this.decider = decider;
        this.clock = clock;
    }

    @Override
    public String noun() {
        return "group";
    }

    @Override
    public String id(Group group) {
        return group.name().value();
    }

    @Override
    public Optional<Group> find(String id) {
        return store.find(new ResourceName(id));
    }

    @Override
    public boolean isVisible(Group group) {
        return group.exists();
    }

    @Override
    public Optional<CommandOutcome> outcomeOf(Group group, String commandId) {
        return group.outcomeOf(commandId);
    }

    @Override
    public Stamp latestStamp(Group group) {
        return group.latestStamp();
    }

    @Override
    public String entityTag(Group group) {
        return group.entityTag();
    }

    @Override
    public boolean hasConverged(Group group, long version) {
        return true;
    }

    @Override
    public boolean hasFailed(Group group) {
        return false;
    }

    @Override
    public void requireAllowed(Optional<Group> group, GroupCommand command, Precondition precondition) {
        decider.decide(group, command, precondition, clock.instant());
    }

    @Override
    public String path(String id) {
        return GroupRoutes.ALL + "/" + id;
    }

    @Override
    public ObjectNode json(Group group) {
        return GroupRepresentation.of(group, Optional.empty(), clock.instant());
    }
}
