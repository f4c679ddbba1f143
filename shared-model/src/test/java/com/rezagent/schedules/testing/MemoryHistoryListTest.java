package com.rezagent.schedules.testing;

import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionListContract;

class MemoryHistoryListTest extends ExecutionListContract {
    private final MemoryHistory history = new MemoryHistory(new MemoryStore());

    @Override
    protected ExecutionHistory history() {
        return history;
    }
}
