package com.rezagent.schedules.local.store;

import com.rezagent.schedules.schedule.FilteredScheduleListContract;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SqlStores.class)
class SqlFilteredScheduleListTest extends FilteredScheduleListContract {}
