package com.rezagent.schedules.simulation;

import com.rezagent.schedules.change.ChangeHistory;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.local.store.Database;
import com.rezagent.schedules.local.store.SqlChangeHistory;
import com.rezagent.schedules.local.store.SqlExecutionHistory;
import com.rezagent.schedules.local.store.SqlGroupStore;
import com.rezagent.schedules.local.store.SqlScheduleStore;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.testing.MemoryGroupStore;
import com.rezagent.schedules.testing.MemoryHistory;
import com.rezagent.schedules.testing.MemoryStore;

/** The stores of a simulated world: in memory, or the local runtime's SQL tables. */
public record SimulatedStores(ScheduleStore store, GroupStore groups, ExecutionHistory history, ChangeHistory changes) {
    public static SimulatedStores memory() {
        MemoryStore store = new MemoryStore();
        return new SimulatedStores(store, new MemoryGroupStore(store.changes()), new MemoryHistory(), store.changes());
    }

    public static SimulatedStores sql(Database database) {
        return new SimulatedStores(
                new SqlScheduleStore(database),
                new SqlGroupStore(database),
                new SqlExecutionHistory(database),
                new SqlChangeHistory(database));
    }
}
