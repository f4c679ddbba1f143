package com.rezagent.schedules.webapi.fake;

import com.rezagent.schedules.schedule.ScheduleListContract;
import com.rezagent.schedules.schedule.ScheduleStore;

/** Checks that the fake store lists as the real stores do. */
class MapScheduleListTest extends ScheduleListContract {
    private final MapScheduleStore store = new MapScheduleStore();

    @Override
    protected ScheduleStore store() {
        return store;
    }
}
