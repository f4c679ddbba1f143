package com.rezagent.schedules.execution;

import static com.rezagent.schedules.schedule.Schedules.NOW;
import static com.rezagent.schedules.schedule.Schedules.schedule;
import static com.rezagent.schedules.schedule.Schedules.stamp;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.schedule.Counters;
import com.rezagent.schedules.schedule.ParsedDefinition;
import com.rezagent.schedules.schedule.Running;
import com.rezagent.schedules.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Contract test of {@link ExecutionHistory} for single executions. {@link ExecutionListContract} covers lists. */
public abstract class ExecutionHistoryContract extends Executions {

    @Test
    void find_of_an_unknown_execution_is_empty() {
        assertThat(history().find(KEY)).isEmpty();
    }

    // --- claim ---

    @Test
    void a_claim_of_an_unknown_execution_is_granted() {
        Execution claimed = granted(history().claim(KEY, "one", AT, LEASE));

        assertThat(claimed).isEqualTo(Execution.claimed(KEY, "one", AT, LEASE));
        assertThat(history().find(KEY)).contains(claimed);
    }

    @Test
    void a_manual_execution_and_a_firing_at_the_same_instant_are_separate() {
        ExecutionKey manual = ExecutionKey.manual(ID, NOW, "command with # and ß");
        granted(history().claim(KEY, "one", AT, LEASE));

        Execution claimed = granted(history().claim(manual, "one", AT, LEASE));

        assertThat(claimed.key()).isEqualTo(manual);
        assertThat(history().find(manual)).contains(claimed);
    }

    @Test
    void a_running_lease_refuses_claims_and_returns_its_end() {
        granted(history().claim(KEY, "one", AT, LEASE));
        Instant lastMoment = AT.plus(LEASE).minusNanos(1);

        assertThat(history().claim(KEY, "one", AT, LEASE)).isEqualTo(new Claim.Leased(AT.plus(LEASE)));
        assertThat(history().claim(KEY, "one", lastMoment, LEASE)).isEqualTo(new Claim.Leased(AT.plus(LEASE)));

        assertThat(found().attempts()).isEqualTo(1);
    }

    @Test
    void an_expired_lease_is_taken_over_as_a_second_attempt() {
        Execution first = granted(history().claim(KEY, "one", AT, LEASE));
        Instant later = AT.plus(LEASE);

        Execution second = granted(history().claim(KEY, "one", later, LEASE));

        assertThat(second).isEqualTo(first.reclaimed("one", later, LEASE));
        assertThat(second.attempts()).isEqualTo(2);
        assertThat(second.firstSeen()).isEqualTo(AT);
        assertThat(history().find(KEY)).contains(second);
    }

    @Test
    void a_firing_of_another_incarnation_has_its_own_key() {
        Execution first = granted(history().claim(KEY, "one", AT, LEASE));
        Instant later = AT.plus(LEASE);

        assertThat(history().claim(KEY, "two", later, LEASE)).isEqualTo(new Claim.OfAnotherIncarnation(first));
        Execution second = granted(history().claim(KEY.forIncarnation("two"), "two", later, LEASE));

        assertThat(history().find(KEY)).contains(first);
        assertThat(history().find(KEY.forIncarnation("two"))).contains(second);
        assertThat(history().findFiring(ID, KEY.scheduledTime(), "one")).contains(first);
        assertThat(history().findFiring(ID, KEY.scheduledTime(), "two")).contains(second);
        assertThat(history().findFiring(ID, KEY.scheduledTime(), "three")).isEmpty();
        assertThat(history().firings(ID, NOW, NOW.plusSeconds(1))).containsExactly(first, second);
        assertThat(history().list(ID, 10, null).items()).containsExactly(second, first);
        String token = history().list(ID, 1, null).nextToken();
        assertThat(history().list(ID, 10, token).items()).containsExactly(first);
    }

