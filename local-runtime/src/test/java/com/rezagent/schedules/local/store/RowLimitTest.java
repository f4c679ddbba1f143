package com.rezagent.schedules.local.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowLimitTest {
    private static final Instant AT = Instant.parse("2025-11-06T20:00:00Z");

    @AutoClose
    private final Database database = Database.inMemory();

    private RowLimit limit(long maxRows, long maxBytes) {
        return database.read(session -> new RowLimit(
                session,
                new RowLimit.Range("dead_letters", "id", List.of("event", "reason"), 0, 1_000_000),
                maxRows,
                maxBytes));
    }

    private void add(RowLimit limit, int id, String event) {
        database.transaction(session -> {
            session.update(
                    "INSERT INTO dead_letters (id, event, reason, parked_at) VALUES (?, ?, ?, ?)", id, event, "", AT);
            limit.added(session, id, event, "");
            return 1;
        });
    }

    private List<Integer> ids() {
        return database.read(session -> session.query("SELECT id FROM dead_letters ORDER BY id", row -> row.getInt(1)));
    }

    @Test
    void rows_within_both_limits_are_kept() {
        RowLimit limit = limit(10, 1_000);
        IntStream.range(0, 10).forEach(i -> add(limit, i, "x".repeat(100)));

        assertThat(ids()).hasSize(10);
    }

    /** Characters that take one to four bytes in UTF-8. */
    @ParameterizedTest
    @ValueSource(strings = {"x", "é", "€", "😀"})
    void the_oldest_rows_are_deleted_over_the_byte_limit(String character) {
        int bytes = character.getBytes(StandardCharsets.UTF_8).length;
        RowLimit limit = limit(1_000, 1_000);
        for (int i = 0; i < 50; i++) {
            add(limit, i, character.repeat(100));

            assertThat(ids()).hasSizeLessThanOrEqualTo(10 / bytes).contains(i);
        }
        assertThat(ids()).hasSizeGreaterThanOrEqualTo(10 / bytes - 1).doesNotContain(0);
    }

    @Test
    void the_oldest_rows_are_deleted_over_the_row_limit() {
        RowLimit limit = limit(10, 1_000_000);
        IntStream.range(0, 25).forEach(i -> add(limit, i, "x"));

        assertThat(ids()).hasSize(10).startsWith(15).endsWith(24);
    }

    @Test
    void the_newest_row_is_kept_even_if_it_alone_exceeds_the_limit() {
        RowLimit limit = limit(10, 100);
        add(limit, 1, "x".repeat(90));
        add(limit, 2, "x".repeat(500));

        assertThat(ids()).containsExactly(2);

        add(limit, 3, "x");
        assertThat(ids()).containsExactly(3);
    }

    @Test
    void rows_of_an_earlier_run_count_but_removed_rows_do_not() {
        add(limit(10, 1_000), 1, "x".repeat(600));

        RowLimit limit = limit(10, 1_000);
        limit.removed("x".repeat(600), "");
        add(limit, 2, "x".repeat(800));
        assertThat(ids()).containsExactly(1, 2);

        add(limit(10, 1_000), 3, "x".repeat(50));
        assertThat(ids()).containsExactly(2, 3);
    }

    @Test
    void many_small_rows_are_deleted_for_a_large_one() {
        RowLimit limit = limit(10_000, 10_000);
        IntStream.range(0, 5_000).forEach(i -> add(limit, i, "xx"));
        add(limit, 5_000, "x".repeat(9_000));

        assertThat(ids()).hasSizeBetween(100, 501).contains(5_000, 4_999).doesNotContain(0);
    }
}
