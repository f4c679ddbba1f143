package com.rezagent.schedules.execution;

import static com.rezagent.schedules.schedule.Schedules.NOW;
import static com.rezagent.schedules.schedule.Schedules.schedule;
import static com.rezagent.schedules.schedule.Schedules.stamp;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.schedule.Counters;
import com.rezagent.schedules.schedule.RunPolicies;
import com.rezagent.schedules.schedule.Schedule;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ScheduleStateTest {
    private static final Schedule SCHEDULE = schedule("executed");
    private static final ScheduleState EMPTY = ScheduleState.NONE.of(SCHEDULE);

    private static Execution ended(Instant scheduled, ExecutionOutcome outcome) {
        return Execution.unclaimed(
                ExecutionKey.firing(SCHEDULE.id(), scheduled),
                SCHEDULE.incarnation(),
                outcome,
                "a reason",
                scheduled.plusSeconds(2));
    }

    private static ScheduleState after(ScheduleState state, Instant scheduled, ExecutionOutcome outcome) {
        return state.recorded(ended(scheduled, outcome), state).orElseThrow();
    }

    /** The state of the incarnation to which {@link ExecutionStates} belong. */
    private static final ScheduleState BEGUN = ScheduleState.begin("one", 1);

    private static ScheduleState changed(ScheduleState state, String before, String after) {
        return state.changed(ExecutionStates.of(before), ExecutionStates.of(after), state)
                .orElse(state);
    }

    private static ScheduleState waiting() {
        Execution published = ExecutionStates.of("waiting");
        return BEGUN.recorded(published, BEGUN).orElseThrow();
    }

    @Test
    void a_publication_whose_report_is_awaited_counts_and_is_open() {
        ScheduleState state = waiting();

        assertThat(state.executionCount()).isEqualTo(1);
        assertThat(state.lastOutcome()).contains("waiting");
        assertThat(state.openExecution()).isEqualTo(ExecutionStates.KEY.sortKey());
        assertThat(state.hasReported()).isFalse();
        assertThat(state.lastSuccess()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "retrying, retrying, true, true, 0",
        "succeeded, succeeded, false, true, 0",
        "failed by the consumer, failed, false, true, 1",
        "failed by the topic later, failed, false, true, 1",
        "cancelled, cancelled, false, true, 0",
        "retrying after a time-out, retrying, true, false, 0"
    })
    void a_changed_outcome_takes_the_place_of_the_earlier_one_and_is_not_counted_again(
            String execution, String outcome, boolean isOpen, boolean hasReported, int failures) {
        ScheduleState state = changed(waiting(), "waiting", execution);

        assertThat(state.recent()).containsExactly(Map.entry(NOW, outcome));
        assertThat(state.executionCount()).isEqualTo(1);
        assertThat(state.openExecution()).isEqualTo(isOpen ? ExecutionStates.KEY.sortKey() : null);
        assertThat(state.hasReported()).isEqualTo(hasReported);
        assertThat(state.failedSince(Instant.MIN)).hasSize(failures);
        assertThat(state.lastSuccess()).isEqualTo(outcome.equals("succeeded") ? NOW : null);
    }

    @Test
    void a_change_of_neither_outcome_count_nor_report_is_not_written() {
        ScheduleState state = changed(waiting(), "waiting", "retrying");

        assertThat(state.changed(ExecutionStates.of("retrying"), ExecutionStates.of("claimed again"), state))
                .isEmpty();
    }

    @Test
    void a_report_before_the_publication_is_noted_and_does_not_count() {
        ScheduleState state = changed(BEGUN, "in progress", "succeeded before our record");

        assertThat(state.executionCount()).isZero();
        assertThat(state.hasReported()).isTrue();
        assertThat(state.lastOutcome()).contains("succeeded");
        assertThat(state.openExecution()).isNull();
    }

    @Test
    void a_change_of_an_execution_of_another_life_changes_no_state() {
        Execution before = ExecutionStates.of("waiting");
        Execution after = ExecutionStates.of("succeeded");

        assertThat(BEGUN.changed(before, after, ScheduleState.NONE)).isEmpty();
        assertThat(BEGUN.changed(before, after, EMPTY)).isEmpty();
        assertThat(ScheduleState.begin("two", 5).changed(before, after, BEGUN)).isEmpty();
    }

    @Test
    void an_end_without_a_run_or_a_policy_changes_the_state_only_if_it_is_the_open_execution_or_shown() {
        Execution failed = ExecutionStates.of("failed by the topic");

        assertThat(BEGUN.withEnd(failed, SCHEDULE)).isEqualTo(ScheduleState.NONE);
        assertThat(BEGUN.ended(failed, ScheduleState.NONE)).isEmpty();
        ScheduleState open = waiting();
        assertThat(open.withEnd(failed, SCHEDULE)).isEqualTo(open);
        assertThat(open.ended(failed, open).orElseThrow().openExecution()).isNull();
        assertThat(open.ended(failed, open).orElseThrow().lastOutcome()).contains("failed");
        ScheduleState shown = after(EMPTY, NOW, ExecutionOutcome.MISSED);
        assertThat(shown.withEnd(ended(NOW, ExecutionOutcome.SKIPPED), SCHEDULE))
                .isEqualTo(shown);
    }

    @Test
    void each_end_of_a_schedule_with_a_run_policy_changes_its_state_until_it_is_deleted() {
        Execution skipped = ended(NOW, ExecutionOutcome.SKIPPED);
        Schedule withPolicy = SCHEDULE.withDefinition(
                SCHEDULE.requireDefinition().with(RunPolicies.FULL), List.of(), stamp(NOW, "update"), NOW);
        Schedule deleted = withPolicy.deleted(stamp(NOW.plusSeconds(1), "delete"), NOW.plusSeconds(1));

        assertThat(EMPTY.withEnd(skipped, withPolicy)).isEqualTo(EMPTY);
        assertThat(EMPTY.ended(skipped, EMPTY).orElseThrow().recent()).containsExactly(Map.entry(NOW, "skipped"));
        assertThat(EMPTY.withEnd(skipped, deleted)).isEqualTo(ScheduleState.NONE);
    }

    @Test
    void failures_in_a_row_are_counted_by_scheduled_time_since_the_last_success_and_since_an_instant() {
        ScheduleState state = after(EMPTY, NOW.plusSeconds(3), ExecutionOutcome.FAILED);
        state = after(state, NOW.plusSeconds(1), ExecutionOutcome.FAILED);
        state = after(state, NOW.plusSeconds(4), ExecutionOutcome.SKIPPED);
        state = after(state, NOW.plusSeconds(7), ExecutionOutcome.MISSED);
        state = after(state, NOW.plusSeconds(5), ExecutionOutcome.FAILED);
        assertThat(state.failedSince(Instant.MIN)).hasSize(3);

        state = after(state, NOW.plusSeconds(2), ExecutionOutcome.PUBLISHED);

        assertThat(state.failedSince(Instant.MIN)).hasSize(2);
        assertThat(state.failedSince(NOW.plusSeconds(3))).hasSize(2);
        assertThat(state.failedSince(NOW.plusSeconds(4))).hasSize(1);
        assertThat(state.failedSince(NOW.plusSeconds(6))).isEmpty();
        assertThat(state.failedSince(NOW.plusSeconds(4))).hasSize(1).allMatch(it -> !it.isBefore(NOW.plusSeconds(4)));
        assertThat(state.failuresBefore(NOW.plusSeconds(6))).isEqualTo(2);
        assertThat(state.failuresBefore(NOW.plusSeconds(8))).isEqualTo(2);
        assertThat(state.failuresBefore(NOW.plusSeconds(3))).isZero();
    }

    @ParameterizedTest
    @EnumSource(ExecutionOutcome.class)
    void each_outcome_is_recent_and_only_a_publication_counts(ExecutionOutcome outcome) {
        ScheduleState state = after(EMPTY, NOW, outcome);

        boolean isPublished = outcome == ExecutionOutcome.PUBLISHED;
        assertThat(state.recent()).containsExactly(Map.entry(NOW, outcome.text()));
        assertThat(state.lastOutcome()).contains(outcome.text());
        assertThat(state.executionCount()).isEqualTo(isPublished ? 1 : 0);
        assertThat(state.lastTriggered()).isEqualTo(isPublished ? NOW.plusSeconds(2) : null);
        assertThat(state.lastSuccess()).isEqualTo(isPublished ? NOW : null);
        assertThat(state.isEmpty()).isFalse();
    }

    @Test
    void the_last_outcome_is_that_of_the_latest_scheduled_time_not_of_the_latest_write() {
        ScheduleState state =
                after(after(EMPTY, NOW.plusSeconds(60), ExecutionOutcome.FAILED), NOW, ExecutionOutcome.PUBLISHED);

        assertThat(state.lastOutcome()).contains("failed");
        assertThat(state.lastSuccess()).isEqualTo(NOW);
        assertThat(state.recent()).containsOnlyKeys(NOW, NOW.plusSeconds(60));
    }

    @Test
    void a_later_outcome_of_the_same_time_replaces_the_earlier_one() {
        ScheduleState state = after(after(EMPTY, NOW, ExecutionOutcome.MISSED), NOW, ExecutionOutcome.PUBLISHED);

        assertThat(state.recent()).containsExactly(Map.entry(NOW, "published"));
        assertThat(state.executionCount()).isEqualTo(1);
    }

    @Test
    void the_last_success_is_kept_beyond_the_recent_outcomes() {
        ScheduleState state = after(EMPTY, NOW, ExecutionOutcome.PUBLISHED);
        for (int i = 1; i <= 40; i++) {
            state = after(state, NOW.plusSeconds(i), ExecutionOutcome.FAILED);
        }

        assertThat(state.shownRecent()).hasSize(ScheduleState.MAX_RECENT).doesNotContainKey(NOW);
        assertThat(state.lastSuccess()).isEqualTo(NOW);
        assertThat(state.failedSince(Instant.MIN)).hasSize(40);
        state = after(state, NOW.plusSeconds(41), ExecutionOutcome.PUBLISHED);
        assertThat(state.recent()).hasSize(ScheduleState.MAX_RECENT).isEqualTo(state.shownRecent());
        assertThat(state.failedSince(Instant.MIN)).isEmpty();
    }

    @Test
    void a_row_of_failures_survives_any_number_of_skipped_and_missed_firings() {
        ScheduleState state = after(EMPTY, NOW, ExecutionOutcome.PUBLISHED);
        for (int i = 1; i <= ScheduleState.MAX_FAILURES + 5; i++) {
            state = after(state, NOW.plusSeconds(i), ExecutionOutcome.FAILED);
        }
        for (int i = 0; i < 500; i++) {
            state = after(
                    state, NOW.plusSeconds(1_000 + i), i % 2 == 0 ? ExecutionOutcome.SKIPPED : ExecutionOutcome.MISSED);
        }

        assertThat(state.failedSince(Instant.MIN)).hasSize(ScheduleState.MAX_FAILURES);
        assertThat(state.recent()).hasSize(ScheduleState.MAX_RECENT + ScheduleState.MAX_FAILURES);
        assertThat(state.shownRecent()).hasSize(ScheduleState.MAX_RECENT).doesNotContainValue("failed");
        assertThat(state.lastSuccess()).isEqualTo(NOW);
    }

    @Test
    void what_has_not_ended_is_kept_beyond_the_last_thirty() {
        ScheduleState state = after(EMPTY, NOW, ExecutionOutcome.IN_PROGRESS);
        for (int i = 1; i <= 40; i++) {
            state = after(state, NOW.plusSeconds(i), ExecutionOutcome.PUBLISHED);
        }

        assertThat(state.recent()).containsEntry(NOW, "in_progress").hasSize(ScheduleState.MAX_RECENT + 1);
        assertThat(state.shownRecent()).hasSize(ScheduleState.MAX_RECENT).doesNotContainKey(NOW);
        assertThat(state.openBeside(NOW.plusSeconds(99))).contains(NOW);
        assertThat(state.shownRecent().tailMap(NOW, true)).hasSize(ScheduleState.MAX_RECENT);
    }

    @Test
    void failures_are_in_a_row_in_any_order_but_not_with_those_before_a_success() {
        ScheduleState state = after(EMPTY, NOW, ExecutionOutcome.FAILED);
        state = after(state, NOW.plusSeconds(10), ExecutionOutcome.PUBLISHED);
        state = after(state, NOW.plusSeconds(30), ExecutionOutcome.FAILED);
        state = after(state, NOW.plusSeconds(40), ExecutionOutcome.FAILED);

        assertThat(state.failuresBeside(NOW.plusSeconds(20))).isEqualTo(2);
        assertThat(state.failuresBeside(NOW.plusSeconds(30))).isEqualTo(1);
        assertThat(state.failuresBeside(NOW.plusSeconds(5))).isEqualTo(1);
        assertThat(state.hasFailedAfter(NOW.plusSeconds(30))).isTrue();
        assertThat(state.hasFailedAfter(NOW.plusSeconds(40))).isFalse();
    }

    @Test
    void outcomes_beyond_the_last_thirty_are_surplus_the_recorded_one_included() {
        TreeMap<Instant, String> stored = new TreeMap<>();
        for (int i = 0; i < 32; i++) {
            stored.put(NOW.plusSeconds(i), "failed");
        }
        ScheduleState state = new ScheduleState(
                SCHEDULE.incarnation(), 1, 32, NOW, stored, NOW.plusSeconds(9), false, null, List.of());
        assertThat(state.recent()).hasSize(30);
        assertThat(state.surplus()).containsExactly(NOW, NOW.plusSeconds(1));

        ScheduleState next = after(state, NOW.minusSeconds(60), ExecutionOutcome.PUBLISHED);

        assertThat(next.recent()).isEqualTo(state.recent());
        assertThat(next.surplus()).contains(NOW.minusSeconds(60));
        assertThat(next.executionCount()).isEqualTo(33);
        assertThat(next.withoutSurplus().surplus()).isEmpty();
    }

    @Test
    void a_state_of_another_incarnation_is_empty_for_the_schedule() {
        ScheduleState other = new ScheduleState("another", 1, 5, NOW, new TreeMap<>(), NOW, false, null, List.of());

        assertThat(other.of(SCHEDULE)).isEqualTo(EMPTY);
        assertThat(other.counters(SCHEDULE)).isEqualTo(Counters.NONE);
        assertThat(EMPTY.isEmpty()).isTrue();
        assertThat(EMPTY.lastOutcome()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, 2, true", "2, 2, false", "3, 2, false"})
    void a_state_is_replaced_by_that_of_a_later_incarnation_only(long stored, long version, boolean isReplaced) {
        ScheduleState other =
                new ScheduleState("another", stored, 5, NOW, new TreeMap<>(), NOW, false, null, List.of());
        ScheduleState seen = ScheduleState.begin(SCHEDULE.incarnation(), version);
        Execution published = ended(NOW, ExecutionOutcome.PUBLISHED);

        assertThat(other.recorded(published, seen).map(ScheduleState::executionCount))
                .isEqualTo(isReplaced ? Optional.of(1L) : Optional.empty());
    }

    @Test
    void the_shown_counters_are_the_sum_with_those_of_earlier_releases() {
        ScheduleState state = after(EMPTY, NOW, ExecutionOutcome.PUBLISHED);

        assertThat(state.counters(SCHEDULE)).isEqualTo(new Counters(1, NOW.plusSeconds(2)));
        assertThat(state.counters(SCHEDULE.withCounters(4, NOW))).isEqualTo(new Counters(5, NOW.plusSeconds(2)));
        assertThat(state.counters(SCHEDULE.withCounters(4, NOW.plusSeconds(9))))
                .isEqualTo(new Counters(5, NOW.plusSeconds(9)));
        assertThat(EMPTY.counters(SCHEDULE.withCounters(4, NOW))).isEqualTo(new Counters(4, NOW));
    }

    @ParameterizedTest
    @CsvSource({"2026-11-26T17:00:00Z, 1795712400", "2026-11-26T17:00:00.000001Z, 1795712400_1000"})
    void a_time_has_a_short_key(Instant time, String key) {
        assertThat(ScheduleState.key(time)).isEqualTo(key);
        assertThat(ScheduleState.time(key)).isEqualTo(time);
    }
}
