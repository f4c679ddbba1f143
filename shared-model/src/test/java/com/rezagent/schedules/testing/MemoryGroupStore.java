package com.rezagent.schedules.testing;

import com.rezagent.schedules.group.Group;
import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.plan.GroupGate;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.PageToken;
import com.rezagent.schedules.record.ResourceName;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A {@link GroupStore} in memory. Passes the same contract test as the other implementations. Thread-safe. */
public final class MemoryGroupStore implements GroupStore {
    private final Map<ResourceName, Group> records = new TreeMap<>();
    private final MemoryChangeHistory changes;
    private Runnable beforeRead = () -> {};
    private int reads;

    /** Creates a store with a history of changes of its own. */
    public MemoryGroupStore() {
        this(new MemoryChangeHistory());
    }

    /** @param changes where changes are written */
    public MemoryGroupStore(MemoryChangeHistory changes) {
        this.changes = changes;
    }

    /** Sets what runs before each read; it may throw what a read throws. */
    public synchronized void beforeRead(Runnable action) {
        beforeRead = action;
    }

    /** Returns the number of reads. */
    public synchronized int readCount() {
        return reads;
    }

    /** Returns a record without counting as a read. */
    public synchronized Optional<Group> peek(ResourceName name) {
        return Optional.ofNullable(records.get(name));
    }

    private void read() {
        reads++;
        beforeRead.run();
    }

    @Override
    public synchronized Optional<Group> find(ResourceName name) {
        read();
        return Optional.ofNullable(records.get(name));
    }

    @Override
    public synchronized boolean insert(Group group, @Nullable Change change) {
        if (records.putIfAbsent(group.name(), group.nextRevision()) != null) {
            return false;
        }
        changes.put(change);
        return true;
    }

    @Override
    public synchronized boolean replace(Group seen, Group next, @Nullable Change change) {
        Group stored = records.get(seen.name());
        if (stored == null || stored.revision() != seen.revision()) {
            return false;
        }
        records.put(seen.name(), next.nextRevision());
        changes.put(change);
        return true;
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
