package com.rezagent.schedules.local.store;

import com.rezagent.schedules.schedule.ScheduleListContract;
import com.rezagent.schedules.schedule.ScheduleStore;
import org.junit.jupiter.api.AfterEach;

class SqlScheduleListUncachedTest extends ScheduleListContract {
    private final SqlStores stores = new SqlStores();

    @AfterEach
    void close() {
        stores.close();
    }

    @Override
    protected ScheduleStore store() {
        return stores.uncachedStore();
    }
}
