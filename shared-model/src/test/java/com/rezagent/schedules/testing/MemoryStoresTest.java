package com.rezagent.schedules.testing;

import com.rezagent.schedules.change.ChangeHistoryContract;
import com.rezagent.schedules.execution.ExecutionHistoryContract;
import com.rezagent.schedules.execution.ExecutionListContract;
import com.rezagent.schedules.execution.ExecutionRunContract;
import com.rezagent.schedules.group.GroupListContract;
import com.rezagent.schedules.group.GroupStoreContract;
import com.rezagent.schedules.schedule.FilteredScheduleListContract;
import com.rezagent.schedules.schedule.GroupedScheduleListContract;
import com.rezagent.schedules.schedule.JudgedScheduleListContract;
import com.rezagent.schedules.schedule.ScheduleListContract;
import com.rezagent.schedules.schedule.ScheduleStoreContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

class MemoryStoresTest {
    @RegisterExtension
    static final StoresContract.Provider STORES = MemoryStores::createAsOne;

    @Nested
    class Schedules extends ScheduleStoreContract {}

    @Nested
    class ScheduleLists extends ScheduleListContract {}

    @Nested
    class GroupedScheduleLists extends GroupedScheduleListContract {}

    @Nested
    class FilteredScheduleLists extends FilteredScheduleListContract {}

    @Nested
    class JudgedScheduleLists extends JudgedScheduleListContract {}

    @Nested
    class Groups extends GroupStoreContract {}

    @Nested
    class GroupLists extends GroupListContract {}

    @Nested
    class Changes extends ChangeHistoryContract {}

    @Nested
    class Executions extends ExecutionHistoryContract {}

    @Nested
    class ExecutionLists extends ExecutionListContract {}

    @Nested
    class ExecutionRuns extends ExecutionRunContract {}
}
