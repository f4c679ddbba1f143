package com.rezagent.schedules.testing;

import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionHistoryContract;
import com.rezagent.schedules.execution.ExecutionListContract;
import com.rezagent.schedules.schedule.ScheduleListContract;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleStoreContract;
import org.junit.jupiter.api.Nested;

class MemoryStoresTest {
    private final MemoryStore store = new MemoryStore();
    private final MemoryHistory history = new MemoryHistory(store);

    @Nested
    class Schedules extends ScheduleStoreContract {
        @Override
        protected ScheduleStore store() {
            return store;
        }
    }

    @Nested
    class ScheduleLists extends ScheduleListContract {
        @Override
        protected ScheduleStore store() {
            return store;
        }
    }

    @Nested
    class Executions extends ExecutionHistoryContract {
        @Override
        protected ScheduleStore store() {
            return store;
        }

        @Override
        protected ExecutionHistory history() {
            return history;
        }
    }

    @Nested
    class ExecutionLists extends ExecutionListContract {
        @Override
        protected ExecutionHistory history() {
            return history;
        }
    }
}
