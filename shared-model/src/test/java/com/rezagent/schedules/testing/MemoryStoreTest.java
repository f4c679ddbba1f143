package com.rezagent.schedules.testing;

import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleStoreContract;

class MemoryStoreTest extends ScheduleStoreContract {
    private final MemoryStore store = new MemoryStore();

    @Override
    protected ScheduleStore store() {
        return store;
    }
}
