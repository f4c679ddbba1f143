package com.rezagent.schedules.local.store;

import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionHistoryContract;
import com.rezagent.schedules.schedule.ScheduleStore;
import org.junit.jupiter.api.AfterEach;

class SqlExecutionHistoryTest extends ExecutionHistoryContract {
    private final SqlStores stores = new SqlStores();

    @AfterEach
    void close() {
        stores.close();
    }

    @Override
    protected ScheduleStore store() {
        return stores.store();
    }

    @Override
    protected ExecutionHistory history() {
        return stores.history();
    }
}
