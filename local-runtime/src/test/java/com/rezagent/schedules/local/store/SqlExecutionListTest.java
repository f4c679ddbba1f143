package com.rezagent.schedules.local.store;

import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionListContract;
import org.junit.jupiter.api.AfterEach;

class SqlExecutionListTest extends ExecutionListContract {
    private final StoreTwins twins = new StoreTwins();

    @AfterEach
    void close() {
        twins.close();
    }

    @Override
    protected ExecutionHistory history() {
        return twins.history();
    }
}
