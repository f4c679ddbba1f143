package com.rezagent.schedules.simulation;

import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.local.store.Database;
import com.rezagent.schedules.local.store.SqlExecutionHistory;
import com.rezagent.schedules.local.store.SqlScheduleStore;
import com.rezagent.schedules.schedule.ScheduleStore;

/** The store that a world stands on: maps, or the local runtime's tables. */
public record Twins(ScheduleStore store, ExecutionHistory history) {
    public static Twins memory() {
        MemoryStore store = new MemoryStore();
        return new Twins(store, new MemoryHistory(store));
    }

    public static Twins sql(Database database) {
        return new Twins(new SqlScheduleStore(database), new SqlExecutionHistory(database));
    }
}