    @Test
    void the_first_delivery_of_a_trigger_is_stored_but_not_listed() {
        Trigger first = new Trigger(AT, "digest");

        assertThat(history().findTrigger(ID, "command")).isEmpty();
        assertThat(history().recordTrigger(ID, "command", first)).isEqualTo(first);
        assertThat(history().recordTrigger(ID, "command", new Trigger(AT.plusSeconds(9), null)))
                .isEqualTo(first);
        assertThat(history().recordTrigger(ID, "another", new Trigger(AT, null)))
                .isEqualTo(new Trigger(AT, null));

        assertThat(history().findTrigger(ID, "command")).contains(first);
        assertThat(history().list(ID, 10, null).items()).isEmpty();
        assertThat(history().firings(ID, Instant.EPOCH, AT.plus(Duration.ofDays(9))))
                .isEmpty();
    }

    @Test
    void a_claim_of_a_published_execution_returns_ended() {
        Execution published = granted(history().claim(KEY, "one", AT, LEASE)).published("sns-1", AT.plusSeconds(1));
        record(published);

        assertThat(history().claim(KEY, "one", AT.plus(Duration.ofDays(1)), LEASE))
                .isEqualTo(new Claim.Ended(published));
    }

    @Test
    void a_claim_of_a_skipped_execution_returns_ended() {
        Execution skipped = Execution.unclaimed(KEY, "one", ExecutionOutcome.SKIPPED, "It is paused", AT);
        history().record(skipped, AT);

        assertThat(history().claim(KEY, "one", AT.plusSeconds(1), LEASE)).isEqualTo(new Claim.Ended(skipped));
    }

    @Test
    void a_failed_execution_can_be_claimed_immediately() {
        Execution failed = granted(history().claim(KEY, "one", AT, LEASE))
                .ended(ExecutionOutcome.FAILED, "No such topic", AT.plusSeconds(1));
        assertThat(history().record(failed, AT.plusSeconds(1))).isTrue();

        Execution again = granted(history().claim(KEY, "one", AT.plusSeconds(2), LEASE));

        assertThat(again).isEqualTo(failed.reclaimed("one", AT.plusSeconds(2), LEASE));
        assertThat(history().find(KEY)).contains(again);
    }

    @Test
    void a_missed_execution_can_be_claimed_by_a_late_delivery() {
        Execution missed = Execution.unclaimed(KEY, "one", ExecutionOutcome.MISSED, "Never seen", AT);
        history().record(missed, AT);

        Execution late = granted(history().claim(KEY, "one", AT.plusSeconds(9), LEASE));

        assertThat(late).isEqualTo(missed.reclaimed("one", AT.plusSeconds(9), LEASE));
        assertThat(late.attempts()).isEqualTo(1);
    }

    @Test
    void only_one_of_many_concurrent_claims_is_granted() throws Exception {
        assertThat(concurrently(16, 16, i -> history().claim(KEY, "one", AT, LEASE) instanceof Claim.Granted))
                .containsOnlyOnce(true);
        assertThat(found().attempts()).isEqualTo(1);
    }

    // --- recordPublished ---

    @Test
    void a_publication_is_recorded_and_counted() {
        Schedule schedule = inserted();
        Execution published =
                granted(history().claim(KEY, schedule.incarnation(), AT, LEASE)).published("sns-1", AT.plusSeconds(1));

        assertThat(record(published)).isTrue();

        assertThat(history().find(KEY)).contains(published);
        assertThat(counters()).isEqualTo(new Counters(1, AT.plusSeconds(1)));
        assertThat(store().find(ID)).as("the record is not written").contains(schedule);
    }

