package com.rezagent.schedules.execution;

import static com.rezagent.schedules.schedule.Schedules.NOW;
import static com.rezagent.schedules.schedule.Schedules.schedule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.execution.ExecutionDecision.FollowUp;
import com.rezagent.schedules.schedule.RunPolicies;
import com.rezagent.schedules.schedule.RunPolicy;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract test of {@link ExecutionHistory} for runs: reports, attempts, and the queues of what is still to be done. */
public abstract class ExecutionRunContract extends Executions {
    private static final RunPolicy POLICY = RunPolicies.ofAttempts(3);

    // --- publication with a run ---

    @Test
    void a_publication_with_a_run_is_recorded_and_counted() {
        Schedule schedule = inserted();

        Execution waiting = waiting(KEY, schedule.incarnation());

        assertThat(found()).isEqualTo(waiting);
        assertThat(found().shownOutcome()).isEqualTo(ShownOutcome.WAITING);
        assertThat(history().state(ID).executionCount()).isEqualTo(1);
        assertThat(recorded(waiting)).isFalse();
        assertThat(history().state(ID).executionCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"started", "succeeded", "failed"})
    void a_report_before_the_publication_is_recorded_is_kept(String outcome) {
        Schedule schedule = inserted();
        Execution claimed = claimed(KEY, schedule.incarnation());
        Execution early = decided(claimed, reported(outcome), AT.plusSeconds(1));
        assertThat(replaced(claimed, early)).isTrue();
        assertThat(early.isCounted()).isFalse();
        assertThat(history().state(ID).executionCount()).isZero();

        Execution published = decided(claimed, new ExecutionEvent.Published(1, "sns-1", 7), AT.plusSeconds(2));
        assertThat(recorded(published)).isTrue();

        Execution recorded = found();
        assertThat(recorded.shownOutcome()).isEqualTo(early.shownOutcome());
        assertThat(recorded.snsMessageId()).isEqualTo("sns-1");
        assertThat(recorded.finishedAt()).isEqualTo(AT.plusSeconds(2));
        assertThat(recorded.isCounted()).isTrue();
        assertThat(recorded.attemptHistory().get(0).publishedAt()).isEqualTo(AT.plusSeconds(2));
        assertThat(recorded.attemptHistory().get(0).version()).isEqualTo(7);
        assertThat(history().state(ID).executionCount()).isEqualTo(1);
        assertThat(recorded(published)).isFalse();
        assertThat(history().state(ID).executionCount()).isEqualTo(1);
    }

    @Test
    void a_publication_of_a_runner_that_knows_no_run_keeps_an_early_report() {
        Schedule schedule = inserted();
        Execution claimed = claimed(KEY, schedule.incarnation());
        Execution early = decided(claimed, reported("succeeded"), AT.plusSeconds(1));
        replaced(claimed, early);

        assertThat(recorded(claimed.published("sns-1", AT.plusSeconds(2)))).isTrue();

        assertThat(found().shownOutcome()).isEqualTo(ShownOutcome.SUCCEEDED);
        assertThat(found().snsMessageId()).isEqualTo("sns-1");
        assertThat(history().state(ID).executionCount()).isEqualTo(1);
    }

    @Test
    void a_publication_that_was_never_recorded_is_counted_by_a_replace() {
        Schedule schedule = inserted();
        Execution claimed = claimed(KEY, schedule.incarnation());
        Execution early = decided(claimed, reported("succeeded"), AT.plusSeconds(1));
        replaced(claimed, early);
        Execution counted = decided(early, new ExecutionEvent.TimePassed(true), AT.plus(LEASE));

        assertThat(replaced(early, counted)).isTrue();
        assertThat(replaced(early, counted)).isFalse();

        assertThat(found()).isEqualTo(counted);
        assertThat(history().state(ID).executionCount()).isEqualTo(1);
        assertThat(recorded(claimed.published("sns-1", AT.plus(LEASE)))).isFalse();
    }

