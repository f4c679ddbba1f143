package com.rezagent.schedules.local.store;

import com.rezagent.schedules.group.GroupListContract;
import com.rezagent.schedules.record.PageToken;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SqlStores.class)
class SqlGroupListTest extends GroupListContract {
    @ParameterizedTest
    @ValueSource(strings = {"-", "A", "a b", "import", "' OR '1'='1"})
    void a_forged_token_with_a_correct_digest_is_refused(String position) {
        assertRefusesToken(() -> store().list(10, PageToken.write("groups", position)), position);
    }
}
