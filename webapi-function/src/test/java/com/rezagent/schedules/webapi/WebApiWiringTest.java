package com.rezagent.schedules.webapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.aws.AwsClients;
import com.rezagent.schedules.config.InvalidEnvironmentException;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.webapi.fake.Request;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** The function as Lambda creates it, with a loopback server in place of AWS. */
class WebApiWiringTest {
    private static final Map<String, String> ENVIRONMENT = Map.ofEntries(
            Map.entry("STAGE", "dev"),
            Map.entry("DYNAMIC_SCHEDULES", "enabled"),
            Map.entry("SCHEDULES_TABLE", "rez-agent-schedules-dev"),
            Map.entry("EXECUTIONS_TABLE", "rez-agent-schedule-executions-dev"),
            Map.entry("RESOURCES_TABLE", "rez-agent-schedule-resources-dev"),
            Map.entry("CHANGES_TABLE", "rez-agent-schedule-changes-dev"),
            Map.entry(
                    "SCHEDULE_CREATION_TOPIC_ARN",
                    "arn:aws:sns:us-east-1:123456789012:rez-agent-schedule-creation-dev"),
            Map.entry("WEB_ACTIONS_TOPIC_ARN", "arn:aws:sns:us-east-1:123456789012:rez-agent-web-actions-dev"),
            Map.entry("NOTIFICATIONS_TOPIC_ARN", "arn:aws:sns:us-east-1:123456789012:rez-agent-notifications-dev"),
            Map.entry("REPORTS_TOPIC_ARN", "arn:aws:sns:us-east-1:123456789012:rez-agent-execution-reports-dev"),
            Map.entry("CUSTOM_TOPIC_ARNS", ""));

    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private AwsClients clients;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::respond);
        server.start();
        URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        clients = new AwsClients(client -> client.endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret"))));
    }

    @AfterEach
    void stop() {
        clients.close();
        server.stop(0);
    }

    private void respond(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        calls.add(target == null ? body : target.substring(target.indexOf('.') + 1));
        byte[] empty = "{}".getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.0");
        exchange.sendResponseHeaders(200, empty.length);
        exchange.getResponseBody().write(empty);
        exchange.close();
    }

    private WebApiWiring wiring(Map<String, String> environment) {
        return WebApiWiring.of(environment, clients, lines::add);
    }

    private static String handle(WebApiHandler handler, Request request) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        handler.handleRequest(new ByteArrayInputStream(request.event()), out, null);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void an_invalid_environment_prevents_the_start_and_every_error_is_listed() {
        Map<String, String> wrong = new HashMap<>(ENVIRONMENT);
        wrong.put("STAGE", "Dev!");
        wrong.put("DYNAMIC_SCHEDULES", "maybe");
        wrong.remove("SCHEDULES_TABLE");

        assertThatThrownBy(() -> wiring(wrong))
                .isInstanceOfSatisfying(
                        InvalidEnvironmentException.class,
                        e -> assertThat(e.mistakes()).hasSize(3))
                .hasMessageContainingAll("STAGE", "DYNAMIC_SCHEDULES", "SCHEDULES_TABLE");
    }

    @Test
    void creating_the_handler_makes_no_calls() throws IOException {
        WebApiHandler handler = new WebApiHandler(wiring(ENVIRONMENT));

        assertThat(handle(handler, Request.get("/health"))).contains("\\\"stage\\\":\\\"dev\\\"");
        assertThat(calls).isEmpty();
    }

    @Test
    void log_lines_are_json_with_metrics() throws IOException {
        handle(new WebApiHandler(wiring(ENVIRONMENT)), Request.get("/health"));

        assertThat(lines).hasSize(1);
        var line = Json.parseObject(lines.get(0));
        assertThat(line.get("event").textValue()).isEqualTo("request_handled");
        assertThat(line.get("stage").textValue()).isEqualTo("dev");
        assertThat(line.has("ApiLatency")).isTrue();
    }

    @Test
    void a_read_makes_one_call() throws IOException {
        String response = handle(new WebApiHandler(wiring(ENVIRONMENT)), Request.get("/api/schedules/sched_0"));

        assertThat(response).contains("schedule_not_found");
        assertThat(calls).containsExactly("BatchGetItem");
    }

    @Test
    void anonymous_requests_are_accepted_only_on_the_local_stage() {
        Map<String, String> local = new HashMap<>(ENVIRONMENT);
        local.put("STAGE", "local");

        assertThat(wiring(ENVIRONMENT).settings().anonymousCaller()).isEmpty();
        assertThat(wiring(local).settings().anonymousCaller()).contains("local");
    }

    private void prime(WebApiWiring wiring) {
        new Priming(wiring.ports(), wiring.settings(), wiring.stubbedPublisher()).beforeCheckpoint(null);
    }

    @Test
    void priming_runs_a_create_through_its_whole_path_and_sends_only_reads() {
        prime(wiring(ENVIRONMENT));

        assertThat(calls).startsWith("Query", "Query", "BatchGetItem", "GetItem");
        assertThat(calls).containsOnly("Query", "BatchGetItem", "GetItem");
        assertThat(lines).hasSize(1);
        assertThat(Json.parseObject(lines.get(0)).get("statuses").textValue()).isEqualTo("200,404,200,202");
    }

    @Test
    void a_disabled_stage_is_primed_too() {
        Map<String, String> disabled = new HashMap<>(ENVIRONMENT);
        disabled.put("DYNAMIC_SCHEDULES", "disabled");

        prime(wiring(disabled));

        assertThat(lines.get(0)).contains("200,404,200,202");
    }

    @Test
    void the_stubbed_publisher_completes_and_sends_nothing() {
        WebApiWiring wiring = wiring(ENVIRONMENT);

        String messageId = wiring.stubbedPublisher()
                .get()
                .publish(
                        wiring.settings().stage().scheduleCreation(),
                        new TopicMessage("{}", Map.of("origin", "priming")));

        assertThat(messageId).isEqualTo("primed");
        assertThat(calls).isEmpty();
    }

    @Test
    void priming_continues_when_aws_is_unreachable() {
        server.stop(0);

        prime(wiring(ENVIRONMENT));

        assertThat(Json.parseObject(lines.get(0)).get("statuses").textValue()).isEqualTo("503,503,503,503");
    }
}