    @Test
    void a_manual_publication_is_recorded_with_its_reason_and_the_gates_that_it_overrode() {
        Schedule schedule = inserted();
        ExecutionKey manual = ExecutionKey.manual(ID, NOW, "command");
        Execution published = granted(history().claim(manual, schedule.incarnation(), AT, LEASE))
                .requested(List.of("paused", "group_paused"), "Run of \"this\" morning 🏌")
                .published("sns-1", AT.plusSeconds(1));

        assertThat(record(published)).isTrue();

        assertThat(history().find(manual)).contains(published);
        assertThat(history().list(ID, 10, null).items()).containsExactly(published);
    }

    @Test
    void a_publication_recorded_again_is_counted_once() {
        Schedule schedule = inserted();
        Execution published =
                granted(history().claim(KEY, schedule.incarnation(), AT, LEASE)).published("sns-1", AT.plusSeconds(1));
        record(published);

        assertThat(record(published)).isFalse();
        assertThat(record(published.published("sns-2", AT.plusSeconds(2)))).isFalse();

        assertThat(history().find(KEY)).contains(published);
        assertThat(counters()).isEqualTo(new Counters(1, AT.plusSeconds(1)));
        assertThat(store().find(ID)).as("the record is not written").contains(schedule);
    }

    @Test
    void every_publication_increments_the_counter() {
        Schedule schedule = inserted();
        for (int i = 0; i < 3; i++) {
            Instant at = NOW.plus(Duration.ofHours(i));
            ExecutionKey key = ExecutionKey.firing(ID, at);
            record(granted(history().claim(key, schedule.incarnation(), at, LEASE))
                    .published("sns-" + i, at));
        }

        assertThat(counters()).isEqualTo(new Counters(3, NOW.plus(Duration.ofHours(2))));
    }

    @Test
    void a_publication_of_another_incarnation_is_recorded_but_not_counted() {
        Schedule schedule = inserted();
        Execution published =
                granted(history().claim(KEY, "another", AT, LEASE)).published("sns-1", AT.plusSeconds(1));

        assertThat(record(published)).isTrue();
        assertThat(record(published)).isFalse();

        assertThat(history().find(KEY)).contains(published);
        assertThat(store().find(ID)).contains(schedule);
    }

    @Test
    void a_publication_without_a_schedule_is_recorded() {
        Execution published = granted(history().claim(KEY, "one", AT, LEASE)).published("sns-1", AT.plusSeconds(1));

        assertThat(record(published)).isTrue();
        assertThat(record(published)).isFalse();

        assertThat(history().find(KEY)).contains(published);
        assertThat(store().find(ID)).isEmpty();
    }

    @Test
    void two_publications_of_one_execution_are_counted_once() {
        Schedule schedule = inserted();
        Execution slow = granted(history().claim(KEY, schedule.incarnation(), AT, LEASE));
        Execution second = granted(history().claim(KEY, schedule.incarnation(), AT.plus(LEASE), LEASE));

        boolean firstRecorded = record(slow.published("sns-1", AT.plus(LEASE).plusSeconds(1)));
        boolean secondRecorded = record(second.published("sns-2", AT.plus(LEASE).plusSeconds(2)));

        assertThat(firstRecorded).isTrue();
        assertThat(secondRecorded).isFalse();
        assertThat(found().snsMessageId()).isEqualTo("sns-1");
        assertThat(counters().executionCount()).isEqualTo(1);
    }

    @Test
    void concurrent_publications_are_all_counted() throws Exception {
        Schedule schedule = inserted();
        List<Execution> published = claimedAndPublished(8, schedule);

        assertThat(concurrently(8, 8, i -> record(published.get(i)))).containsOnly(true);
        assertThat(counters()).isEqualTo(new Counters(8, AT));
    }

    // --- the counters belong to executions ---

    @Test
    void a_replace_preserves_counters_incremented_meanwhile() {
        Schedule seen = inserted();
        published(seen, NOW);

        Schedule paused = seen.paused(stamp(NOW.plusSeconds(1), "pause"), Instant.MAX);
        assertThat(store().replace(seen, paused))
                .as("counting does not change the revision")
                .isTrue();

        assertThat(store().find(ID)).contains(paused.nextRevision());
        assertThat(counters()).isEqualTo(new Counters(1, NOW));
    }

