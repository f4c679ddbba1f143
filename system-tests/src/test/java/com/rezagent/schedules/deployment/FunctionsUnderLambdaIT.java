package com.rezagent.schedules.deployment;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.config.SchedulerEnvironment;
import com.rezagent.schedules.config.WebApiEnvironment;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.lambda.InvocationFailedException;
import com.rezagent.schedules.lambda.JavaInstallation;
import com.rezagent.schedules.lambda.LambdaProcess;
import com.rezagent.schedules.lambda.Launch;
import com.rezagent.schedules.lambda.LinuxOnly;
import com.rezagent.schedules.lambda.TaskRoot;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs both jars as Lambda does: unpacked, started by the runtime interface client with the handler strings and
 * environment of the template, and invoked with every file in events/. Runs on the JVM's own Java version and, if
 * installed, on the template's. The functions call {@link RecordingAws}.
 */
@ExtendWith(LinuxOnly.class)
class FunctionsUnderLambdaIT {
    /**
     * In the order of their times. The API events follow after the schedule was deleted, and the last one when they have
     * deleted it again.
     */
    private static final List<String> SCHEDULER_EVENTS =
            Stream.of("""
            sns-create sns-create-from-api sns-update sns-pause sns-resume sns-trigger trigger report
            report-lambda sns-retry sns-acknowledge sweep reconcile sns-not-json sns-put-group
            sns-pause-group sns-resume-group sns-move sns-skip sns-unskip sns-delete sns-delete-group
            sns-restore
            """.split("\\s+")).map(it -> it + ".json").toList();

    /** The events with the status of their responses. */
    private static final Map<String, Integer> API_EVENTS = new LinkedHashMap<>();

    static {
        for (String event : """
                create=201 list list-group read replace patch pause pause-until resume skip unskip move
                revert schedule-changes changes firings timeline trigger=202 executions execution=404
                report=404 retry=404 acknowledge=404 execution-actions attention delete restore
                put-group=201 groups group group-changes pause-group resume-group group-actions delete-group
                preview explain schedule-actions health openapi unknown-route=404 other-method=405
                """.split("\\s+")) {
            String[] nameAndStatus = event.split("=");
            int status = nameAndStatus.length == 1 ? 200 : Integer.parseInt(nameAndStatus[1]);
            API_EVENTS.put("api-" + nameAndStatus[0] + ".json", status);
        }
    }

    @TempDir
    static Path folder;

    private static final Map<String, Path> ROOTS = new HashMap<>();

    @BeforeAll
    static void unpack() {
        for (String id : List.of(DeployedFunction.WEB_API, DeployedFunction.SCHEDULER)) {
            Path jar = DeployedFunction.of("dev", id, "").jar();
            ROOTS.put(id, TaskRoot.of(jar, folder.resolve(id)));
        }
    }

    static Stream<JavaInstallation> installations() {
        JavaInstallation running = JavaInstallation.running();
        if (JavaInstallation.deployed().isEmpty()) {
            System.out.println("Skipped FunctionsUnderLambdaIT on Java " + JavaInstallation.DEPLOYED
                    + ": not installed; set JAVA25_HOME to its directory");
        }
        return Stream.concat(
                Stream.of(running),
                JavaInstallation.deployed().filter(it -> it.feature() != running.feature()).stream());
    }

    private static Launch launch(JavaInstallation java, String id, Map<String, String> environment) {
        return Launch.of(java, ROOTS.get(id), DeployedFunction.of("dev", id, "").handler(), environment);
    }

    private static LambdaProcess started(JavaInstallation java, String id, RecordingAws aws) {
        Map<String, String> environment =
                DeployedFunction.of("dev", id, aws.endpoint().toString()).environment();
        return LambdaProcess.start(launch(java, id, environment)).awaitStarted();
    }

    private static byte[] event(String file) {
        return Json.writeBytes(SampleEvents.read(file));
    }

    /** Requests a wait of 10 s, because a slow machine may not apply a command within the default wait. */
    private static byte[] withLongWait(String file) {
        ObjectNode event = SampleEvents.read(file);
        ((ObjectNode) event.path("headers")).put("prefer", "wait=10");
        return Json.writeBytes(event);
    }

