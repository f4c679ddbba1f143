package com.rezagent.schedules.local.store;

import com.rezagent.schedules.schedule.GroupedScheduleListContract;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SqlStores.class)
class SqlGroupedScheduleListTest extends GroupedScheduleListContract {}