    @Test
    void a_replace_never_restores_older_counters() {
        Schedule before = inserted();
        published(before, NOW);
        Schedule seen = store().find(ID).orElseThrow();
        published(seen, NOW.plusSeconds(60));

        store().replace(seen, seen.paused(stamp(NOW.plusSeconds(61), "pause"), Instant.MAX));

        assertThat(counters()).isEqualTo(new Counters(2, NOW.plusSeconds(60)));
    }

    @Test
    void the_counters_are_reset_for_a_new_incarnation() {
        Schedule first = inserted();
        published(first, NOW);
        Schedule seen = store().find(ID).orElseThrow();
        store().replace(seen, seen.deleted(stamp(NOW.plusSeconds(1), "delete"), NOW));
        Schedule deleted = store().find(ID).orElseThrow();
        published(first, NOW.plusSeconds(60));

        store().replace(
                        deleted,
                        deleted.withNewIncarnation(
                                new ParsedDefinition(deleted.requireDefinition(), Running.RUNNING, List.of()),
                                stamp(NOW.plusSeconds(2), "again"),
                                "tests",
                                Instant.MAX));

        Schedule again = store().find(ID).orElseThrow();
        assertThat(counters()).isEqualTo(Counters.NONE);
        published(again, NOW.plusSeconds(120));
        assertThat(counters().executionCount()).isEqualTo(1);
    }

    @Test
    void the_counters_of_an_earlier_release_are_added() {
        assertThat(store().insert(schedule("executed").withCounters(3, NOW.plusSeconds(90))))
                .isTrue();
        Schedule schedule = store().find(ID).orElseThrow();

        assertThat(counters()).isEqualTo(new Counters(3, NOW.plusSeconds(90)));
        published(schedule, NOW);
        assertThat(counters()).isEqualTo(new Counters(4, NOW.plusSeconds(90)));
        published(schedule, NOW.plusSeconds(120));
        assertThat(counters()).isEqualTo(new Counters(5, NOW.plusSeconds(120)));
    }

    // --- the state of a schedule ---

    @Test
    void a_schedule_without_executions_has_no_state() {
        inserted();

        assertThat(history().state(ID)).isEqualTo(ScheduleState.NONE);
        assertThat(history().states(List.of(ID))).isEmpty();
    }

    @Test
    void the_last_thirty_scheduled_times_are_kept_with_their_outcomes() {
        Schedule schedule = inserted();
        for (int i = 0; i < 33; i++) {
            published(schedule, NOW.plusSeconds(60L * i));
        }
        published(schedule, NOW.plusSeconds(60L * 33).plusNanos(1_000));

        ScheduleState state = history().state(ID);
        assertThat(state.recent()).hasSize(30).doesNotContainKey(NOW.plusSeconds(60L * 3));
        assertThat(state.recent().firstKey()).isEqualTo(NOW.plusSeconds(60L * 4));
        assertThat(state.recent().values()).containsOnly("published");
        assertThat(state.lastOutcome()).contains("published");
        assertThat(state.lastSuccess()).isEqualTo(NOW.plusSeconds(60L * 33).plusNanos(1_000));
        assertThat(state.executionCount()).isEqualTo(34);
        assertThat(state.incarnation()).isEqualTo(schedule.incarnation());
        assertThat(state.sinceVersion()).isEqualTo(schedule.version());
    }

