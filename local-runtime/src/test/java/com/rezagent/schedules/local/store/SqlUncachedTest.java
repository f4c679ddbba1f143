package com.rezagent.schedules.local.store;

import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionHistoryContract;
import com.rezagent.schedules.schedule.FilteredScheduleListContract;
import com.rezagent.schedules.schedule.GroupedScheduleListContract;
import com.rezagent.schedules.schedule.JudgedScheduleListContract;
import com.rezagent.schedules.schedule.ScheduleListContract;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleStoreContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contracts with a store that reads the database each time. */
class SqlUncachedTest {
    @RegisterExtension
    private final SqlStores stores = new SqlStores();

    @Nested
    class Schedules extends ScheduleStoreContract {
        @Override
        protected ScheduleStore store() {
            return stores.uncachedStore();
        }
    }

    @Nested
    class ScheduleLists extends ScheduleListContract {
        @Override
        protected ScheduleStore store() {
            return stores.uncachedStore();
        }
    }

    @Nested
    class GroupedScheduleLists extends GroupedScheduleListContract {
        @Override
        protected ScheduleStore store() {
            return stores.uncachedStore();
        }
    }

    @Nested
    class FilteredScheduleLists extends FilteredScheduleListContract {
        @Override
        protected ScheduleStore store() {
            return stores.uncachedStore();
        }
    }

    @Nested
    class JudgedScheduleLists extends JudgedScheduleListContract {
        @Override
        protected ScheduleStore store() {
            return stores.uncachedStore();
        }
    }

    @Nested
    class Executions extends ExecutionHistoryContract {
        @Override
        protected ScheduleStore store() {
            return stores.uncachedStore();
        }

        @Override
        protected ExecutionHistory history() {
            return stores.history();
        }
    }
}
