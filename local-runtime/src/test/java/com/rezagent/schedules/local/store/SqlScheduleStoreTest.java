package com.rezagent.schedules.local.store;

import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleStoreContract;
import org.junit.jupiter.api.AfterEach;

class SqlScheduleStoreTest extends ScheduleStoreContract {
    private final StoreDoubles twins = new StoreDoubles();

    @AfterEach
    void close() {
        twins.close();
    }

    @Override
    protected ScheduleStore store() {
        return twins.store();
    }
}
