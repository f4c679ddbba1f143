package com.rezagent.schedules.aws;

import static com.rezagent.schedules.execution.ExecutionStates.LEASE;
import static com.rezagent.schedules.execution.ExecutionStates.after;
import static com.rezagent.schedules.execution.ExecutionStates.at;
import static com.rezagent.schedules.execution.ExecutionStates.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.execution.Claim;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionDecider;
import com.rezagent.schedules.execution.ExecutionDecision;
import com.rezagent.schedules.execution.ExecutionEvent;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.execution.ExecutionStates;
import com.rezagent.schedules.execution.QueueEntry;
import com.rezagent.schedules.execution.ScheduleState;
import com.rezagent.schedules.execution.ShownOutcome;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The last release without reports and this one over the same tables, as while a canary is deployed. */
class EarlierReleaseBesideThisOneIT {
    @RegisterExtension
    static final MotoServer MOTO = new MotoServer();

    private static final String INCARNATION = "one";
    private static final ExecutionKey FIRING = ExecutionStates.KEY;
    private static final ExecutionKey MANUAL =
            ExecutionKey.manual(FIRING.scheduleId(), FIRING.scheduledTime(), "cmd_11111111");
    private static final Instant LONG_AFTER = at(3 * 3_600);
    private static final ScheduleState SEEN = ScheduleState.begin(INCARNATION, 1);

    /** The states in which no attempt was published, or none is known to be. */
    private static final Set<String> UNPUBLISHED = Set.of("in progress", "failed by the topic", "missed");

    private static WireStage stage;
    private static EarlierRelease earlier;

