package com.rezagent.schedules.local.store;

import com.rezagent.schedules.plan.GroupGate;
import com.rezagent.schedules.record.ResourceName;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Cache of the gates of groups, which every firing reads. It is always consistent: every write of a group clears it, and
 * no other process has the database open. Guarded by the database's lock.
 */
final class GateCache {
    private static final int MAX_GATES = 10_000;

    private final Map<ResourceName, GroupGate> cached = new HashMap<>();

    @Nullable
    GroupGate find(ResourceName group) {
        return cached.get(group);
    }

    void put(GroupGate gate) {
        if (cached.size() >= MAX_GATES) {
            cached.clear();
        }
        cached.put(gate.group(), gate);
    }

    void clear() {
        cached.clear();
    }
}
