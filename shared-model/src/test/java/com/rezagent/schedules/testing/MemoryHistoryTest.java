package com.rezagent.schedules.testing;

import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionHistoryContract;
import com.rezagent.schedules.schedule.ScheduleStore;

class MemoryHistoryTest extends ExecutionHistoryContract {
    private final MemoryStore store = new MemoryStore();
    private final MemoryHistory history = new MemoryHistory(store);

    @Override
    protected ExecutionHistory history() {
        return history;
    }

    @Override
    protected ScheduleStore store() {
        return store;
    }
}
