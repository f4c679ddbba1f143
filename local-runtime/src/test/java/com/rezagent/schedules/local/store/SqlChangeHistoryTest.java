package com.rezagent.schedules.local.store;

import com.rezagent.schedules.change.ChangeHistory;
import com.rezagent.schedules.change.ChangeHistoryContract;
import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.schedule.ScheduleStore;
import org.junit.jupiter.api.extension.RegisterExtension;

class SqlChangeHistoryTest extends ChangeHistoryContract {
    @RegisterExtension
    private final SqlStores stores = new SqlStores();

    @Override
    protected ChangeHistory history() {
        return stores.changes();
    }

    @Override
    protected ScheduleStore schedules() {
        return stores.store();
    }

    @Override
    protected GroupStore groups() {
        return stores.groups();
    }
}
