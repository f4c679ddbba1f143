package com.rezagent.schedules.simulation;

import com.rezagent.schedules.group.Group;
import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.plan.GroupGate;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.ResourceName;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A store of groups that delegates every call; subclasses override single methods. */
class DelegatingGroupStore implements GroupStore {
    private final GroupStore delegate;

    DelegatingGroupStore(GroupStore delegate) {
        this.delegate = delegate;
    }

    final GroupStore delegate() {
        return delegate;
    }

    @Override
    public Optional<Group> find(ResourceName name) {
        return delegate.find(name);
    }

    @Override
    public boolean insert(Group group, @Nullable Change change) {
        return delegate.insert(group, change);
    }

    @Override
    public boolean replace(Group seen, Group next, @Nullable Change change) {
        return delegate.replace(seen, next, change);
    }

    @Override
    public Map<ResourceName, GroupGate> gates(Collection<ResourceName> groups) {
        return delegate.gates(groups);
    }

    @Override
    public Page<Group> list(int limit, @Nullable String nextToken) {
        return delegate.list(limit, nextToken);
    }

    @Override
    public boolean isFull() {
        return delegate.isFull();
    }
}
