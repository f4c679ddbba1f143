package com.rezagent.schedules.local.store;

import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.group.GroupStoreContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class SqlGroupStoreTest extends GroupStoreContract {
    @RegisterExtension
    private final SqlStores stores = new SqlStores();

    @Override
    protected GroupStore store() {
        return stores.groups();
    }
}