    private static ObjectNode json(byte[] response) {
        return Json.parseObject(new String(response, StandardCharsets.UTF_8));
    }

    @Test
    void every_sample_event_is_used() {
        Set<String> used = new HashSet<>(SCHEDULER_EVENTS);
        used.addAll(API_EVENTS.keySet());

        assertThat(used).isEqualTo(SampleEvents.all().keySet());
        assertThat(API_EVENTS.keySet())
                .allMatch(it -> SampleEvents.functionOf(it).equals(DeployedFunction.WEB_API));
        assertThat(SCHEDULER_EVENTS).allMatch(it -> SampleEvents.functionOf(it).equals(DeployedFunction.SCHEDULER));
    }

    @ParameterizedTest
    @MethodSource("installations")
    void every_sample_event_gets_the_expected_response(JavaInstallation java) {
        AwsState state = new AwsState();
        try (RecordingAws aws = new RecordingAws(state);
                LambdaProcess scheduler = started(java, DeployedFunction.SCHEDULER, aws);
                LambdaProcess webApi = started(java, DeployedFunction.WEB_API, aws)) {
            Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(60);
            String fired = "";
            for (String file : SCHEDULER_EVENTS.subList(0, SCHEDULER_EVENTS.size() - 1)) {
                now = now.plusSeconds(1);
                ObjectNode event = SampleEvents.at(now, file);
                if (event.has("scheduled_time")) {
                    fired = now.toString().replaceAll("[-:]", "");
                }
                // What can be retried and acknowledged is the execution of that firing.
                String text = Json.write(event).replace("20251106T110000Z", fired);
                ObjectNode response = json(scheduler.invoke(text.getBytes(StandardCharsets.UTF_8)));
                if (file.equals("reconcile.json")) {
                    assertThat(response.path("continued").isBoolean()).isTrue();
                } else if (file.equals("sweep.json")) {
                    assertThat(response.path("shards").intValue()).isEqualTo(10);
                } else {
                    assertThat(response).as(file).isEmpty();
                }
            }
            assertPublished(state, "rez-agent-web-actions-dev", "check_and_book_tee_times");
            assertPublished(state, "rez-agent-notifications-dev", "schedule_command_refused");
            assertThat(aws.calls()).extracting(AwsCall::operation).contains("SendMessage");
            int[] delivered = {state.published.size()};
            API_EVENTS.forEach((file, status) -> {
                ObjectNode response = delivering(state, scheduler, delivered, webApi, withLongWait(file));
                assertThat(response.path("statusCode").intValue())
                        .as(file + ": " + response.path("body").asText())
                        .isEqualTo(status);
            });
            assertThat(state.entries).doesNotContainKey("sched_bdab65e2dab290db17aff0d9636dd21c");
            Instant last = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
            scheduler.invoke(Json.writeBytes(SampleEvents.at(last, "sns-restore.json")));
            assertThat(state.entries).containsKey("sched_bdab65e2dab290db17aff0d9636dd21c");
            assertLogged(webApi, API_EVENTS.size(), "request_handled");
            assertThat(String.join("\n", scheduler.log()) + String.join("\n", webApi.log()))
                    .doesNotContain("Exception", "WARNING:", "check_and_book_tee_times");
        }
    }

    private static void assertPublished(AwsState state, String topic, String part) {
        assertThat(state.published)
                .anyMatch(it -> it.topic().endsWith(":" + topic) && it.message().contains(part));
    }

    private static void assertLogged(LambdaProcess process, int times, String event) {
        await("log lines")
                .atMost(30, SECONDS)
                .untilAsserted(() -> assertThat(process.log().stream().filter(it -> it.contains("\"" + event + "\"")))
                        .hasSize(times));
    }

    /** Invokes the Web API and meanwhile delivers the commands that it publishes to the scheduler function, as SNS does. */
    private static ObjectNode delivering(
            AwsState state, LambdaProcess scheduler, int[] delivered, LambdaProcess webApi, byte[] event) {
        CompletableFuture<byte[]> response = CompletableFuture.supplyAsync(() -> webApi.invoke(event));
        await("a response")
                .pollInterval(Duration.ofMillis(5))
                .pollDelay(Duration.ZERO)
                .atMost(60, SECONDS)
                .until(() -> {
                    deliver(state, scheduler, delivered);
                    return response.isDone();
                });
        deliver(state, scheduler, delivered);
        return json(response.join());
    }