    @Test
    void a_publication_of_a_deleted_schedule_is_recorded_but_not_counted() {
        Execution claimed = claimed(KEY, "one");
        Execution early = decided(claimed, reported("succeeded"), AT.plusSeconds(1));
        replaced(claimed, early);

        assertThat(recorded(claimed.published("sns-1", AT.plusSeconds(2)))).isTrue();

        assertThat(found().isCounted()).isTrue();
        assertThat(store().find(ID)).isEmpty();
    }

    // --- claims of executions that must not overlap ---

    @Test
    void one_execution_is_claimed_alone_and_is_due_at_the_end_of_its_lease() {
        inserted();
        ExecutionKey other = ExecutionKey.firing(ID, NOW.plusSeconds(60));

        Execution claimed = claimedAlone(KEY, AT).granted().orElseThrow();

        assertThat(found()).isEqualTo(claimed);
        assertThat(claimed.shownOutcome()).isEqualTo(ShownOutcome.IN_PROGRESS);
        assertThat(claimed.due()).contains(AT.plus(LEASE));
        assertThat(claimed.attempt()).isEqualTo(1);
        assertThat(history().state(ID).openExecution()).isEqualTo(KEY.sortKey());
        assertThat(history().state(ID).openBeside(other.scheduledTime())).contains(NOW);
        assertThat(history().state(ID).openBeside(NOW)).isEmpty();
        assertThat(claimedAlone(other, AT.plusSeconds(60)).isOverlapping()).isTrue();
        assertThat(history().find(other)).isEmpty();
        assertThat(claimedAlone(KEY, AT.plusSeconds(1))).isInstanceOf(Claim.Leased.class);
        awaitConsistency();
        assertThat(history().due(QueueEntry.shard(ID), AT.plus(LEASE), 10)).containsExactly(claimed);
    }

    @Test
    void whatever_ends_the_execution_that_was_claimed_alone_lets_the_next_one_start() {
        Schedule schedule = inserted();
        Execution claimed = claimedAlone(KEY, AT).granted().orElseThrow();
        Execution waiting = decided(claimed, new ExecutionEvent.Published(1, "sns-1", 7), AT.plusSeconds(1));
        assertThat(replaced(claimed, waiting)).isTrue();
        assertThat(history().state(ID).executionCount()).isEqualTo(1);
        assertThat(history().state(ID).openExecution()).isEqualTo(KEY.sortKey());
        Execution succeeded = decided(waiting, reported("succeeded"), AT.plusSeconds(2));
        assertThat(replaced(waiting, succeeded)).isTrue();
        assertThat(history().state(ID).openExecution()).isNull();

        ExecutionKey second = ExecutionKey.firing(ID, NOW.plusSeconds(60));
        Execution interrupted =
                claimedAlone(second, AT.plusSeconds(60)).granted().orElseThrow();
        Execution skipped = interrupted.ended(ExecutionOutcome.SKIPPED, "paused", AT.plusSeconds(100));
        assertThat(history()
                        .record(
                                skipped,
                                AT.plusSeconds(100),
                                history().state(ID).of(schedule)))
                .isTrue();
        assertThat(history().state(ID).openExecution()).isNull();

        assertThat(claimedAlone(ExecutionKey.firing(ID, NOW.plusSeconds(120)), AT.plusSeconds(120))
                        .granted())
                .isPresent();
    }

    @Test
    void an_execution_that_was_claimed_alone_is_taken_over_once_its_lease_is_over() {
        inserted();
        claimedAlone(KEY, AT);

        Execution taken = claimedAlone(KEY, AT.plus(LEASE)).granted().orElseThrow();

        assertThat(taken.attempts()).isEqualTo(2);
        assertThat(taken.due()).contains(AT.plus(LEASE).plus(LEASE));
        assertThat(found()).isEqualTo(taken);
        assertThat(history().state(ID).openExecution()).isEqualTo(KEY.sortKey());
    }

