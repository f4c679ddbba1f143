package com.rezagent.schedules.local.store;

import com.rezagent.schedules.schedule.ScheduleListContract;
import com.rezagent.schedules.schedule.ScheduleStore;
import org.junit.jupiter.api.AfterEach;

class SqlScheduleListTest extends ScheduleListContract {
    private final StoreTwins twins = new StoreTwins();

    @AfterEach
    void close() {
        twins.close();
    }

    @Override
    protected ScheduleStore store() {
        return twins.store();
    }
}