    private static void deliver(AwsState state, LambdaProcess scheduler, int[] delivered) {
        List<AwsState.Published> all = List.copyOf(state.published);
        for (; delivered[0] < all.size(); delivered[0]++) {
            AwsState.Published message = all.get(delivered[0]);
            if (message.topic().endsWith(":rez-agent-schedule-creation-dev")) {
                ObjectNode notification =
                        SampleEvents.at(Instant.now().truncatedTo(ChronoUnit.SECONDS), "sns-create.json");
                ((ObjectNode) notification.path("Records").path(0).path("Sns"))
                        .put("MessageId", "m-" + delivered[0])
                        .put("Message", message.message());
                scheduler.invoke(Json.writeBytes(notification));
            }
        }
    }

    /** Lambda retries a failed event and finally adds it to the dead-letter queue. */
    @ParameterizedTest
    @MethodSource("installations")
    void an_unsupported_event_fails_and_the_next_one_succeeds(JavaInstallation java) {
        try (RecordingAws aws = new RecordingAws(new AwsState());
                LambdaProcess webApi = started(java, DeployedFunction.WEB_API, aws)) {
            assertThatThrownBy(() -> webApi.invoke(event("sns-create.json")))
                    .isInstanceOf(InvocationFailedException.class)
                    .hasMessageContaining("Not an HTTP API event");

            assertThat(json(webApi.invoke(event("api-health.json")))
                            .path("statusCode")
                            .intValue())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @MethodSource("installations")
    void an_invalid_environment_stops_the_start_and_lists_every_error(JavaInstallation java) {
        assertRefused(
                launch(java, DeployedFunction.WEB_API, Map.of()),
                required(WebApiEnvironment.variables(), Set.of("CUSTOM_TOPIC_ARNS", "DYNAMIC_SCHEDULES")));
        assertRefused(
                launch(java, DeployedFunction.SCHEDULER, Map.of("FUNCTION_TIMEOUT_SECONDS", "900")),
                required(SchedulerEnvironment.variables(), Set.of("CUSTOM_TOPIC_ARNS")));
    }

    private static Set<String> required(Set<String> all, Set<String> optional) {
        Set<String> required = new HashSet<>(all);
        required.removeAll(optional);
        return required;
    }

    private static void assertRefused(Launch launch, Set<String> named) {
        try (LambdaProcess process = LambdaProcess.start(launch)) {
            String error = process.initError().getMessage();

            assertThat(error).contains("InvalidEnvironmentException: ");
            assertThat(error).contains("The environment has " + named.size() + " mistakes:");
            assertThat(error).contains(named);
            assertThat(process.exitCode()).isNotZero();
        }
    }

    /** SnapStart takes a snapshot when a version is published and restores it for each new execution environment. */
    @ParameterizedTest
    @MethodSource("installations")
    void a_function_primes_before_the_snapshot_and_runs_after_a_restore(JavaInstallation java) {
        for (String id : List.of(DeployedFunction.WEB_API, DeployedFunction.SCHEDULER)) {
            AwsState state = new AwsState();
            try (RecordingAws aws = new RecordingAws(state)) {
                Map<String, String> environment = DeployedFunction.of(
                                "dev", id, aws.endpoint().toString())
                        .environment();
                Launch launch = launch(java, id, environment).withSnapStart();
                try (LambdaProcess process = LambdaProcess.start(launch).awaitStarted()) {
                    assertThat(aws.calls()).isNotEmpty().allMatch(FunctionsUnderLambdaIT::isRead);
                    assertThat(state.published).isEmpty();
                    process.restore();
                    String file = id.equals(DeployedFunction.WEB_API) ? "api-health.json" : "sns-create.json";
                    assertThat(process.invoke(event(file))).isNotEmpty();
                }
            }
        }
    }

    private static boolean isRead(AwsCall call) {
        return Stream.of("Get", "BatchGet", "Query", "List").anyMatch(call.operation()::startsWith);
    }
}
