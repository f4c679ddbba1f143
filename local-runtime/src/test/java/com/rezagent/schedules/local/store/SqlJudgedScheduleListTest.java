package com.rezagent.schedules.local.store;

import static com.rezagent.schedules.schedule.Schedules.NOW;
import static com.rezagent.schedules.schedule.Schedules.schedule;
import static com.rezagent.schedules.schedule.Schedules.stamp;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.JudgedScheduleListContract;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.schedule.Status;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SqlStores.class)
class SqlJudgedScheduleListTest extends JudgedScheduleListContract {
    /** More rows than are read at once do not match. */
    @Test
    void few_matches_among_thousands_of_paused_schedules_are_found() {
        Instant until = NOW.plusSeconds(60);
        Set<ScheduleId> later = new HashSet<>();
        for (int i = 0; i < 2_500; i++) {
            boolean isLater = i % 800 == 400;
            Schedule schedule = schedule("name %04d".formatted(i), NOW.minusSeconds(i), "tests")
                    .paused(isLater ? until.plusSeconds(1) : until, null, "ann", stamp(NOW, "pause"), NOW);
            store().insert(schedule);
            if (isLater) {
                later.add(schedule.id());
            }
        }

        for (ResourceName group : Arrays.asList(null, ResourceName.DEFAULT_GROUP)) {
            ScheduleQuery query = new ScheduleQuery(group, Status.PAUSED, null, 2, null, until);
            Page<ScheduleSummary> first = store().list(query);
            Page<ScheduleSummary> second = store().list(query.after(first.nextToken()));

            assertThat(second.nextToken()).isNull();
            assertThat(Stream.concat(first.items().stream(), second.items().stream())
                            .map(ScheduleSummary::id))
                    .hasSize(3)
                    .containsExactlyInAnyOrderElementsOf(later);
        }
    }
}
