package com.rezagent.schedules.local.store;

import static com.rezagent.schedules.schedule.Schedules.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.change.ChangeHistoryContract;
import com.rezagent.schedules.record.Change;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SqlStores.class)
class SqlChangeHistoryTest extends ChangeHistoryContract {
    @Test
    void expired_changes_are_deleted_and_others_are_not() {
        write(change("sched_a", 1, NOW), change("sched_a", 2, NOW.plusSeconds(1)));

        SqlChangeHistory changes = (SqlChangeHistory) history();
        assertThat(changes.deleteExpired(NOW.plus(Change.TIME_TO_LIVE).minusNanos(1)))
                .isZero();
        assertThat(changes.deleteExpired(NOW.plus(Change.TIME_TO_LIVE))).isEqualTo(1);
        assertThat(history().untilReplaced("sched_a", 1, Instant.EPOCH))
                .extracting(Change::version)
                .containsExactly(2L);
    }
}
