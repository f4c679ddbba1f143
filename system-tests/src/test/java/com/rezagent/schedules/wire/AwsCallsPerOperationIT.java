package com.rezagent.schedules.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.aws.AwsClients;
import com.rezagent.schedules.aws.MotoServer;
import com.rezagent.schedules.aws.WireStage;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.execution.QueueEntry;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.testing.Repository;
import com.rezagent.schedules.wire.WiredSystem.Response;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * The AWS calls of each operation, in order. The command protocol (docs/architecture.md) requires each of them:
 * deciding a command needs one read, and converging reads before and after it, so that applying a command takes three
 * reads.
 */
class AwsCallsPerOperationIT {
    private static final Path DOCUMENT = Repository.ROOT.resolve("docs/evidence/performance.md");
    private static final List<String> CALLS = new CopyOnWriteArrayList<>();

    @RegisterExtension
    static final MotoServer MOTO = new MotoServer();

    @AutoClose
    private static WireStage stage;

    private static WiredSystem system;

    @BeforeAll
    static void create() {
        stage = MOTO.stage(MOTO.clients(), "counted");
        AwsClients counted =
                MOTO.clients(client -> client.overrideConfiguration(client.overrideConfiguration().toBuilder()
                        .addExecutionInterceptor(new Recorder())
                        .build()));
        system = new WiredSystem(stage, counted, Clock.systemUTC());
    }