    @Test
    void of_concurrent_claims_of_executions_that_must_not_overlap_one_is_granted() throws Exception {
        inserted();
        List<Claim> results =
                concurrently(4, 4, i -> claimedAlone(ExecutionKey.firing(ID, NOW.plusSeconds(i)), AT.plusSeconds(i)));
        assertThat(results).filteredOn(Claim.Granted.class::isInstance).hasSize(1);
        assertThat(results).filteredOn(Claim::isOverlapping).hasSize(3);
    }

    @Test
    void an_execution_of_an_ended_incarnation_is_claimed_alone_without_a_change_of_the_state() {
        Schedule schedule = inserted();
        waiting(KEY, schedule.incarnation());
        ScheduleState state = history().state(ID);
        ExecutionKey key = ExecutionKey.firing(ID, NOW.plusSeconds(60));

        Claim claim = history().claimAlone(key, AT, LEASE, ScheduleState.begin("zero", 0));

        assertThat(claim.granted()).isPresent();
        assertThat(history().find(key).orElseThrow().incarnation()).isEqualTo("zero");
        assertThat(history().state(ID)).isEqualTo(state);
    }

    private Claim claimedAlone(ExecutionKey key, Instant now) {
        Schedule schedule = store().find(ID).orElseThrow();
        return history().claimAlone(key, now, LEASE, history().state(ID).of(schedule));
    }

    // --- the state of the schedule ---

    @Test
    void a_replace_changes_the_state_of_the_schedule_with_the_execution() {
        Schedule schedule = inserted();
        Execution waiting = waiting(KEY, schedule.incarnation());
        assertThat(history().state(ID).openExecution()).isEqualTo(KEY.sortKey());
        Execution failed = decided(waiting, new ExecutionEvent.Reported(lastFailure()), AT.plusSeconds(2));

        assertThat(replaced(waiting, failed)).isTrue();

        ScheduleState state = history().state(ID);
        assertThat(state.recent()).containsExactly(Map.entry(NOW, "failed"));
        assertThat(state.failedSince(Instant.MIN)).hasSize(1);
        assertThat(state.hasReported()).isTrue();
        assertThat(state.openExecution()).isNull();
        Execution succeeded = decided(failed, reported("succeeded"), AT.plusSeconds(3));
        assertThat(replaced(failed, succeeded)).isTrue();
        assertThat(replaced(failed, succeeded)).isFalse();
        state = history().state(ID);
        assertThat(state.recent()).containsExactly(Map.entry(NOW, "succeeded"));
        assertThat(state.lastSuccess()).isEqualTo(NOW);
        assertThat(state.failedSince(Instant.MIN)).isEmpty();
        assertThat(state.executionCount()).isEqualTo(1);
    }

    @Test
    void a_report_may_begin_the_state_of_an_incarnation() {
        Schedule schedule = inserted();
        Execution claimed = claimed(KEY, schedule.incarnation());

        assertThat(replaced(claimed, decided(claimed, reported("succeeded"), AT.plusSeconds(1))))
                .isTrue();

        ScheduleState state = history().state(ID);
        assertThat(state.incarnation()).isEqualTo(schedule.incarnation());
        assertThat(state.hasReported()).isTrue();
        assertThat(state.executionCount()).isZero();
    }

    @Test
    void a_replace_in_an_earlier_incarnation_changes_only_the_execution() {
        Execution waiting = waiting(KEY, "one");
        inserted();

        assertThat(replaced(waiting, decided(waiting, reported("succeeded"), AT.plusSeconds(1))))
                .isTrue();

        assertThat(history().state(ID)).isEqualTo(ScheduleState.NONE);
        assertThat(found().shownOutcome()).isEqualTo(ShownOutcome.SUCCEEDED);
    }

    // --- replace ---

