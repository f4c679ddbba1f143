package com.rezagent.schedules.local.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.schedule.ScheduleId;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the database does of itself: its layout, what it takes back, what it forgets. */
class DatabaseTest {
    private static final Instant NOW = Instant.parse("2025-11-06T20:00:00Z");
    private static final ScheduleId ID = new ScheduleId("sched_kept");

    @TempDir
    private Path directory;

    private static Execution skipped(ScheduleId id, Instant at) {
        return Execution.unclaimed(ExecutionKey.firing(id, at), "one", Execution.Outcome.SKIPPED, "paused", at);
    }

    @Test
    void a_directory_of_another_layout_is_refused_and_left_alone() {
        try (Database database = Database.inDirectory(directory)) {
            database.transaction(session -> session.update("UPDATE layout SET version = version + 1"));
        }

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> Database.inDirectory(directory))
                    .isInstanceOf(Database.UnusableException.class)
                    .hasMessageContaining("another version of this runtime")
                    .hasMessageContaining("remove it or name another");
        }
    }

    @Test
    void a_directory_from_before_layouts_had_numbers_is_refused() {
        try (Database database = Database.inDirectory(directory)) {
            database.transaction(session -> session.execute("DROP TABLE layout"));
        }

        assertThatThrownBy(() -> Database.inDirectory(directory))
                .isInstanceOf(Database.UnusableException.class)
                .hasMessageContaining("another version of this runtime");
    }

    @Test
    void what_was_given_in_a_transaction_that_failed_is_not_remembered() {
        try (Database database = Database.inDirectory(directory)) {
            SqlExecutionHistory history = new SqlExecutionHistory(database);
            assertThatThrownBy(() -> database.transaction(session -> {
                        database.numbers().of(session, ID);
                        throw new SQLException("the disk is full");
                    }))
                    .isInstanceOf(TransientException.class);
            history.record(skipped(ID, NOW), NOW);
        }

        try (Database database = Database.inDirectory(directory)) {
            assertThat(new SqlExecutionHistory(database).list(ID, 50, null).items())
                    .containsExactly(skipped(ID, NOW));
        }
    }

    @Test
    void executions_are_forgotten_ninety_days_after_they_were_seen_and_no_others() {
        try (Database database = Database.inMemory()) {
            SqlExecutionHistory history = new SqlExecutionHistory(database);
            ScheduleId other = new ScheduleId("sched_other");
            Execution late = Execution.unclaimed(
                    ExecutionKey.firing(ID, NOW.minusSeconds(60)),
                    "one",
                    Execution.Outcome.MISSED,
                    "not seen",
                    NOW.plus(Duration.ofDays(2)));
            history.record(late, NOW.plus(Duration.ofDays(2)));
            for (Instant at : new Instant[] {NOW, NOW.plusMillis(1), NOW.plus(Duration.ofDays(1))}) {
                history.record(skipped(ID, at), at);
                history.record(skipped(other, at), at);
            }

            int forgotten = history.forgetExpired(NOW.plusMillis(1).plus(Execution.TIME_TO_LIVE));

            assertThat(forgotten).isEqualTo(4);
            assertThat(history.list(ID, 50, null).items())
                    .containsExactly(skipped(ID, NOW.plus(Duration.ofDays(1))), late);
            assertThat(history.list(other, 50, null).items())
                    .containsExactly(skipped(other, NOW.plus(Duration.ofDays(1))));
        }
    }

    @Test
    void what_expires_within_a_day_is_forgotten_within_the_next() {
        try (Database database = Database.inMemory()) {
            SqlExecutionHistory history = new SqlExecutionHistory(database);
            Instant expired = NOW.plus(Execution.TIME_TO_LIVE);
            history.record(skipped(ID, NOW), NOW);

            assertThat(history.forgetExpired(expired.minusSeconds(1))).isZero();
            assertThat(history.forgetExpired(expired.minusSeconds(1).plus(Duration.ofDays(1))))
                    .isEqualTo(1);
        }
    }
}
