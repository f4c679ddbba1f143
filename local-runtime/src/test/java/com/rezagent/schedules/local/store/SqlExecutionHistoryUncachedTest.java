package com.rezagent.schedules.local.store;

import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionHistoryContract;
import com.rezagent.schedules.schedule.ScheduleStore;
import org.junit.jupiter.api.AfterEach;

class SqlExecutionHistoryUncachedTest extends ExecutionHistoryContract {
    private final StoreDoubles twins = new StoreDoubles();

    @AfterEach
    void close() {
        twins.close();
    }

    @Override
    protected ScheduleStore store() {
        return twins.forgetfulStore();
    }

    @Override
    protected ExecutionHistory history() {
        return twins.history();
    }
}
