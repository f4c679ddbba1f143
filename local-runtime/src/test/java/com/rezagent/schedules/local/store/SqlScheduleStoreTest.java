package com.rezagent.schedules.local.store;

import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleStoreContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class SqlScheduleStoreTest extends ScheduleStoreContract {
    @RegisterExtension
    private final SqlStores stores = new SqlStores();

    @Override
    protected ScheduleStore store() {
        return stores.store();
    }
}