    @Test
    void every_field_of_a_run_is_stored() {
        Execution waiting = waiting(KEY, "one");
        Report report = Report.of(Report.Progress.FAILED, 1, "Ünïcode \"ß\" 🏌", "{\"a\": 1}", true, Duration.ZERO);
        Execution failed = decided(waiting, new ExecutionEvent.Reported(report), AT.plusSeconds(5));
        assertThat(replaced(waiting, failed)).isTrue();
        Execution held = decided(failed, new ExecutionEvent.SchedulePaused(null), AT.plusSeconds(6));
        assertThat(replaced(failed, held)).isTrue();
        assertThat(found()).isEqualTo(held);
        Execution succeeded = decided(held, reported("succeeded"), AT.plusSeconds(7));
        assertThat(replaced(held, succeeded)).isTrue();

        assertThat(found()).isEqualTo(succeeded);
        assertThat(history().list(ID, 10, null).items()).containsExactly(succeeded);
        assertThat(history().firings(ID, NOW, NOW.plusSeconds(1))).containsExactly(succeeded);
        assertThat(succeeded.run().events()).hasSize(1);
    }

    @Test
    void a_replace_of_what_has_changed_writes_nothing() {
        Execution waiting = waiting(KEY, "one");
        Execution failed = decided(waiting, reported("failed"), AT.plusSeconds(5));
        Execution succeeded = decided(waiting, reported("succeeded"), AT.plusSeconds(5));
        assertThat(replaced(waiting, succeeded)).isTrue();

        assertThat(replaced(waiting, failed)).isFalse();

        assertThat(found()).isEqualTo(succeeded);
    }

    @Test
    void a_replace_of_an_execution_that_was_claimed_or_published_meanwhile_writes_nothing() {
        Execution claimed = claimed(KEY, "one");
        Execution early = decided(claimed, reported("succeeded"), AT.plusSeconds(1));
        history().claim(KEY, "one", AT.plus(LEASE), LEASE);
        assertThat(replaced(claimed, early)).isFalse();

        recorded(claimed.published("sns-1", AT.plusSeconds(2)));
        assertThat(replaced(claimed, early)).isFalse();

        assertThat(found().run()).isNull();
    }

    @Test
    void a_replace_of_an_unknown_execution_writes_nothing() {
        Execution claimed = Execution.claimed(KEY, "one", AT, LEASE);

        assertThat(replaced(claimed, decided(claimed, reported("succeeded"), AT)))
                .isFalse();
        assertThat(history().find(KEY)).isEmpty();
    }

