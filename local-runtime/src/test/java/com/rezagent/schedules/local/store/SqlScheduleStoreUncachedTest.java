package com.rezagent.schedules.local.store;

import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleStoreContract;
import org.junit.jupiter.api.AfterEach;

class SqlScheduleStoreUncachedTest extends ScheduleStoreContract {
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
