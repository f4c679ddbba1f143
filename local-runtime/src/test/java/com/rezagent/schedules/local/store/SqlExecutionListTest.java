package com.rezagent.schedules.local.store;

import com.rezagent.schedules.execution.ExecutionListContract;
import com.rezagent.schedules.record.PageToken;
import com.rezagent.schedules.schedule.ScheduleId;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SqlStores.class)
class SqlExecutionListTest extends ExecutionListContract {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "~",
                "2025-11-06",
                "+1000000000-12-31T23:59:59.999999999Z",
                "2025-11-06T25:00:00.000000000Z#a",
                "#"
            })
    void a_forged_token_with_a_correct_digest_is_refused(String position) {
        ScheduleId id = new ScheduleId("sched_forged");
        String token = PageToken.write("executions " + id, position);

        assertRefusesToken(() -> history().list(id, 10, token), position);
    }
}
