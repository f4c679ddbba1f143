package com.rezagent.schedules.local.store;

import com.rezagent.schedules.execution.ExecutionRunContract;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SqlStores.class)
class SqlExecutionRunTest extends ExecutionRunContract {}
