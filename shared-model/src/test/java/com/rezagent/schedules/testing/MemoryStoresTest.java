package com.rezagent.schedules.testing;

import com.rezagent.schedules.change.ChangeHistory;
import com.rezagent.schedules.change.ChangeHistoryContract;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionHistoryContract;
import com.rezagent.schedules.execution.ExecutionListContract;
import com.rezagent.schedules.execution.ExecutionRunContract;
import com.rezagent.schedules.group.GroupListContract;
import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.group.GroupStoreContract;
import com.rezagent.schedules.schedule.FilteredScheduleListContract;
import com.rezagent.schedules.schedule.GroupedScheduleListContract;
import com.rezagent.schedules.schedule.JudgedScheduleListContract;
import com.rezagent.schedules.schedule.ScheduleListContract;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleStoreContract;
import org.junit.jupiter.api.Nested;

class MemoryStoresTest {
    private final MemoryStore store = new MemoryStore();
    private final MemoryGroupStore groups = new MemoryGroupStore(store.changes());
    private final MemoryHistory history = new MemoryHistory();

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
    class GroupedScheduleLists extends GroupedScheduleListContract {
        @Override
        protected ScheduleStore store() {
            return store;
        }
    }

    @Nested
    class FilteredScheduleLists extends FilteredScheduleListContract {
        @Override
        protected ScheduleStore store() {
            return store;
        }
    }

    @Nested
    class JudgedScheduleLists extends JudgedScheduleListContract {
        @Override
        protected ScheduleStore store() {
            return store;
        }
    }

    @Nested
    class Groups extends GroupStoreContract {
        @Override
        protected GroupStore store() {
            return groups;
        }
    }

    @Nested
    class GroupLists extends GroupListContract {
        @Override
        protected GroupStore store() {
            return groups;
        }
    }

    @Nested
    class Changes extends ChangeHistoryContract {
        @Override
        protected ChangeHistory history() {
            return store.changes();
        }

        @Override
        protected ScheduleStore schedules() {
            return store;
        }

        @Override
        protected GroupStore groups() {
            return groups;
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

    @Nested
    class ExecutionRuns extends ExecutionRunContract {
        @Override
        protected ScheduleStore store() {
            return store;
        }

        @Override
        protected ExecutionHistory history() {
            return history;
        }
    }
}