    @Test
    void a_replace_needs_the_next_revision() {
        Execution waiting = waiting(KEY, "one");

        assertThatThrownBy(() -> replaced(waiting, waiting)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_hundred_concurrent_reports_are_one_transition() throws Exception {
        Execution waiting = waiting(KEY, "one");

        List<Boolean> transitions = concurrently(8, 100, i -> {
            ExecutionDecision decision =
                    ExecutionDecider.decide(found(), POLICY, reported("failed"), AT.plusSeconds(1));
            return decision.written()
                    .filter(it -> replaced(decision.before(), it))
                    .isPresent();
        });

        assertThat(transitions).containsOnlyOnce(true);
        assertThat(found().runRevision()).isEqualTo(waiting.runRevision() + 1);
    }

    // --- other writes of executions with a run ---

    @Test
    void an_execution_with_a_published_attempt_is_never_claimed_by_a_delivery() {
        Execution waiting = waiting(KEY, "one");
        for (String outcome : List.of("failed", "succeeded")) {
            Execution before = found();
            replaced(before, decided(before, reported(outcome), AT.plusSeconds(1)));

            assertThat(history().claim(KEY, "one", AT.plus(Duration.ofDays(30)), LEASE))
                    .isEqualTo(new Claim.Ended(found()));
        }
        assertThat(found().attempts()).isEqualTo(waiting.attempts());
    }

    @Test
    void a_late_delivery_of_a_missed_execution_takes_the_place_of_a_requested_retry() {
        Execution missed = missed(KEY);
        Execution requested = decided(missed, new ExecutionEvent.RetryRequested(1, "tester", null), AT.plusSeconds(1));
        assertThat(replaced(missed, requested)).isTrue();

        Claim claim = history().claim(KEY, "one", AT.plusSeconds(2), LEASE);

        Execution claimed = claim.granted().orElseThrow();
        assertThat(claimed).isEqualTo(requested.reclaimed("one", AT.plusSeconds(2), LEASE));
        assertThat(found()).isEqualTo(claimed);
        assertThat(claimed.shownOutcome()).isEqualTo(ShownOutcome.IN_PROGRESS);
    }

    @Test
    void the_claim_of_a_requested_first_attempt_excludes_deliveries_until_its_lease_is_over() {
        Execution missed = missed(KEY);
        Execution requested = decided(missed, new ExecutionEvent.RetryRequested(1, "tester", null), AT.plusSeconds(1));
        replaced(missed, requested);
        Execution claimed = decided(requested, new ExecutionEvent.Claimed(1, LEASE), AT.plusSeconds(2));
        assertThat(replaced(requested, claimed)).isTrue();

        assertThat(history().claim(KEY, "one", AT.plusSeconds(3), LEASE))
                .isEqualTo(new Claim.Leased(AT.plusSeconds(2).plus(LEASE)));
        assertThat(history()
                        .claim(KEY, "one", AT.plusSeconds(2).plus(LEASE), LEASE)
                        .granted())
                .isPresent();
    }

    @Test
    void an_end_is_recorded_over_a_run_only_by_who_has_read_it() {
        Execution missed = missed(KEY);
        Execution acknowledged = decided(missed, new ExecutionEvent.Acknowledged("alice", null), AT.plusSeconds(1));
        assertThat(replaced(missed, acknowledged)).isTrue();
        Execution unread =
                Execution.unclaimed(KEY, "one", ExecutionOutcome.SKIPPED, "It is deleted", AT.plusSeconds(2));

        assertThat(history().record(unread, AT.plusSeconds(2))).isFalse();
        Execution skipped = found().ended(ExecutionOutcome.SKIPPED, "It is deleted", AT.plusSeconds(2));
        assertThat(history().record(skipped, AT.plusSeconds(2))).isTrue();

        assertThat(found()).isEqualTo(skipped);
        assertThat(found().run().acknowledged()).isEqualTo(acknowledged.run().acknowledged());
    }

    @ParameterizedTest
    @EnumSource(
            value = ExecutionOutcome.class,
            names = {"SKIPPED", "MISSED", "FAILED"})
    void an_end_without_a_message_is_recorded_with_the_state_that_it_is_to_change(ExecutionOutcome outcome) {
        Schedule schedule = inserted();
        ScheduleState seen = history().state(ID).of(schedule);
        List<Execution> ends = Stream.of(0, 60, 120)
                .map(it -> ExecutionKey.firing(ID, NOW.plusSeconds(it)))
                .map(it -> Execution.unclaimed(it, schedule.incarnation(), outcome, "A reason", AT))
                .toList();

        assertThat(history().record(ends.get(0), AT)).isTrue();
        assertThat(history().state(ID)).isEqualTo(ScheduleState.NONE);
        // The second one has read the state before the first one wrote it.
        assertThat(history().record(ends.get(1), AT, seen)).isTrue();
        assertThat(history().record(ends.get(2), AT, seen)).isTrue();

        ScheduleState state = history().state(ID);
        assertThat(state.recent())
                .containsExactly(
                        Map.entry(NOW.plusSeconds(60), outcome.text()),
                        Map.entry(NOW.plusSeconds(120), outcome.text()));
        assertThat(state.executionCount()).isZero();
        assertThat(state.failedSince(Instant.MIN)).hasSize(outcome == ExecutionOutcome.FAILED ? 2 : 0);
        assertThat(state.openExecution()).isNull();
    }

    // --- find by id ---

    @Test
    void an_execution_is_found_by_its_id() {
        inserted();
        Execution firing = claimed(KEY, "0123456789abcdef");
        Execution again = claimed(KEY.forIncarnation("fedcba9876543210"), "fedcba9876543210");
        history().recordTrigger(ID, "command ß", new Trigger(AT, null));
        Execution manual = claimed(ExecutionKey.manual(ID, AT, "command ß"), "0123456789abcdef");

        for (Execution execution : List.of(firing, again, manual)) {
            ExecutionId id = ExecutionId.tryParse(execution.key().executionId()).orElseThrow();
            assertThat(history().find(id)).as(id.text()).contains(execution);
        }
        assertThat(history()
                        .find(ExecutionId.tryParse(
                                        ExecutionKey.manual(ID, AT, "unknown").executionId())
                                .orElseThrow()))
                .isEmpty();
        assertThat(history().at(ID, NOW)).containsExactlyInAnyOrder(firing, again);
        assertThat(history().at(ID, AT)).containsExactly(manual);
    }

    @Test
    void a_hundred_executions_are_found_by_their_ids_at_once() {
        inserted();
        List<Execution> executions = new ArrayList<>();
        for (int i = 0; i < ExecutionHistory.MAX_FIND - 3; i++) {
            executions.add(claimed(ExecutionKey.firing(ID, NOW.plusSeconds(i)), "0123456789abcdef"));
        }
        executions.add(claimed(KEY.forIncarnation("fedcba9876543210"), "fedcba9876543210"));
        history().recordTrigger(ID, "command ß", new Trigger(AT, null));
        executions.add(claimed(ExecutionKey.manual(ID, AT, "command ß"), "0123456789abcdef"));
        history().recordTrigger(ID, "not executed", new Trigger(AT, null));
        Map<ExecutionId, Execution> expected = new HashMap<>();
        executions.forEach(it -> expected.put(id(it.key()), it));
        Set<ExecutionId> ids = new HashSet<>(expected.keySet());
        ids.add(id(ExecutionKey.manual(ID, AT, "not executed")));

        assertThat(history().findAll(ids)).isEqualTo(expected);

        assertThat(history().findAll(List.of(id(ExecutionKey.firing(ID, NOW.minusSeconds(1))))))
                .isEmpty();
        assertThat(history().findAll(List.of())).isEmpty();
    }

    private static ExecutionId id(ExecutionKey key) {
        return ExecutionId.tryParse(key.executionId()).orElseThrow();
    }

    // --- lists by the shown outcome ---

    @Test
    void a_list_by_outcome_uses_that_of_the_run() {
        Execution waiting = waiting(KEY, "one");
        ExecutionKey second = ExecutionKey.manual(ID, NOW.plusSeconds(1), "manual");
        Execution published = claimed(second, "one").published("sns-2", AT);
        recorded(published);

        assertThat(list(ShownOutcome.WAITING)).containsExactly(waiting);
        assertThat(list(ShownOutcome.PUBLISHED)).containsExactly(published);
        Execution failed = decided(waiting, new ExecutionEvent.Reported(lastFailure()), AT.plusSeconds(1));
        replaced(waiting, failed);
        assertThat(list(ShownOutcome.WAITING)).isEmpty();
        assertThat(list(ShownOutcome.FAILED)).containsExactly(failed);
    }

    private List<Execution> list(ShownOutcome outcome) {
        return history()
                .list(new ExecutionQuery(ID, outcome, null, null, 10, null))
                .items();
    }

    // --- queues ---

    @Test
    void an_execution_is_due_at_the_end_of_its_wait_its_delay_and_its_claim() {
        int shard = QueueEntry.shard(ID);
        Execution waiting = waiting(KEY, "one");
        Instant reportBy = waiting.due().orElseThrow();
        assertThat(reportBy).isEqualTo(AT.plusSeconds(1).plus(POLICY.reportWithin()));
        awaitConsistency();
        assertThat(history().due(shard, reportBy.minusNanos(1), 10)).isEmpty();
        assertThat(history().due(shard, reportBy, 10)).containsExactly(waiting);
        assertThat(history().due((shard + 1) % QueueEntry.SHARDS, reportBy, 10)).isEmpty();

        Execution retrying = decided(waiting, reported("failed"), AT.plusSeconds(2));
        replaced(waiting, retrying);
        awaitConsistency();
        Instant due = AT.plusSeconds(62);
        assertThat(history().due(shard, due.minusNanos(1), 10)).isEmpty();
        assertThat(history().due(shard, due, 10)).containsExactly(retrying);

        Execution claimed = decided(retrying, new ExecutionEvent.Claimed(2, LEASE), due);
        replaced(retrying, claimed);
        awaitConsistency();
        assertThat(history().due(shard, due, 10)).isEmpty();
        assertThat(history().due(shard, due.plus(LEASE), 10)).containsExactly(claimed);

        Execution succeeded = decided(claimed, reported("succeeded"), due.plusSeconds(1));
        replaced(claimed, succeeded);
        awaitConsistency();
        assertThat(history().due(shard, Instant.parse("2199-01-01T00:00:00Z"), 10))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void the_earliest_due_executions_come_first(int limit) {
        List<Execution> all = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            ExecutionKey key = ExecutionKey.firing(ID, NOW.plusSeconds(i));
            Execution claimed = claimed(key, "one");
            Execution waiting = decided(claimed, new ExecutionEvent.Published(1, "sns", 1), AT.plusSeconds(100 - i));
            recorded(waiting);
            all.add(0, waiting);
        }
        awaitConsistency();

        assertThat(history().due(QueueEntry.shard(ID), AT.plus(Duration.ofDays(1)), limit))
                .isEqualTo(all.subList(0, limit));
        List<Execution> pages = new ArrayList<>();
        String from = "";
        List<Execution> page;
        do {
            page = history().due(QueueEntry.shard(ID), from, AT.plus(Duration.ofDays(1)), limit);
            assertThat(page).hasSizeLessThanOrEqualTo(limit);
            pages.addAll(page);
            from = page.isEmpty()
                    ? ""
                    : page.get(page.size() - 1).queue().orElseThrow().following();
        } while (!page.isEmpty());
        assertThat(pages).isEqualTo(all);
    }

    @Test
    void what_failed_timed_out_or_was_missed_needs_attention_until_it_is_acknowledged() {
        Execution missed = missed(KEY);
        Execution waiting = waiting(ExecutionKey.firing(ID, NOW.plusSeconds(1)), "one");
        Execution failed = decided(waiting, new ExecutionEvent.Reported(lastFailure()), AT.plusSeconds(2));
        replaced(waiting, failed);
        Execution refused = claimed(ExecutionKey.firing(ID, NOW.plusSeconds(2)), "one")
                .ended(ExecutionOutcome.FAILED, "No such topic", AT.plusSeconds(3));
        history().record(refused, AT.plusSeconds(3));
        history()
                .record(
                        Execution.unclaimed(
                                ExecutionKey.firing(ID, NOW.plusSeconds(3)),
                                "one",
                                ExecutionOutcome.SKIPPED,
                                "It is paused",
                                AT),
                        AT);
        awaitConsistency();
        assertThat(attention(10)).containsExactly(refused, failed, missed);

        Execution acknowledged = decided(failed, new ExecutionEvent.Acknowledged("alice", "Known"), AT.plusSeconds(4));
        replaced(failed, acknowledged);
        Claim late = history().claim(KEY, "one", AT.plusSeconds(5), LEASE);
        assertThat(late.granted()).isPresent();
        awaitConsistency();
        assertThat(attention(10)).containsExactly(refused);

        Execution again = history()
                .claim(refused.key(), "one", AT.plusSeconds(6), LEASE)
                .granted()
                .orElseThrow();
        recorded(again.published("sns-1", AT.plusSeconds(7)));
        awaitConsistency();
        assertThat(attention(10)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100})
    void attention_of_all_schedules_is_one_list_newest_scheduled_time_first(int limit) {
        List<Execution> all = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            ScheduleId id = ScheduleId.of(ScheduleName.parse("schedule " + i % 7));
            all.add(0, missed(ExecutionKey.firing(id, NOW.plusSeconds(i))));
        }
        awaitConsistency();

        assertThat(attention(limit)).isEqualTo(all);
        assertThat(pages(new AttentionQuery("", NOW.plusSeconds(3), NOW.plusSeconds(9), limit, null)))
                .isEqualTo(all.subList(5, 11));
    }

    @Test
    void a_token_of_other_filters_is_refused() {
        missed(KEY);
        missed(ExecutionKey.firing(ID, NOW.plusSeconds(1)));
        awaitConsistency();
        AttentionQuery query = new AttentionQuery("billing", null, null, 1, null);
        String token = history().attention(query).nextToken();

        assertThat(history().attention(query.after(token)).items()).hasSize(1);
        for (AttentionQuery other : List.of(
                new AttentionQuery("", null, null, 1, token),
                new AttentionQuery("billing", NOW, null, 1, token),
                new AttentionQuery("billing", null, null, 1, "x" + token))) {
            assertThatThrownBy(() -> history().attention(other)).isInstanceOf(RefusedException.class);
        }
    }

    private List<Execution> attention(int limit) {
        return pages(new AttentionQuery("", null, null, limit, null));
    }

    private List<Execution> pages(AttentionQuery query) {
        return allPages(query.limit(), token -> history().attention(query.after(token)));
    }

    // --- steps ---

    /** Returns the state that a writer reads with the schedule of an execution. */
    private ScheduleState seen(Execution execution) {
        return store().find(ID)
                .filter(it -> it.incarnation().equals(execution.incarnation()))
                .map(it -> history().state(ID).of(it))
                .orElse(ScheduleState.NONE);
    }

    private boolean replaced(Execution before, Execution after) {
        return history().replace(before, after, seen(after));
    }

    private boolean recorded(Execution published) {
        return history().recordPublished(published, seen(published));
    }

    private Execution claimed(ExecutionKey key, String incarnation) {
        return history().claim(key, incarnation, AT, LEASE).granted().orElseThrow();
    }

    private Execution missed(ExecutionKey key) {
        Execution missed = Execution.unclaimed(key, "one", ExecutionOutcome.MISSED, "Never seen", AT);
        assertThat(history().record(missed, AT)).isTrue();
        return missed;
    }

    private Execution waiting(ExecutionKey key, String incarnation) {
        Execution claimed = claimed(key, incarnation);
        Execution waiting = decided(claimed, new ExecutionEvent.Published(1, "sns-1", 7), AT.plusSeconds(1));
        assertThat(recorded(waiting)).isTrue();
        return waiting;
    }

    private static ExecutionEvent reported(String outcome) {
        return new ExecutionEvent.Reported(Report.of(Report.Progress.of(outcome).orElseThrow(), null));
    }

    private static Report lastFailure() {
        return Report.of(Report.Progress.FAILED, null, "Out of stock", null, false, null);
    }

    private static Execution decided(Execution seen, ExecutionEvent event, Instant now) {
        ExecutionDecision decision = ExecutionDecider.decide(seen, POLICY, event, now);
        assertThat(decision.followUps()).noneMatch(FollowUp.AttemptDue.class::isInstance);
        return decision.written().orElseThrow();
    }
}
