package com.rezagent.schedules.local.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.Status;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** H2 must read a page in the order of an index: sorting would read every row before the first. */
class ListStatementTest {
    private static final ResourceName BILLING = new ResourceName("billing");
    private static final Instant NOW = Instant.parse("2025-11-06T20:00:00Z");

    @AutoClose
    private final Database database = Database.inMemory();

    /** H2 chooses an index by the number of rows and of distinct values. */
    @BeforeEach
    void insert10000Schedules() {
        database.transaction(session -> session.update("""
                INSERT INTO schedules (id, live, status, created_by, created_at, group_name, sort_name, outline, outcomes)
                SELECT 'sched_' || x, MOD(x, 10) > 0,
                  CASE MOD(x, 10) WHEN 0 THEN 'deleted' WHEN 1 THEN 'paused' WHEN 2 THEN 'failed' ELSE 'active' END,
                  CASE MOD(x, 3) WHEN 0 THEN 'bob' ELSE 'ann' END,
                  DATEADD(SECOND, x, TIMESTAMP WITH TIME ZONE '2025-11-06 20:00:00Z'),
                  CASE MOD(x, 4) WHEN 0 THEN 'other' ELSE 'billing' END, STRINGTOUTF8('name ' || x), '{}', '[]'
                FROM SYSTEM_RANGE(1, 10000)"""));
        database.read(session -> session.execute("ANALYZE"));
    }

    @Test
    void list_by_group_is_read_in_index_order() {
        assertIndexOrder("SCHEDULES_GROUP:", in(null, null), "a");
        assertIndexOrder("SCHEDULES_GROUP:", in(null, NOW), "a");
        assertIndexOrder("SCHEDULES_GROUP_STATUS:", in(Status.PAUSED, null), "a");
        assertIndexOrder("SCHEDULES_GROUP_STATUS:", in(Status.PAUSED, NOW), "a");
        assertIndexOrder("SCHEDULES_GROUP_STATUS:", in(Status.FAILED, NOW), "a");
        assertIndexOrder("SCHEDULES_GROUP:", in(Status.ACTIVE, NOW), "a");
    }

    @Test
    void list_by_creation_time_is_read_in_index_order() {
        String position = "2025-11-06T20:00:00.000000000Z#id";
        assertIndexOrder("SCHEDULES_LIVE:", new ScheduleQuery(null, null, 50, null), position);
        assertIndexOrder("SCHEDULES_STATUS:", new ScheduleQuery(Status.PAUSED, null, 50, null), position);
        assertIndexOrder("SCHEDULES_CREATED_BY:", new ScheduleQuery(null, "ann", 50, null), position);
        assertIndexOrder("SCHEDULES_CREATED_BY:", new ScheduleQuery(Status.PAUSED, "ann", 50, null), position);
        assertIndexOrder("SCHEDULES_LIVE:", new ScheduleQuery(null, Status.ACTIVE, null, 50, null, NOW), position);
        assertIndexOrder(
                "SCHEDULES_CREATED_BY:", new ScheduleQuery(null, Status.ACTIVE, "ann", 50, null, NOW), position);
        assertIndexOrder("SCHEDULES_STATUS:", new ScheduleQuery(null, Status.PAUSED, null, 50, null, NOW), position);
    }

    private static ScheduleQuery in(Status status, Instant time) {
        return new ScheduleQuery(BILLING, status, null, 50, null, time);
    }

    private void assertIndexOrder(String index, ScheduleQuery query, String position) {
        for (String token : new String[] {null, query.tokenAfter(position)}) {
            ListStatement statement = ListStatement.of(query.after(token), 51);
            String plan = database.read(session -> session.queryOne(
                            "EXPLAIN " + statement.sql(),
                            row -> row.getString(1),
                            statement.parameters().toArray()))
                    .orElseThrow();
            assertThat(plan).contains("PUBLIC." + index, "/* index sorted */");
        }
    }
}
