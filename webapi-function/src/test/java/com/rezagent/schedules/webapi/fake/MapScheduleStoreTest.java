package com.rezagent.schedules.webapi.fake;

import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleStoreContract;

/** Checks that the fake store passes the contract of the real stores. */
class MapScheduleStoreTest extends ScheduleStoreContract {
    private final MapScheduleStore store = new MapScheduleStore();

    @Override
    protected ScheduleStore store() {
        return store;
    }
}
