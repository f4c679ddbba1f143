package com.rezagent.schedules.local.store;

import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionRunContract;
import com.rezagent.schedules.schedule.ScheduleStore;
import org.junit.jupiter.api.extension.RegisterExtension;

class SqlExecutionRunTest extends ExecutionRunContract {
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
