package com.rezagent.schedules.local.store;

import com.rezagent.schedules.store.Stores;

/** Creates the stores over the local database. */
public final class LocalStores {
    private LocalStores() {}

    public static Stores of(Database database) {
        return new Stores(
                new SqlScheduleStore(database), new SqlGroupStore(database), new SqlExecutionHistory(database));
    }
}