    /** Records each attempt of a request, so that retries count as well. */
    private static final class Recorder implements ExecutionInterceptor {
        @Override
        public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
            CALLS.add(context.request().getClass().getSimpleName().replace("Request", ""));
        }
    }

    @BeforeEach
    void empty() {
        stage.empty();
        CALLS.clear();
    }

    private static ObjectNode definition(String name) {
        ObjectNode definition = Json.object()
                .put("name", name)
                .put("schedule_expression", "rate(1 hour)")
                .put("target_type", "web_action");
        definition.putObject("payload");
        return definition;
    }

    private static ScheduleId created(String name) {
        ScheduleId id = system.requestAndDeliver("POST", "/api/schedules", definition(name))
                .id();
        CALLS.clear();
        return id;
    }

    /** Checks the calls of an API request and of applying its command, and that the documentation's row lists both. */
    private static void assertCalls(
            String row, String method, String target, ObjectNode body, List<String> api, List<String> scheduler) {
        system.request(method, target, body);
        assertThat(CALLS).as(method + " " + target).containsExactlyElementsOf(api);
        CALLS.clear();
        system.deliver(1);
        assertThat(CALLS).as("applying the command").containsExactlyElementsOf(scheduler);
        assertDocumented(row, api, scheduler);
    }

    private static void assertDocumented(String row, List<String> api, List<String> scheduler) {
        assertThat(DOCUMENT)
                .content()
                .as("the table of calls")
                .contains("| " + row + " | " + String.join(", ", api) + " | " + String.join(", ", scheduler) + " |\n");
    }

    @Test
    void a_create_takes_one_publish_two_conditional_writes_and_one_engine_call() {
        assertCalls(
                "create",
                "POST",
                "/api/schedules",
                definition("created"),
                List.of("GetItem", "Publish", "GetItem", "BatchGetItem"),
                List.of(
                        "GetItem",
                        "GetItem",
                        "TransactWriteItems",
                        "GetItem",
                        "CreateSchedule",
                        "UpdateItem",
                        "GetItem"));
    }

    @Test
    void an_update_reads_the_engine_entry_before_it_writes_it() {
        ScheduleId id = created("updated");

        assertCalls(
                "replace",
                "PUT",
                "/api/schedules/" + id,
                definition("updated").put("schedule_expression", "rate(2 hours)"),
                List.of("GetItem", "Publish", "GetItem", "BatchGetItem"),
                List.of(
                        "GetItem",
                        "TransactWriteItems",
                        "GetItem",
                        "GetSchedule",
                        "UpdateSchedule",
                        "UpdateItem",
                        "GetItem"));
    }

    @Test
    void a_new_payload_takes_one_transaction_and_no_engine_call() {
        ScheduleId id = created("payload");
        ObjectNode other = definition("payload");
        other.putObject("payload").put("other", true);

        assertCalls(
                "replace, another payload alone",
                "PUT",
                "/api/schedules/" + id,
                other,
                List.of("GetItem", "Publish", "GetItem", "BatchGetItem"),
                List.of("GetItem", "TransactWriteItems"));
    }

    @Test
    void a_pause_makes_the_same_calls_as_an_update() {
        ScheduleId id = created("paused");

        assertCalls(
                "pause, resume",
                "POST",
                "/api/schedules/" + id + "/pause",
                null,
                List.of("GetItem", "Publish", "GetItem", "BatchGetItem"),
                List.of(
                        "GetItem",
                        "TransactWriteItems",
                        "GetItem",
                        "GetSchedule",
                        "UpdateSchedule",
                        "UpdateItem",
                        "GetItem"));
    }

    @Test
    void a_delete_takes_two_conditional_writes_and_one_engine_call() {
        ScheduleId id = created("deleted");

        assertCalls(
                "delete",
                "DELETE",
                "/api/schedules/" + id,
                null,
                List.of("GetItem", "Publish", "GetItem", "BatchGetItem"),
                List.of("GetItem", "TransactWriteItems", "GetItem", "DeleteSchedule", "UpdateItem", "GetItem"));
    }

    @Test
    void a_command_that_changes_nothing_writes_only_its_outcome() {
        created("again");

        assertCalls(
                "create again, the same",
                "POST",
                "/api/schedules",
                definition("again"),
                List.of("GetItem", "Publish", "GetItem", "BatchGetItem"),
                List.of("GetItem", "GetItem", "UpdateItem", "GetItem", "GetSchedule", "GetItem"));
    }

    @Test
    void a_firing_takes_one_read_one_claim_one_publish_and_one_record() {
        ScheduleId id = created("fired");
        Instant next = Instant.parse(system.get(id).text("next_execution"));
        CALLS.clear();

        system.fire(id, next);
        List<String> firing = List.of("BatchGetItem", "UpdateItem", "Publish", "TransactWriteItems");
        assertThat(CALLS).containsExactlyElementsOf(firing);
        assertDocumented("firing", List.of(), firing);

        CALLS.clear();
        system.fire(id, next);
        assertThat(CALLS).as("a redelivery").containsExactly("BatchGetItem", "UpdateItem");
        assertDocumented("firing, delivered again", List.of(), List.of("BatchGetItem", "UpdateItem"));
    }

    /** A retry costs no call of EventBridge: the sweep publishes it. */
    @Test
    void a_report_takes_two_reads_and_one_transaction_and_a_retry_a_claim_and_a_publish_more() {
        ObjectNode definition = definition("reported");
        ObjectNode policy = definition.putObject("run_policy").put("expect_report", true);
        policy.putObject("retry").put("maximum_attempts", 2);
        ScheduleId id =
                system.requestAndDeliver("POST", "/api/schedules", definition).id();
        Instant next = Instant.parse(system.get(id).text("next_execution"));
        CALLS.clear();

        system.fire(id, next);
        assertThat(CALLS)
                .as("a firing that expects a report")
                .containsExactly("BatchGetItem", "UpdateItem", "Publish", "TransactWriteItems");

        CALLS.clear();
        ObjectNode report = Json.object()
                .put("execution_id", ExecutionKey.firing(id, next).executionId())
                .put("outcome", "failed")
                .put("retry_after_seconds", 0);
        system.report(Json.write(report));
        List<String> reported = List.of("GetItem", "BatchGetItem", "TransactWriteItems");
        assertThat(CALLS).containsExactlyElementsOf(reported);
        assertDocumented("report", List.of(), reported);

        CALLS.clear();
        system.sweep(QueueEntry.shard(id));
        List<String> retried = List.of("Query", "GetItem", "BatchGetItem", "PutItem", "Publish", "TransactWriteItems");
        assertThat(CALLS).containsExactlyElementsOf(retried);
        assertDocumented("sweep of a shard with one retry", List.of(), retried);
    }

    @Test
    void a_sweep_with_nothing_due_takes_one_publish_and_a_query_of_each_shard() {
        system.sweep(null);
        assertThat(CALLS).containsExactly("PublishBatch");
        assertDocumented("sweep", List.of(), List.of("PublishBatch"));

        CALLS.clear();
        system.sweep(0);
        assertThat(CALLS).containsExactly("Query");
        assertDocumented("sweep of a shard, nothing due", List.of(), List.of("Query"));
    }

    /** A paused group costs nearly as much as a running one: EventBridge goes on to fire. */
    @Test
    void a_group_pause_is_one_write_and_a_firing_that_it_holds_back_takes_three_calls() {
        system.requestAndDeliver("PUT", "/api/groups/billing", Json.object().put("title", "Billing"));
        ScheduleId id = system.requestAndDeliver(
                        "POST", "/api/schedules", definition("held").put("group", "billing"))
                .id();
        Instant next = Instant.parse(system.get(id).text("next_execution"));
        CALLS.clear();

        assertCalls(
                "group: replace, pause, resume",
                "POST",
                "/api/groups/billing/pause",
                null,
                List.of("GetItem", "Publish", "GetItem"),
                List.of("GetItem", "TransactWriteItems"));
        CALLS.clear();

        system.fire(id, next);
        assertThat(CALLS).containsExactly("BatchGetItem", "GetItem", "PutItem");
        assertDocumented("firing, held back by a group", List.of(), CALLS);

        ObjectNode withPolicy = definition("held-with-policy").put("group", "billing");
        withPolicy.putObject("run_policy");
        ScheduleId other =
                system.requestAndDeliver("POST", "/api/schedules", withPolicy).id();
        CALLS.clear();
        system.fire(other, next);
        assertThat(CALLS).as("with a run policy").containsExactly("BatchGetItem", "GetItem", "TransactWriteItems");
    }

    @Test
    void a_move_is_one_write_and_the_next_firing_reads_the_other_group_by_one_call_more() {
        system.requestAndDeliver("PUT", "/api/groups/billing", Json.object().put("title", "Billing"));
        ScheduleId id = created("moved");
        Instant next = Instant.parse(system.get(id).text("next_execution"));
        CALLS.clear();

        assertCalls(
                "move",
                "POST",
                "/api/schedules/" + id + "/move",
                Json.object().put("group", "billing"),
                List.of("GetItem", "GetItem", "Publish", "GetItem", "BatchGetItem"),
                List.of("GetItem", "GetItem", "TransactWriteItems"));
        CALLS.clear();

        system.fire(id, next);
        assertThat(CALLS)
                .containsExactly("BatchGetItem", "BatchGetItem", "UpdateItem", "Publish", "TransactWriteItems");
        assertDocumented("firing after a move", List.of(), CALLS);
    }

    @Test
    void groups_are_two_items_written_at_once_and_one_query_lists_them() {
        assertCalls(
                "group: create",
                "PUT",
                "/api/groups/billing",
                Json.object().put("title", "Billing"),
                List.of("GetItem", "Query", "Publish", "GetItem"),
                List.of("GetItem", "Query", "TransactWriteItems"));
        CALLS.clear();

        system.request("GET", "/api/groups/billing", null);
        assertThat(CALLS).containsExactly("GetItem", "Query", "Query", "Query", "Query");
        assertDocumented("group: read", CALLS, List.of());

        CALLS.clear();
        system.request("GET", "/api/groups", null);
        assertThat(CALLS).containsExactly("Query", "BatchGetItem", "GetItem");
        assertDocumented("group: list", CALLS, List.of());
        CALLS.clear();

        assertCalls(
                "group: delete",
                "DELETE",
                "/api/groups/billing",
                null,
                List.of("GetItem", "Query", "Query", "Query", "Query", "Publish", "GetItem"),
                List.of("GetItem", "Query", "Query", "Query", "Query", "TransactWriteItems"));
    }

    @Test
    void a_trigger_is_a_command_and_a_firing() {
        ScheduleId id = created("triggered");

        assertCalls(
                "trigger",
                "POST",
                "/api/schedules/" + id + "/trigger",
                null,
                List.of("GetItem", "Publish"),
                List.of(
                        "GetItem",
                        "UpdateItem",
                        "PutItem",
                        "BatchGetItem",
                        "UpdateItem",
                        "Publish",
                        "TransactWriteItems"));
    }

    @Test
    void a_read_takes_one_call_and_a_list_takes_one_per_partition_and_one_for_the_records() {
        ScheduleId id = created("read");

        assertReads("read", "/api/schedules/" + id, "BatchGetItem");
        assertReads("list of nothing", "/api/schedules?created_by=nobody", "Query");
        assertReads(
                "list with another `status`, or `created_by`",
                "/api/schedules?created_by=" + system.get(id).text("created_by"),
                "Query",
                "BatchGetItem",
                "BatchGetItem");
        assertReads(
                "list with `status=active` or `pending`",
                "/api/schedules?status=active",
                "Query",
                "Query",
                "BatchGetItem",
                "BatchGetItem");
        assertReads(
                "list of all",
                "/api/schedules",
                "Query",
                "Query",
                "Query",
                "Query",
                "Query",
                "BatchGetItem",
                "BatchGetItem");
        assertReads("executions", "/api/schedules/" + id + "/executions", "GetItem", "Query");
        String future = "/api/timeline?from=2125-01-01T00:00:00Z&to=2125-01-02T00:00:00Z&schedule_ids=" + id;
        assertReads("timeline of a schedule, to come", future, "BatchGetItem", "BatchGetItem");
        assertReads(
                "timeline of a schedule, past: one `Query` for each schedule",
                future.replace("2125", "2025"),
                "BatchGetItem",
                "BatchGetItem",
                "Query");
    }

    @Test
    void a_list_by_group_reads_four_partitions_once_the_upgrade_is_complete() {
        created("grouped");
        assertReads(
                "list by group, before the first reconcile run",
                "/api/schedules?group=default",
                "GetItem",
                "Query",
                "Query",
                "Query",
                "Query",
                "Query",
                "BatchGetItem",
                "BatchGetItem");

        system.reconcile();
        system.request("GET", "/api/schedules?group=default", null);

        assertReads(
                "list by group",
                "/api/schedules?group=default",
                "Query",
                "Query",
                "Query",
                "Query",
                "BatchGetItem",
                "BatchGetItem");
    }

    @Test
    void a_list_of_changes_takes_one_query_and_a_revert_one_more_than_a_replacement() {
        ScheduleId id = created("changed");
        String path = "/api/schedules/" + id;
        ObjectNode other = definition("changed");
        other.putObject("payload").put("other", true);
        system.requestAndDeliver("PUT", path, other);

        assertReads("changes of a schedule", path + "/changes", "GetItem", "Query");
        assertReads("changes of a schedule with definitions", path + "/changes?include=definition", "GetItem", "Query");
        assertReads("changes of a group's members", "/api/changes?group=default", "Query");
        CALLS.clear();

        assertCalls(
                "revert, another payload alone",
                "POST",
                path + "/revert",
                Json.object().put("version", 1),
                List.of("GetItem", "Query", "Publish", "GetItem", "BatchGetItem"),
                List.of("GetItem", "TransactWriteItems"));
    }

    @Test
    void executions_are_read_reported_acknowledged_and_retried() {
        ScheduleId id = created("reporting");
        String[] shards =
                IntStream.range(0, QueueEntry.SHARDS).mapToObj(it -> "Query").toArray(String[]::new);
        assertReads("attention, nothing", "/api/attention", shards);
        ExecutionKey key = ExecutionKey.firing(id, Instant.now().truncatedTo(ChronoUnit.SECONDS));
        missed(key);
        String execution = "/api/executions/" + key.executionId();
        assertReads(
                "attention: one `Query` for each of ten shards",
                "/api/attention",
                Stream.concat(Stream.of(shards), Stream.of("BatchGetItem", "BatchGetItem"))
                        .toArray(String[]::new));
        assertReads("execution", execution, "GetItem");

        CALLS.clear();
        ObjectNode report = Json.object().put("outcome", "succeeded").put("attempt", 1);
        system.request("POST", execution + "/report", report);
        assertThat(CALLS).containsExactly("GetItem", "Publish", "GetItem");
        assertDocumented("report", CALLS, List.of());

        CALLS.clear();
        List<String> api = List.of("GetItem", "Publish", "GetItem");
        List<String> scheduler = List.of("GetItem", "GetItem", "BatchGetItem", "TransactWriteItems");
        assertCalls("retry, acknowledge", "POST", execution + "/acknowledge", null, api, scheduler);
        CALLS.clear();
        assertCalls("retry, acknowledge", "POST", execution + "/retry", null, api, scheduler);

        ObjectNode several = Json.object().put("action", "acknowledge");
        ArrayNode ids = several.putArray("execution_ids");
        for (int i = 1; i <= 3; i++) {
            ExecutionKey earlier = ExecutionKey.firing(id, key.scheduledTime().minusSeconds(i));
            missed(earlier);
            ids.add(earlier.executionId());
        }
        CALLS.clear();
        List<String> batches = List.of("BatchGetItem", "PublishBatch", "BatchGetItem");
        system.request("POST", "/api/executions/actions", several);
        assertThat(CALLS).containsExactlyElementsOf(batches);
        assertDocumented("retry, acknowledge up to ten", batches, scheduler);
        CALLS.clear();
        system.deliver(3);
        assertThat(CALLS)
                .containsExactlyElementsOf(Collections.nCopies(3, scheduler).stream()
                        .flatMap(List::stream)
                        .toList());
    }

    private static void missed(ExecutionKey key) {
        stage.history()
                .record(
                        Execution.unclaimed(
                                key,
                                stage.store()
                                        .find(key.scheduleId())
                                        .orElseThrow()
                                        .incarnation(),
                                ExecutionOutcome.MISSED,
                                "No delivery was seen",
                                Instant.now()),
                        Instant.now());
    }

    private static void assertReads(String row, String target, String... calls) {
        CALLS.clear();
        system.request("GET", target, null);
        assertThat(CALLS).as(target).containsExactly(calls);
        assertDocumented(row, CALLS, List.of());
    }

    @Test
    void a_preview_reads_its_group_and_health_and_refused_requests_call_nothing() {
        ObjectNode preview = Json.object().put("schedule_expression", "rate(1 hour)");

        assertThat(system.request("POST", "/api/schedules/preview", preview).status())
                .isEqualTo(200);
        assertThat(CALLS).containsExactly("GetItem");
        assertDocumented("preview", CALLS, List.of());

        CALLS.clear();
        assertThat(system.request("GET", "/health", null).status()).isEqualTo(200);
        assertThat(CALLS).isEmpty();
        Response refused =
                system.request("POST", "/api/schedules", definition("wrong").put("timezone", "Mars/Olympus"));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(CALLS).as("the group's defaults").containsExactly("GetItem");
    }

    @Test
    void a_reconcile_run_of_a_converged_schedule_writes_nothing() {
        created("well");
        // The first run ever marks the upgrade of earlier records.
        system.reconcile();
        CALLS.clear();

        system.reconcile();

        assertThat(CALLS).doesNotContain("PutItem", "UpdateSchedule", "CreateSchedule", "DeleteSchedule", "Publish");
    }
}
