package com.rezagent.schedules.local.store;

import com.rezagent.schedules.schedule.FilteredScheduleListContract;
import com.rezagent.schedules.schedule.ScheduleStore;
import org.junit.jupiter.api.extension.RegisterExtension;

class SqlFilteredScheduleListTest extends FilteredScheduleListContract {
    @RegisterExtension
    private final SqlStores stores = new SqlStores();

    @Override
    protected ScheduleStore store() {
        return stores.store();
    }
}
