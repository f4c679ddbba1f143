package com.rezagent.schedules.local.store;

import com.rezagent.schedules.execution.ExecutionHistoryContract;
import com.rezagent.schedules.schedule.FilteredScheduleListContract;
import com.rezagent.schedules.schedule.GroupedScheduleListContract;
import com.rezagent.schedules.schedule.JudgedScheduleListContract;
import com.rezagent.schedules.schedule.ScheduleListContract;
import com.rezagent.schedules.schedule.ScheduleStoreContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contracts with a store that reads the database each time. */
@ExtendWith(SqlStores.Uncached.class)
class SqlUncachedTest {
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
    class Executions extends ExecutionHistoryContract {}
}
