package com.rezagent.schedules.testing;

import com.rezagent.schedules.schedule.ScheduleListContract;
import com.rezagent.schedules.schedule.ScheduleStore;

class MemoryStoreListTest extends ScheduleListContract {
    private final MemoryStore store = new MemoryStore();

    @Override
    protected ScheduleStore store() {
        return store;
    }
}
