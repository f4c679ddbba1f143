package com.rezagent.schedules.local.store;

import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionHistoryContract;
import com.rezagent.schedules.schedule.ScheduleStore;
import org.junit.jupiter.api.extension.RegisterExtension;

class SqlExecutionHistoryTest extends ExecutionHistoryContract {
    @RegisterExtension
    private final SqlStores stores = new SqlStores();

    @Override
    protected ScheduleStore store() {
        return stores.store();
    }

    @Override
    protected ExecutionHistory history() {
        return stores.history();
    }
}
