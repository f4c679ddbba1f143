package com.rezagent.schedules.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.aws.AwsClients;
import com.rezagent.schedules.aws.MotoServer;
import com.rezagent.schedules.aws.WireStage;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.wire.WiredSystem.Response;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
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
    private static final Path DOCUMENT =
            Path.of(System.getProperty("project.root", ".."), "docs/evidence/performance.md");
    private static final List<String> CALLS = new CopyOnWriteArrayList<>();

    @RegisterExtension
    static final MotoServer MOTO = new MotoServer();

    private static WireStage stage;
    private static WiredSystem system;

    @BeforeAll
    static void create() {
        stage = MOTO.stage(MOTO.clients(), "counted");
        AwsClients counted =
                MOTO.clients(client -> client.overrideConfiguration(client.overrideConfiguration().toBuilder()
                        .addExecutionInterceptor(new Recorder())
                        .build()));
        system = new WiredSystem(stage, counted);
    }

    @AfterAll
    static void close() {
        stage.close();
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
                List.of("Publish", "GetItem"),
                List.of("GetItem", "PutItem", "GetItem", "CreateSchedule", "UpdateItem", "GetItem"));
    }

    @Test
    void an_update_reads_the_engine_entry_before_it_writes_it() {
        ScheduleId id = created("updated");

        assertCalls(
                "replace",
                "PUT",
                "/api/schedules/" + id,
                definition("updated").put("schedule_expression", "rate(2 hours)"),
                List.of("GetItem", "Publish", "GetItem"),
                List.of("GetItem", "UpdateItem", "GetItem", "GetSchedule", "UpdateSchedule", "UpdateItem", "GetItem"));
    }

    @Test
    void a_new_payload_takes_one_write_and_no_engine_call() {
        ScheduleId id = created("payload");
        ObjectNode other = definition("payload");
        other.putObject("payload").put("other", true);

        assertCalls(
                "replace, another payload alone",
                "PUT",
                "/api/schedules/" + id,
                other,
                List.of("GetItem", "Publish", "GetItem"),
                List.of("GetItem", "UpdateItem"));
    }

    @Test
    void a_pause_makes_the_same_calls_as_an_update() {
        ScheduleId id = created("paused");

        assertCalls(
                "pause, resume",
                "POST",
                "/api/schedules/" + id + "/pause",
                null,
                List.of("GetItem", "Publish", "GetItem"),
                List.of("GetItem", "UpdateItem", "GetItem", "GetSchedule", "UpdateSchedule", "UpdateItem", "GetItem"));
    }

    @Test
    void a_delete_takes_two_conditional_writes_and_one_engine_call() {
        ScheduleId id = created("deleted");

        assertCalls(
                "delete",
                "DELETE",
                "/api/schedules/" + id,
                null,
                List.of("GetItem", "Publish", "GetItem"),
                List.of("GetItem", "UpdateItem", "GetItem", "DeleteSchedule", "UpdateItem", "GetItem"));
    }

    @Test
    void a_command_that_changes_nothing_writes_only_its_outcome() {
        created("again");

        assertCalls(
                "create again, the same",
                "POST",
                "/api/schedules",
                definition("again"),
                List.of("Publish", "GetItem"),
                List.of("GetItem", "UpdateItem", "GetItem", "GetSchedule", "GetItem"));
    }

    @Test
    void a_firing_takes_one_read_one_claim_one_publish_and_one_record() {
        ScheduleId id = created("fired");
        Instant next = Instant.parse(system.get(id).text("next_execution"));
        CALLS.clear();

        system.fire(id, next);
        List<String> firing = List.of("GetItem", "UpdateItem", "Publish", "TransactWriteItems");
        assertThat(CALLS).containsExactlyElementsOf(firing);
        assertDocumented("firing", List.of(), firing);

        CALLS.clear();
        system.fire(id, next);
        assertThat(CALLS).as("a redelivery").containsExactly("GetItem", "UpdateItem");
        assertDocumented("firing, delivered again", List.of(), List.of("GetItem", "UpdateItem"));
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
                List.of("GetItem", "UpdateItem", "PutItem", "UpdateItem", "Publish", "TransactWriteItems"));
    }

    @Test
    void a_read_takes_one_call_and_a_list_of_all_takes_one_per_status() {
        ScheduleId id = created("read");

        system.get(id);
        assertThat(CALLS).containsExactly("GetItem");
        assertDocumented("read", CALLS, List.of());

        CALLS.clear();
        system.request("GET", "/api/schedules?created_by=ann", null);
        assertThat(CALLS).containsExactly("Query");

        CALLS.clear();
        system.request("GET", "/api/schedules?status=active", null);
        assertThat(CALLS).containsExactly("Query");
        assertDocumented("list with `status` or `created_by`", CALLS, List.of());

        CALLS.clear();
        system.request("GET", "/api/schedules", null);
        assertThat(CALLS).containsExactly("Query", "Query", "Query", "Query", "Query");
        assertDocumented("list of all", CALLS, List.of());

        CALLS.clear();
        system.request("GET", "/api/schedules/" + id + "/executions", null);
        assertThat(CALLS).containsExactly("GetItem", "Query");
        assertDocumented("executions", CALLS, List.of());
    }

    @Test
    void preview_health_and_refused_requests_make_no_aws_calls() {
        ObjectNode preview = Json.object().put("schedule_expression", "rate(1 hour)");

        assertThat(system.request("POST", "/api/schedules/preview", preview).status())
                .isEqualTo(200);
        assertThat(system.request("GET", "/health", null).status()).isEqualTo(200);
        Response refused =
                system.request("POST", "/api/schedules", definition("wrong").put("timezone", "Mars/Olympus"));
        assertThat(refused.status()).isEqualTo(400);

        assertThat(CALLS).isEmpty();
    }

    @Test
    void a_reconcile_run_of_a_converged_schedule_writes_nothing() {
        created("well");

        system.reconcile();

        assertThat(CALLS).doesNotContain("PutItem", "UpdateSchedule", "CreateSchedule", "DeleteSchedule", "Publish");
    }
}
