package com.rezagent.schedules.local.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.group.GroupListContract;
import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.record.PageToken;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlGroupListTest extends GroupListContract {
    @RegisterExtension
    private final SqlStores stores = new SqlStores();

    @Override
    protected GroupStore store() {
        return stores.groups();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "A", "a b", "import", "' OR '1'='1"})
    void a_forged_token_with_a_correct_digest_is_refused(String position) {
        assertThatThrownBy(() -> store().list(10, PageToken.write("groups", position)))
                .isInstanceOfSatisfying(
                        RefusedException.class, it -> assertThat(it.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }
}
