package com.rezagent.schedules.execution;

import static com.rezagent.schedules.schedule.Schedules.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract test of {@link ExecutionHistory#list} and {@link ExecutionHistory#firings}. */
public abstract class ExecutionListContract extends Executions {
    private static final ScheduleId OTHER = new ScheduleId("sched_other");

    @Test
    void a_schedule_without_executions_lists_none() {
        assertThat(history().list(ID, 50, null)).isEqualTo(new Page<>(List.of(), null));
        assertThat(history().firings(ID, NOW, NOW.plusSeconds(1))).isEmpty();
    }

    @Test
    void a_list_contains_every_field() {
        Execution published = claimed(ExecutionKey.firing(ID, NOW)).published("sns-1", NOW.plusNanos(987_654_321));
        history().recordPublished(published, ScheduleState.begin(published.incarnation(), 1));
        Execution held = claimed(ExecutionKey.manual(ID, NOW.plusNanos(1), "trigger ß#1"));
        Execution skipped = skipped(NOW.plusSeconds(1));

        assertThat(history().list(ID, 50, null).items()).containsExactly(skipped, held, published);
    }

    @Test
    void the_newest_scheduled_time_comes_first_whatever_the_order_of_recording() {
        Execution second = skipped(NOW.plusSeconds(10));
        Execution third = skipped(NOW.plusSeconds(100));
        Execution first = skipped(NOW.minusSeconds(1));
        Execution between = claimed(ExecutionKey.manual(ID, NOW.plusSeconds(10).plusMillis(5), "trigger"));

        assertThat(history().list(ID, 50, null).items()).containsExactly(third, between, second, first);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100})
    void pages_of_any_size_contain_each_execution_once_in_order(int limit) {
        List<Execution> all = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            all.add(0, skipped(NOW.plusSeconds(i)));
        }

        assertThat(allPages(limit)).containsExactlyElementsOf(all);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100})
    void manual_executions_and_firings_at_unusual_times_are_sorted_together(int limit) {
        Execution beforeTheEpoch = skipped(Instant.parse("1969-12-31T23:59:59Z"));
        Execution atTheEpoch = skipped(Instant.EPOCH);
        Execution firing = skipped(NOW);
        Execution manualAtFiring = claimed(ExecutionKey.manual(ID, NOW, "trigger"));
        Execution withinTheSecond = skipped(NOW.plusMillis(1));
        Execution manualLater = claimed(ExecutionKey.manual(ID, NOW.plusMillis(2), "trigger"));
        Execution next = skipped(NOW.plusSeconds(1));
        Execution farOff = skipped(Instant.parse("9999-12-31T23:59:59Z"));

        assertThat(allPages(limit))
                .containsExactly(
                        farOff, next, manualLater, withinTheSecond, manualAtFiring, firing, atTheEpoch, beforeTheEpoch);
        assertThat(history()
                        .firings(
                                ID,
                                beforeTheEpoch.key().scheduledTime(),
                                farOff.key().scheduledTime()))
                .containsExactly(beforeTheEpoch, atTheEpoch, firing, withinTheSecond, next);
        assertThat(history().firings(ID, NOW.plusNanos(1), NOW.plusMillis(1))).isEmpty();
    }

    @Test
    void another_schedules_executions_are_not_listed() {
        history().claim(ExecutionKey.firing(OTHER, NOW), "one", NOW, LEASE);

        assertThat(history().list(ID, 50, null).items()).isEmpty();
        assertThat(history().firings(ID, NOW.minusSeconds(9), NOW.plusSeconds(9)))
                .isEmpty();
    }

    @Test
    void the_last_page_has_no_token_even_if_it_is_full() {
        skipped(NOW);
        skipped(NOW.plusSeconds(1));

        assertThat(history().list(ID, 2, null).nextToken()).isNull();
        assertThat(history().list(ID, 1, null).nextToken()).isNotNull();
    }

    @Test
    void a_later_page_is_not_affected_by_new_executions() {
        Execution older = skipped(NOW);
        skipped(NOW.plusSeconds(1));
        String token = history().list(ID, 1, null).nextToken();
        skipped(NOW.plusSeconds(2));

        assertThat(history().list(ID, 1, token).items()).containsExactly(older);
    }

    @Test
    void a_token_of_another_schedule_is_refused() {
        skipped(NOW);
        skipped(NOW.plusSeconds(1));
        String token = history().list(ID, 1, null).nextToken();

        assertRefused(OTHER, token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "x", "AAAA", "%%%", "bm90IGEgdG9rZW4", "{}", "ß🏌", "null"})
    void a_text_that_is_not_a_token_is_refused(String token) {
        skipped(NOW);

        assertRefused(ID, token);
    }

    @Test
    void a_token_with_a_changed_or_missing_character_is_refused() {
        skipped(NOW);
        skipped(NOW.plusSeconds(1));
        String token =
                Optional.ofNullable(history().list(ID, 1, null).nextToken()).orElseThrow();

        assertThat(token).matches("[A-Za-z0-9_-]+");
        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            assertRefused(ID, token.substring(0, i) + other + token.substring(i + 1));
            assertRefused(ID, token.substring(0, i));
        }
        assertRefused(ID, token + "A");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100})
    void a_range_of_scheduled_times_includes_its_start_and_excludes_its_end(int limit) {
        skipped(NOW.minusSeconds(1));
        claimed(ExecutionKey.manual(ID, NOW.minusNanos(1), "before"));
        Execution first = skipped(NOW);
        Execution manualAtFirst = claimed(ExecutionKey.manual(ID, NOW, "at the start"));
        Execution between = claimed(ExecutionKey.manual(ID, NOW.plusMillis(9_999), "between"));
        Execution last = skipped(NOW.plusSeconds(9));
        Execution end = skipped(NOW.plusSeconds(10));
        Execution manualAtEnd = claimed(ExecutionKey.manual(ID, NOW.plusSeconds(10), "at the end"));
        history().recordTrigger(ID, "command", new Trigger(NOW, null));

        assertThat(allPages(query(null, NOW, NOW.plusSeconds(10), limit)))
                .containsExactly(between, last, manualAtFirst, first);
        assertThat(allPages(query(null, NOW.plusSeconds(9), null, limit)))
                .containsExactly(manualAtEnd, end, between, last);
        assertThat(allPages(query(null, null, NOW.plusSeconds(9), limit)))
                .hasSize(4)
                .startsWith(manualAtFirst, first);
        assertThat(allPages(query(null, NOW.plusSeconds(11), NOW.plusSeconds(99), limit)))
                .isEmpty();
        assertThat(allPages(query(null, Instant.EPOCH.minusSeconds(9), Instant.EPOCH, limit)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100})
    void an_outcome_returns_the_executions_that_have_it(int limit) {
        List<Execution> skipped = new ArrayList<>();
        List<Execution> held = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            if (i % 13 == 5) {
                held.add(0, claimed(ExecutionKey.firing(ID, NOW.plusSeconds(i))));
                held.add(0, claimed(ExecutionKey.manual(ID, NOW.plusSeconds(i).plusNanos(1), "trigger")));
            } else {
                skipped.add(0, skipped(NOW.plusSeconds(i)));
            }
        }

        assertThat(allPages(query(ShownOutcome.IN_PROGRESS, null, null, limit))).isEqualTo(held);
        assertThat(allPages(query(ShownOutcome.SKIPPED, null, null, limit))).isEqualTo(skipped);
        assertThat(allPages(query(ShownOutcome.MISSED, null, null, limit))).isEmpty();
        assertThat(allPages(query(ShownOutcome.IN_PROGRESS, NOW.plusSeconds(6), NOW.plusSeconds(19), limit)))
                .isEqualTo(held.subList(2, 4));
    }

    @Test
    void a_token_of_other_filters_is_refused() {
        skipped(NOW);
        skipped(NOW.plusSeconds(1));
        List<ExecutionQuery> queries = List.of(
                query(null, null, null, 1),
                query(ShownOutcome.SKIPPED, null, null, 1),
                query(null, NOW, null, 1),
                query(null, null, NOW.plusSeconds(2), 1),
                query(null, NOW, NOW.plusSeconds(2), 1),
                query(ShownOutcome.SKIPPED, NOW, NOW.plusSeconds(2), 1));

        for (ExecutionQuery issuing : queries) {
            String token = history().list(issuing).nextToken();
            for (ExecutionQuery other : queries) {
                if (other == issuing) {
                    assertThat(history().list(after(other, token)).items()).hasSize(1);
                } else {
                    assertRefused(after(other, token));
                }
            }
        }
    }

    @Test
    void firings_returns_a_half_open_range_in_order() {
        skipped(NOW.minusSeconds(1));
        Execution last = skipped(NOW.plusSeconds(59));
        Execution first = skipped(NOW);
        Execution middle = skipped(NOW.plusSeconds(1));
        skipped(NOW.plusSeconds(60));

        assertThat(history().firings(ID, NOW, NOW.plusSeconds(60))).containsExactly(first, middle, last);
    }

    @Test
    void firings_excludes_manual_executions() {
        Execution firing = skipped(NOW);
        claimed(ExecutionKey.manual(ID, NOW, "at the same instant"));
        claimed(ExecutionKey.manual(ID, NOW.plusSeconds(1), "later"));

        assertThat(history().firings(ID, NOW, NOW.plusSeconds(60))).containsExactly(firing);
    }

    @Test
    void firings_of_an_empty_or_reversed_range_is_empty() {
        skipped(NOW);

        assertThat(history().firings(ID, NOW, NOW)).isEmpty();
        assertThat(history().firings(ID, NOW.plusSeconds(1), NOW.minusSeconds(1)))
                .isEmpty();
    }

    @Test
    void firings_is_strongly_consistent() {
        Execution held = claimed(ExecutionKey.firing(ID, NOW));

        assertThat(history().firings(ID, NOW, NOW.plusSeconds(1))).containsExactly(held);
    }

    private Execution skipped(Instant scheduled) {
        Execution skipped = Execution.unclaimed(
                ExecutionKey.firing(ID, scheduled),
                "one",
                ExecutionOutcome.SKIPPED,
                "It is paused",
                NOW.plusNanos(1_000_001));
        assertThat(history().record(skipped, NOW.plusNanos(1_000_001))).isTrue();
        return skipped;
    }

    private Execution claimed(ExecutionKey key) {
        return granted(history().claim(key, "one", NOW.plusNanos(1), LEASE));
    }

    private static ExecutionQuery query(ShownOutcome outcome, Instant from, Instant to, int limit) {
        return new ExecutionQuery(ID, outcome, from, to, limit, null);
    }

    private static ExecutionQuery after(ExecutionQuery query, String token) {
        return new ExecutionQuery(query.scheduleId(), query.outcome(), query.from(), query.to(), query.limit(), token);
    }

    private List<Execution> allPages(int limit) {
        return allPages(query(null, null, null, limit));
    }

    private List<Execution> allPages(ExecutionQuery query) {
        return allPages(query.limit(), token -> history().list(after(query, token)));
    }

    private void assertRefused(ScheduleId id, String token) {
        assertRefused(new ExecutionQuery(id, 1, token));
    }

    private void assertRefused(ExecutionQuery query) {
        assertRefusesToken(() -> history().list(query), query);
    }
}
