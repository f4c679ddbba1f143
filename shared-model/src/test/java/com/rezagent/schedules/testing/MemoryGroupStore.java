package com.rezagent.schedules.testing;

import com.rezagent.schedules.group.Group;
import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.plan.GroupGate;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.PageToken;
import com.rezagent.schedules.record.ResourceName;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A {@link GroupStore} in memory. Passes the same contract test as the other implementations. Thread-safe. */
public final class MemoryGroupStore extends MemoryRecords<ResourceName, Group> implements GroupStore {
    /** Creates a store with a history of changes of its own. */
    public MemoryGroupStore() {
        this(new MemoryChangeHistory());
    }

    /** @param changes where changes are written */
    public MemoryGroupStore(MemoryChangeHistory changes) {
        super(changes, Group::name, Group::revision, (next, stored) -> next.nextRevision());
    }

    @Override
    public synchronized Map<ResourceName, GroupGate> gates(Collection<ResourceName> groups) {
        read();
        Map<ResourceName, GroupGate> gates = new LinkedHashMap<>();
        for (ResourceName group : groups) {
            Group found = records.get(group);
            gates.put(group, found == null ? GroupGate.withoutRecord(group) : found.gate());
        }
        return gates;
    }

    @Override
    public synchronized Page<Group> list(int limit, @Nullable String nextToken) {
        read();
        String after = PageToken.read(
                        "groups", nextToken, it -> ResourceName.tryParse(it).isPresent())
                .orElse("");
        List<Group> found = records.values().stream()
                .filter(Group::exists)
                .filter(it -> it.name().value().compareTo(after) > 0)
                .toList();
        return MemoryStore.page(
                found, limit, it -> PageToken.write("groups", it.name().value()));
    }

    @Override
    public synchronized boolean isFull() {
        return records.values().stream().filter(Group::exists).count() >= MAX_GROUPS;
    }
}
