package com.rezagent.schedules.local.store;

import com.rezagent.schedules.record.PageToken;
import com.rezagent.schedules.schedule.ScheduleListContract;
import com.rezagent.schedules.schedule.ScheduleQuery;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SqlStores.class)
class SqlScheduleListTest extends ScheduleListContract {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "yesterday a",
                "2025-11-06T20:00:00Z a",
                "2025-11-06T25:00:00.000000000Z#a",
                "2025-11-06T20:00:00.000000000Z"
            })
    void a_forged_token_with_a_correct_digest_is_refused(String position) {
        ScheduleQuery query = new ScheduleQuery(null, null, 10, PageToken.write("schedules null null", position));

        assertRefusesToken(() -> store().list(query), position);
    }
}
