package com.rezagent.schedules.local.store;

import com.rezagent.schedules.execution.ExecutionHistoryContract;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SqlStores.class)
class SqlExecutionHistoryTest extends ExecutionHistoryContract {}
