package com.rezagent.schedules.local.store;

import com.rezagent.schedules.schedule.ScheduleStoreContract;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SqlStores.class)
class SqlScheduleStoreTest extends ScheduleStoreContract {}
