package com.rezagent.schedules.aws;

import static com.rezagent.schedules.schedule.Schedules.NOW;
import static com.rezagent.schedules.schedule.Schedules.schedule;
import static com.rezagent.schedules.schedule.Schedules.stamp;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.engine.EngineContract;
import com.rezagent.schedules.engine.EngineContract.Difference;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.execution.Claim;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ScheduleState;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.schedule.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.scheduler.model.UpdateScheduleRequest;

/** Tests which calls the adapters make, and what they send. */
class AwsCallsOnMotoIT {
    private static final List<SdkRequest> CALLS = new CopyOnWriteArrayList<>();

    @RegisterExtension
    static final MotoServer MOTO = new MotoServer();

    private static WireStage stage;

    @BeforeAll
    static void create() {
        AwsClients clients = new AwsClients(client -> {
            MotoServer.emulated(client, MOTO.endpoint());
            client.overrideConfiguration(client.overrideConfiguration().toBuilder()
                    .addExecutionInterceptor(new Recorder())
                    .build());
        });
        stage = new WireStage(clients, "calls", WireStage.EMULATED_TARGET, Set.<Difference>of());
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @BeforeEach
    void empty() {
        stage.empty();
        CALLS.clear();
    }

    private static final class Recorder implements ExecutionInterceptor {
        @Override
        public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
            CALLS.add(context.request());
        }
    }

    @Test
    void insert_find_and_replace_make_one_call_each() {
        Schedule seen = inserted("one call each");
        stage.store().replace(seen, seen.paused(stamp(NOW, "pause"), Instant.MAX));

        assertThat(kinds()).containsExactly(PutItemRequest.class, GetItemRequest.class, UpdateItemRequest.class);
        assertThat(((GetItemRequest) CALLS.get(1)).consistentRead()).isTrue();
    }

    @Test
    void a_write_with_a_change_is_one_transaction_of_record_and_change() {
        Schedule created = schedule("changed");
        Change change = new Change(
                new Change.Subject(created.id().value(), created.id().value(), "changed", created.group()),
                1,
                NOW,
                new Change.Cause("create", "ann", null, "cmd_1"),
                List.of(),
                null);
        stage.store().insert(created, change);
        Schedule seen = stage.store().find(created.id()).orElseThrow();
        stage.store().replace(seen, seen.paused(stamp(NOW, "pause"), Instant.MAX), change);

        assertThat(kinds())
                .containsExactly(
                        TransactWriteItemsRequest.class, GetItemRequest.class, TransactWriteItemsRequest.class);
        TransactWriteItemsRequest replaced = (TransactWriteItemsRequest) CALLS.get(2);
        assertThat(replaced.transactItems()).hasSize(2);
        assertThat(replaced.transactItems().get(0).update().tableName()).isEqualTo(stage.schedulesTable());
        assertThat(replaced.transactItems().get(1).put().tableName()).isEqualTo(stage.changesTable());
    }

    @Test
    void a_replace_sends_only_changed_attributes_and_those_that_an_earlier_release_may_have_left_outdated() {
        Schedule seen = inserted("differs");
        CALLS.clear();
        stage.store().replace(seen, seen.converged("arn"));

        UpdateItemRequest update = (UpdateItemRequest) CALLS.get(0);
        assertThat(update.expressionAttributeNames().values())
                .containsExactlyInAnyOrder(
                        "converged_version",
                        "eventbridge_arn",
                        "registers",
                        "revision",
                        "status",
                        "status_reason",
                        "group_shard",
                        "placement");
    }

    @Test
    void a_replace_never_sends_the_counters_of_the_same_incarnation() {
        Schedule seen = inserted("counted");
        CALLS.clear();
        stage.store().replace(seen, seen.withCounters(5, NOW).paused(stamp(NOW, "pause"), Instant.MAX));

        UpdateItemRequest update = (UpdateItemRequest) CALLS.get(0);
        assertThat(update.expressionAttributeNames().values()).doesNotContain("execution_count", "last_triggered");
    }

    @Test
    void a_firing_makes_one_claim_call_and_one_record_call() {
        Schedule seen = inserted("fired");
        CALLS.clear();
        ExecutionKey key = ExecutionKey.firing(seen.id(), NOW);

        Claim claim = stage.history().claim(key, seen.incarnation(), NOW, Duration.ofSeconds(35));
        stage.history()
                .recordPublished(
                        ((Claim.Granted) claim).execution().published("sns-1", NOW), ScheduleState.NONE.of(seen));

        assertThat(kinds()).containsExactly(UpdateItemRequest.class, TransactWriteItemsRequest.class);
    }

