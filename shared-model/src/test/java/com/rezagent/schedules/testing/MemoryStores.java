package com.rezagent.schedules.testing;

import com.rezagent.schedules.store.Stores;

/** The stores of all resources in memory. */
public record MemoryStores(
        MemoryStore schedules, MemoryGroupStore groups, MemoryHistory executions, MemoryChangeHistory changes) {
    /** Returns new, empty stores. */
    public static MemoryStores create() {
        return over(new MemoryStore());
    }

    /** Returns the other stores beside one of schedules. */
    public static MemoryStores over(MemoryStore schedules) {
        return new MemoryStores(
                schedules, new MemoryGroupStore(schedules.changes()), new MemoryHistory(), schedules.changes());
    }

    /** Returns new, empty stores as both functions receive them. */
    public static Stores createAsOne() {
        return create().asOne();
    }

    /** Returns them as both functions receive them. */
    public Stores asOne() {
        return new Stores(schedules, groups, executions, changes);
    }

    /** Sets what runs before each read of any of them; it may throw what a read throws. */
    public void beforeRead(Runnable action) {
        schedules.beforeRead(action);
        groups.beforeRead(action);
        executions.beforeRead(action);
    }
}
