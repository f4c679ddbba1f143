package com.rezagent.schedules.schedule;

import static com.rezagent.schedules.schedule.Schedules.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleDocumentTest {
    @Test
    void the_sort_key_of_the_indexes_orders_by_time_then_id() {
        assertThat(List.of(
                        ScheduleDocument.createdDate(
                                NOW, Schedules.definition("a").name().id()),
                        ScheduleDocument.createdDate(
                                NOW.plusNanos(1),
                                Schedules.definition("a").name().id()),
                        ScheduleDocument.createdDate(
                                NOW.plusSeconds(1),
                                Schedules.definition("a").name().id())))
                .isSorted();
        assertThat(ScheduleDocument.createdDate(
                        NOW, Schedules.definition("a").name().id()))
                .startsWith("2025-11-06T20:00:00.000000000Z#sched_");
    }
}