    @Test
    void a_refused_claim_makes_one_call() {
        ExecutionKey key = ExecutionKey.firing(new ScheduleId("sched_1"), NOW);
        stage.history().claim(key, "one", NOW, Duration.ofSeconds(35));
        CALLS.clear();

        stage.history().claim(key, "one", NOW, Duration.ofSeconds(35));

        assertThat(kinds()).containsExactly(UpdateItemRequest.class);
    }

    @Test
    void an_execution_writes_no_attribute_of_an_index() {
        Collection<String> projected = new ArrayList<>(DynamoDbScheduleStore.PROJECTED_ATTRIBUTES);
        projected.addAll(List.of("id", "status", "created_by", "created_date", "group_shard"));
        projected.remove("expires_at");

        a_firing_makes_one_claim_call_and_one_record_call();

        TransactWriteItemsRequest recorded = (TransactWriteItemsRequest) CALLS.get(1);
        assertThat(recorded.transactItems().get(1).update().tableName()).isEqualTo(stage.schedulesTable());
        assertThat(recorded.transactItems().get(1).update().key().get("id").s()).endsWith("#state");
        assertThat(recorded.transactItems()
                        .get(1)
                        .update()
                        .expressionAttributeNames()
                        .values())
                .containsExactlyInAnyOrder(
                        "incarnation",
                        "since_version",
                        "execution_count",
                        "last_triggered",
                        "recent",
                        "last_success",
                        "has_reported",
                        "open_execution",
                        "expires_at")
                .doesNotContainAnyElementsOf(projected);
    }

    @Test
    void the_projected_attributes_stay_within_the_limit_of_dynamodb() {
        assertThat(DynamoDbScheduleStore.PROJECTED_ATTRIBUTES)
                .doesNotHaveDuplicates()
                .hasSizeLessThanOrEqualTo(19)
                .doesNotContain("payload", "arguments", "outcomes", "execution_count", "last_triggered");
    }

    @Test
    void a_list_makes_one_query_or_without_a_filter_one_per_status() {
        ScheduleStore store = stage.store();

        store.list(new ScheduleQuery(Status.ACTIVE, null, 50, null));
        store.list(new ScheduleQuery(Status.ACTIVE, "ann", 50, null));
        store.list(new ScheduleQuery(null, "ann", 50, null));
        assertThat(CALLS)
                .extracting(it -> ((QueryRequest) it).indexName())
                .containsExactly(
                        DynamoDbScheduleStore.BY_STATUS,
                        DynamoDbScheduleStore.BY_STATUS,
                        DynamoDbScheduleStore.BY_CREATOR);

        CALLS.clear();
        store.list(new ScheduleQuery(null, null, 50, null));
        assertThat(CALLS)
                .hasSize(Status.values().length - 1)
                .allSatisfy(
                        it -> assertThat(((QueryRequest) it).indexName()).isEqualTo(DynamoDbScheduleStore.BY_STATUS));
    }

    @Test
    void a_list_reads_gates_and_states_by_one_call_for_a_hundred_keys() {
        DynamoDbFiringRecords firings =
                new DynamoDbFiringRecords(stage.clients().dynamoDb(), stage.schedulesTable(), stage.resourcesTable());
        List<ScheduleSummary> listed = IntStream.range(0, 1_000)
                .mapToObj(i -> ScheduleSummary.of(schedule("listed " + i)))
                .toList();
        CALLS.clear();

        assertThat(firings.ofAll(listed.subList(0, 99))).hasSize(99);
        assertThat(kinds()).containsExactly(BatchGetItemRequest.class);

        CALLS.clear();
        assertThat(firings.ofAll(listed)).hasSize(1_000);
        assertThat(kinds()).hasSize(11).containsOnly(BatchGetItemRequest.class);
        CALLS.clear();
        assertThat(firings.ofAll(List.of())).isEmpty();
        assertThat(CALLS).isEmpty();
    }

    @Test
    void every_call_has_its_own_client_token() {
        EngineEntry entry = EngineContract.entry(new ScheduleId("sched_1"), "rate(5 minutes)", "UTC", stage.target());
        stage.engine().create(entry);
        CALLS.clear();

        stage.engine().update(entry);
        stage.engine().update(entry);

        assertThat(CALLS)
                .extracting(it -> ((UpdateScheduleRequest) it).clientToken())
                .doesNotHaveDuplicates()
                .allMatch(token -> token.matches("[a-zA-Z0-9-_]{1,64}"));
    }

    private static Schedule inserted(String name) {
        Schedule schedule = schedule(name);
        assertThat(stage.store().insert(schedule)).isTrue();
        return stage.store().find(schedule.id()).orElseThrow();
    }

    private static List<Class<?>> kinds() {
        List<Class<?>> kinds = new ArrayList<>();
        CALLS.forEach(call -> kinds.add(call.getClass()));
        return kinds;
    }
}