    @BeforeAll
    static void create() {
        stage = MOTO.stage(MOTO.clients(), "canary");
        earlier = new EarlierRelease(MOTO.endpoint(), stage.name());
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    /** Stores a schedule without executions, which is quicker than to empty the whole stage. */
    private static void begin() {
        for (ExecutionKey key : List.of(FIRING, MANUAL)) {
            delete(stage.executionsTable(), ExecutionItems.key(key));
        }
        delete(stage.schedulesTable(), ScheduleStateItems.key(FIRING.scheduleId()));
        stage.putSchedules(List.of(Map.of(
                "id", text(FIRING.scheduleId().value()),
                "incarnation", text(INCARNATION))));
    }

    private static void delete(String table, Map<String, AttributeValue> key) {
        stage.clients().dynamoDb().deleteItem(it -> it.tableName(table).key(key));
    }

    private static AttributeValue text(String text) {
        return AttributeValue.fromS(text);
    }

    /** Every state of an execution, and those of a second attempt that a request began. */
    private static Map<String, Execution> states(ExecutionKey key) {
        Map<String, Execution> states = new LinkedHashMap<>(ExecutionStates.all(key));
        Execution refused = states.get("failed by the topic");
        Execution requested = after(refused, new ExecutionEvent.RetryRequested(2, "tester", null), at(10));
        states.put(
                "failed by the topic, claimed again", after(requested, new ExecutionEvent.Claimed(2, LEASE), at(20)));
        Execution timedOut = states.get("timed out");
        Execution again = after(timedOut, new ExecutionEvent.RetryRequested(4, "tester", null), at(1_100));
        states.put("timed out, a retry is requested", again);
        states.put("timed out, claimed again", after(again, new ExecutionEvent.Claimed(4, LEASE), at(1_110)));
        states.put("started before our record", after(states.get("in progress"), started(), at(1)));
        return states;
    }

    private static ExecutionEvent started() {
        return ExecutionStates.started(null);
    }

    static Stream<Arguments> states() {
        return Stream.of(FIRING, MANUAL)
                .flatMap(key -> states(key).entrySet().stream()
                        .map(it -> Arguments.of(key.isManual() ? "manual" : "firing", it.getKey(), it.getValue())));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("states")
    void what_this_release_has_published_the_earlier_one_never_publishes(
            String kind, String state, Execution execution) {
        putExecution(execution);
        Map<String, AttributeValue> stored = ExecutionItems.item(execution);

        for (Instant now : List.of(at(10), LONG_AFTER)) {
            boolean isLeased = state.equals("in progress") && now.isBefore(at(LEASE.toSeconds()));
            boolean isClaimed = earlier.claims(execution.key(), INCARNATION, now);

            assertThat(isClaimed).as("claimed at " + now).isEqualTo(UNPUBLISHED.contains(state) && !isLeased);
            if (isClaimed) {
                return;
            }
            if (!state.equals("in progress") && !execution.key().isManual()) {
                assertThat(earlier.skips(execution.key(), INCARNATION, now)).isFalse();
            }
        }
        assertThat(item(execution.key())).isEqualTo(stored);
    }

    @Test
    void what_the_earlier_release_has_published_this_one_never_publishes() {
        begin();
        for (ExecutionKey key : List.of(FIRING, MANUAL)) {
            assertThat(earlier.reads(key)).isTrue();
            assertThat(earlier.claims(key, INCARNATION, at(0))).isTrue();
            assertThat(claim(key, at(1))).isInstanceOf(Claim.Leased.class);
            assertThat(earlier.records(key, INCARNATION, at(2))).isTrue();

            assertThat(claim(key, LONG_AFTER)).isInstanceOf(Claim.Ended.class);
            Execution found = found(key);
            assertThat(found.shownOutcome()).isEqualTo(ShownOutcome.PUBLISHED);
            assertThat(found.attempt()).isEqualTo(1);
            assertThat(found.isCounted()).isTrue();
            assertThat(found.queue()).isEmpty();
            assertThat(stage.history().recordPublished(found, SEEN)).isFalse();
            assertThat(decide(found, new ExecutionEvent.RetryRequested(2, "tester", null), LONG_AFTER)
                            .result())
                    .isEqualTo(ExecutionDecision.Result.EXECUTION_FINAL);
        }
        assertThat(counted()).isEqualTo(2);
        assertThat(state().executionCount()).isZero();
    }

    @Test
    void a_claim_of_the_earlier_release_that_came_to_nothing_is_taken_over_and_counted_once() {
        begin();
        earlier.claims(FIRING, INCARNATION, at(0));
        Execution claimed = claim(FIRING, at(40)).granted().orElseThrow();
        assertThat(claimed.attempts()).isEqualTo(2);
        Execution published = after(claimed, new ExecutionEvent.Published(1, "sns-2", 7), at(41));

        assertThat(stage.history().recordPublished(published, SEEN)).isTrue();

        assertThat(earlier.records(FIRING, INCARNATION, at(42))).isFalse();
        assertThat(found(FIRING)).isEqualTo(published);
        assertThat(counted()).isZero();
        assertThat(state().executionCount()).isEqualTo(1);
    }

    @Test
    void a_report_before_the_record_of_the_earlier_release_is_kept_and_counted_once() {
        begin();
        earlier.claims(FIRING, INCARNATION, at(0));
        Execution reported = replaced(found(FIRING), succeeded(1), at(1));

        assertThat(earlier.records(FIRING, INCARNATION, at(2))).isFalse();
        assertThat(earlier.claims(FIRING, INCARNATION, LONG_AFTER)).isFalse();

        assertThat(found(FIRING)).isEqualTo(reported);
        replaced(reported, new ExecutionEvent.TimePassed(true), at(LEASE.toSeconds()));
        assertThat(found(FIRING).shownOutcome()).isEqualTo(ShownOutcome.SUCCEEDED);
        assertThat(found(FIRING).queue()).isEmpty();
        assertThat(counted()).isZero();
        assertThat(state().executionCount()).isEqualTo(1);
    }

    @Test
    void a_report_after_the_record_of_the_earlier_release_is_kept_and_nothing_follows() {
        begin();
        earlier.claims(FIRING, INCARNATION, at(0));
        earlier.records(FIRING, INCARNATION, at(1));

        replaced(found(FIRING), succeeded(1), at(2));

        assertThat(found(FIRING).shownOutcome()).isEqualTo(ShownOutcome.PUBLISHED);
        assertThat(found(FIRING).attemptHistory())
                .singleElement()
                .matches(it -> at(2).equals(it.reportedAt()) && at(1).equals(it.publishedAt()));
        assertThat(earlier.claims(FIRING, INCARNATION, LONG_AFTER)).isFalse();
        assertThat(counted()).isEqualTo(1);
        assertThat(state().executionCount()).isZero();
    }

    /** This release claimed it so that no other overlaps it, and crashed; the earlier one took over. */
    @Test
    void an_execution_that_the_earlier_release_took_over_and_published_does_not_stay_open() {
        begin();
        Claim.Granted alone = (Claim.Granted) stage.history().claimAlone(FIRING, at(0), LEASE, SEEN);
        assertThat(state().openExecution()).isEqualTo(FIRING.sortKey());
        assertThat(earlier.claims(FIRING, INCARNATION, at(40))).isTrue();
        assertThat(found(FIRING).due()).contains(at(40).plus(LEASE));
        assertThat(found(FIRING).run()).isEqualTo(alone.execution().run());

        assertThat(earlier.records(FIRING, INCARNATION, at(41))).isTrue();

        Execution recorded = found(FIRING);
        assertThat(recorded.outcome()).isEqualTo(ExecutionOutcome.PUBLISHED);
        assertThat(recorded.isCounted()).isTrue();
        assertThat(stage.history().due(QueueEntry.shard(FIRING.scheduleId()), at(60), 10))
                .containsExactly(recorded);
        Execution ended = replaced(recorded, new ExecutionEvent.TimePassed(true), at(60));
        assertThat(ended.shownOutcome()).isEqualTo(ShownOutcome.PUBLISHED);
        assertThat(found(FIRING)).isEqualTo(ended);
        assertThat(item(FIRING)).doesNotContainKeys("queue", "at");
        assertThat(state().openExecution()).isNull();
        assertThat(counted()).isEqualTo(1);
        assertThat(state().executionCount()).isZero();
    }

    private static Claim claim(ExecutionKey key, Instant now) {
        return stage.history().claim(key, INCARNATION, now, LEASE);
    }

    private static Execution found(ExecutionKey key) {
        return stage.history().find(key).orElseThrow();
    }

    private static ExecutionDecision decide(Execution seen, ExecutionEvent event, Instant now) {
        return ExecutionDecider.decide(seen, ExecutionStates.POLICY, event, now);
    }

    /** Writes what follows from an event. */
    private static Execution replaced(Execution seen, ExecutionEvent event, Instant now) {
        Execution after = decide(seen, event, now).written().orElseThrow();
        assertThat(stage.history().replace(seen, after, SEEN)).isTrue();
        return after;
    }

    private static ScheduleState state() {
        return stage.history().state(FIRING.scheduleId());
    }

    /** Returns how many executions are counted in the record of the schedule, as the earlier release does. */
    private static long counted() {
        Map<String, AttributeValue> item = stage.clients()
                .dynamoDb()
                .getItem(it -> it.tableName(stage.schedulesTable())
                        .key(Map.of("id", text(FIRING.scheduleId().value())))
                        .consistentRead(true))
                .item();
        return Optional.ofNullable(item.get("execution_count"))
                .map(it -> Long.parseLong(it.n()))
                .orElse(0L);
    }

    private static void putExecution(Execution execution) {
        stage.clients()
                .dynamoDb()
                .putItem(it -> it.tableName(stage.executionsTable()).item(ExecutionItems.item(execution)));
    }

    private static Map<String, AttributeValue> item(ExecutionKey key) {
        return stage.clients()
                .dynamoDb()
                .getItem(it -> it.tableName(stage.executionsTable())
                        .key(ExecutionItems.key(key))
                        .consistentRead(true))
                .item();
    }
}