    @Test
    void what_concurrent_executions_leave_beyond_the_last_thirty_is_removed_later() throws Exception {
        Schedule schedule = inserted();
        ScheduleState seen = history().state(ID).of(schedule);
        List<Execution> published = claimedAndPublished(40, schedule);
        assertThat(concurrently(8, 8, i -> history().recordPublished(published.get(i), seen)))
                .containsOnly(true);
        for (Execution publication : published.subList(8, 40)) {
            assertThat(history().recordPublished(publication, seen)).isTrue();
        }

        published(schedule, NOW.plusSeconds(60));

        ScheduleState state = history().state(ID);
        assertThat(state.executionCount()).isEqualTo(41);
        assertThat(state.surplus()).isEmpty();
        assertThat(state.recent()).hasSize(30);
        assertThat(state.recent().firstKey()).isEqualTo(NOW.plusSeconds(11));
    }

    @Test
    void a_new_incarnation_begins_a_state_and_a_late_publication_of_the_earlier_one_is_not_counted() {
        Schedule first = inserted();
        published(first, NOW);
        ScheduleState seen = history().state(ID);
        ScheduleState begun = ScheduleState.begin("two", first.version() + 2);
        Execution second = granted(history().claim(ExecutionKey.firing(ID, NOW.plusSeconds(9)), "two", AT, LEASE))
                .published("sns-2", AT);
        Execution late = granted(
                        history().claim(ExecutionKey.firing(ID, NOW.plusSeconds(8)), first.incarnation(), AT, LEASE))
                .published("sns-late", AT);

        assertThat(history().recordPublished(second, begun)).isTrue();
        assertThat(history().recordPublished(late, seen)).isTrue();

        assertThat(history().find(late.key())).contains(late);
        ScheduleState state = history().state(ID);
        assertThat(state.incarnation()).isEqualTo("two");
        assertThat(state.executionCount()).isEqualTo(1);
        assertThat(state.recent()).containsOnlyKeys(NOW.plusSeconds(9));
    }

    @Test
    void a_publication_that_saw_no_state_is_added_to_the_one_that_is_there() {
        Schedule schedule = inserted();
        ScheduleState seen = history().state(ID).of(schedule);
        published(schedule, NOW);
        Execution other = granted(
                        history().claim(ExecutionKey.firing(ID, NOW.plusSeconds(9)), schedule.incarnation(), AT, LEASE))
                .published("sns-2", AT);

        assertThat(history().recordPublished(other, seen)).isTrue();

        assertThat(history().state(ID).executionCount()).isEqualTo(2);
        assertThat(history().state(ID).recent()).containsOnlyKeys(NOW, NOW.plusSeconds(9));
    }

    // --- record ---

    @Test
    void a_skipped_execution_is_recorded_without_a_claim() {
        Execution skipped = Execution.unclaimed(KEY, "one", ExecutionOutcome.SKIPPED, "It is \"paused\" ß", AT);

        assertThat(history().record(skipped, AT)).isTrue();

        assertThat(history().find(KEY)).contains(skipped);
    }

    @Test
    void the_holder_of_a_lease_can_record_an_end() {
        Execution failed = granted(history().claim(KEY, "one", AT, LEASE))
                .ended(ExecutionOutcome.FAILED, "Too large", AT.plusSeconds(1));

        assertThat(history().record(failed, AT.plusSeconds(1))).isTrue();

        assertThat(history().find(KEY)).contains(failed);
    }

    @Test
    void an_end_is_not_recorded_over_a_running_lease_of_another_attempt() {
        Execution held = granted(history().claim(KEY, "one", AT, LEASE));
        Execution missed = Execution.unclaimed(KEY, "one", ExecutionOutcome.MISSED, "Never seen", AT);

        assertThat(history().record(missed, AT.plus(LEASE).minusNanos(1))).isFalse();

        assertThat(history().find(KEY)).contains(held);
    }

    @Test
    void the_former_holder_of_a_lease_cannot_end_the_next_attempt() {
        Execution slow = granted(history().claim(KEY, "one", AT, LEASE));
        Execution second = granted(history().claim(KEY, "one", AT.plus(LEASE), LEASE));
        Instant now = AT.plus(LEASE).plusSeconds(1);

        assertThat(history().record(slow.ended(ExecutionOutcome.FAILED, "Too late", now), now))
                .isFalse();

        assertThat(history().find(KEY)).contains(second);
    }

