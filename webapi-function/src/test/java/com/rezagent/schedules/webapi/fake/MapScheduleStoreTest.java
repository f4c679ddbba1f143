package com.rezagent.schedules.webapi.fake;

import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleStoreContract;

/** The stand-in keeps the promises that the real stores keep. */
class MapScheduleStoreTest extends ScheduleStoreContract {
    private final MapScheduleStore store = new MapScheduleStore();

    @Override
    protected ScheduleStore store() {
        return store;
    }
}
