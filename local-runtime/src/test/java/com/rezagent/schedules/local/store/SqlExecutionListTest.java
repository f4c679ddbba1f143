package com.rezagent.schedules.local.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionListContract;
import com.rezagent.schedules.record.PageToken;
import com.rezagent.schedules.schedule.ScheduleId;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlExecutionListTest extends ExecutionListContract {
    @RegisterExtension
    private final SqlStores stores = new SqlStores();

    @Override
    protected ExecutionHistory history() {
        return stores.history();
    }

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

        assertThatThrownBy(() -> history().list(id, 10, token))
                .isInstanceOfSatisfying(
                        RefusedException.class, it -> assertThat(it.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }
}