    @Test
    void an_end_can_be_recorded_after_the_lease_expired() {
        Execution left = granted(history().claim(KEY, "one", AT, LEASE));
        Execution missed = left.ended(ExecutionOutcome.MISSED, "Lease expired", AT.plus(LEASE));

        assertThat(history().record(missed, AT.plus(LEASE))).isTrue();

        assertThat(history().find(KEY)).contains(missed);
    }

    @Test
    void nothing_is_recorded_over_a_publication() {
        Execution published = granted(history().claim(KEY, "one", AT, LEASE)).published("sns-1", AT.plusSeconds(1));
        record(published);
        Instant later = AT.plus(Duration.ofDays(1));

        for (ExecutionOutcome outcome :
                List.of(ExecutionOutcome.SKIPPED, ExecutionOutcome.FAILED, ExecutionOutcome.MISSED)) {
            assertThat(history().record(published.ended(outcome, "Late", later), later))
                    .isFalse();
            assertThat(history().record(Execution.unclaimed(KEY, "one", outcome, "Late", later), later))
                    .isFalse();
        }

        assertThat(history().find(KEY)).contains(published);
    }

    @Test
    void nothing_is_recorded_over_a_skip() {
        Execution skipped = Execution.unclaimed(KEY, "one", ExecutionOutcome.SKIPPED, "It is paused", AT);
        history().record(skipped, AT);
        Instant later = AT.plusSeconds(1);

        assertThat(history()
                        .record(Execution.unclaimed(KEY, "one", ExecutionOutcome.MISSED, "Never seen", later), later))
                .isFalse();

        assertThat(history().find(KEY)).contains(skipped);
    }

    @Test
    void a_missed_execution_can_be_recorded_as_skipped() {
        history().record(Execution.unclaimed(KEY, "one", ExecutionOutcome.MISSED, "Never seen", AT), AT);
        Execution skipped =
                Execution.unclaimed(KEY, "one", ExecutionOutcome.SKIPPED, "It is deleted", AT.plusSeconds(1));

        assertThat(history().record(skipped, AT.plusSeconds(1))).isTrue();

        assertThat(history().find(KEY)).contains(skipped);
    }

    @Test
    void an_end_without_publication_is_not_counted() {
        Schedule schedule = inserted();

        history()
                .record(
                        Execution.unclaimed(KEY, schedule.incarnation(), ExecutionOutcome.SKIPPED, "It is paused", AT),
                        AT);

        assertThat(store().find(ID)).contains(schedule);
    }

    /** Records a publication of the schedule's first version, as an execution that has read the state. */
    private boolean record(Execution published) {
        ScheduleState state = history().state(published.key().scheduleId());
        return history()
                .recordPublished(
                        published,
                        state.incarnation().equals(published.incarnation())
                                ? state
                                : ScheduleState.begin(published.incarnation(), 1));
    }

    private Counters counters() {
        return history().state(ID).counters(store().find(ID).orElseThrow());
    }

    private void published(Schedule of, Instant at) {
        Execution claimed = granted(history().claim(ExecutionKey.firing(ID, at), of.incarnation(), at, LEASE));
        ScheduleState seen = history().state(ID).of(of);
        assertThat(history().recordPublished(claimed.published("sns " + at, at), seen))
                .isTrue();
    }

    /** Returns publications of executions a second apart, claimed and not recorded yet. */
    private List<Execution> claimedAndPublished(int count, Schedule schedule) {
        return IntStream.range(0, count)
                .mapToObj(i -> granted(history()
                                .claim(ExecutionKey.firing(ID, NOW.plusSeconds(i)), schedule.incarnation(), AT, LEASE))
                        .published("sns-" + i, AT))
                .toList();
    }
}
