package com.rezagent.schedules.local.store;

import com.rezagent.schedules.group.GroupStoreContract;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SqlStores.class)
class SqlGroupStoreTest extends GroupStoreContract {}
