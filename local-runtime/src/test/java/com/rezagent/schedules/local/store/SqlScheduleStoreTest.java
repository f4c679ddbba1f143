package com.rezagent.schedules.local.store;

import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleStoreContract;
import org.junit.jupiter.api.AfterEach;

class SqlScheduleStoreTest extends ScheduleStoreContract {
    private final StoreDoubles stores = new StoreDoubles();

    @AfterEach
    void close() {
        stores.close();
    }

    @Override
    protected ScheduleStore store() {
        return stores.store();
    }
}
