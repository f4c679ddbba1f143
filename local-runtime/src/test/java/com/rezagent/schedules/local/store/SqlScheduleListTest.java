package com.rezagent.schedules.local.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.record.PageToken;
import com.rezagent.schedules.schedule.ScheduleListContract;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleStore;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlScheduleListTest extends ScheduleListContract {
    @RegisterExtension
    private final SqlStores stores = new SqlStores();

    @Override
    protected ScheduleStore store() {
        return stores.store();
    }

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

        assertThatThrownBy(() -> store().list(query))
                .isInstanceOfSatisfying(
                        RefusedException.class, it -> assertThat(it.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }
}
