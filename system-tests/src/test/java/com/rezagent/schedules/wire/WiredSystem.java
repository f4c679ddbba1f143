package com.rezagent.schedules.wire;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.aws.AwsClients;
import com.rezagent.schedules.aws.WireStage;
import com.rezagent.schedules.aws.WireTopic;
import com.rezagent.schedules.config.SchedulerEnvironment;
import com.rezagent.schedules.config.StageEnvironment;
import com.rezagent.schedules.contract.MessageSchemas;
import com.rezagent.schedules.contract.OpenApi;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.invocation.LambdaFunction;
import com.rezagent.schedules.messaging.Stage;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.messaging.TopicPublisherContract.Received;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.scheduler.event.SweepRequest;
import com.rezagent.schedules.testing.SnsEvents;
import com.rezagent.schedules.webapi.command.SystemSleeper;
import com.rezagent.schedules.webapi.http.HttpApiEvent;
import com.rezagent.schedules.webapi.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Both functions on a stage at an AWS endpoint. No emulator invokes the functions, so the test does: {@link #deliver}
 * delivers the commands, {@link #fire} fires an engine entry. Every response is validated against openapi.json, and
 * every message that a queue received against docs/schemas.
 */
final class WiredSystem {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final OpenApi OPEN_API = OpenApi.shipped();
    private static final MessageSchemas SCHEMAS = new MessageSchemas();

    private final WireStage stage;
    private final Function webApi;
    private final Function scheduler;
    private final Set<String> unvalidated = new HashSet<>();

    /** A function in this JVM or in another process. */
    interface Function {
        byte[] invoke(byte[] event);
    }

    /** Uses functions in other processes. */
    WiredSystem(WireStage stage, Function webApi, Function scheduler) {
        this.stage = stage;
        this.webApi = webApi;
        this.scheduler = scheduler;
    }

    /** Runs the functions in this JVM, with the given AWS clients. */
    WiredSystem(WireStage stage, AwsClients clients, Clock clock) {
        this.stage = stage;
        AwsFunctions functions = new AwsFunctions(
                clock, () -> UUID.randomUUID().toString(), new SystemSleeper(System::nanoTime), event -> {});
        StageEnvironment resources = new StageEnvironment(
                stageTopics(stage),
                stage.schedulesTable(),
                stage.executionsTable(),
                stage.resourcesTable(),
                stage.changesTable());
        webApi = function("webapi", functions.webApi(resources, clients));
        scheduler = function(
                "scheduler",
                functions.scheduler(
                        new SchedulerEnvironment(
                                resources, stage.group(), stage.target(), stage.deadLetterQueue(), TIMEOUT),
                        clients));
    }

    private static Stage stageTopics(WireStage stage) {
        return new Stage(
                stage.name(),
                stage.scheduleCreation().arn(),
                stage.webActions().arn(),
                stage.notifications().arn(),
                stage.executionReports().arn(),
                Set.of());
    }

    private static Function function(String name, RequestStreamHandler handler) {
        return new LambdaFunction(
                name, handler, TIMEOUT, () -> UUID.randomUUID().toString())::invoke;
    }

    /** A response of the Web API. */
    record Response(
            int status, ObjectNode headers, @Nullable ObjectNode body) {
        String text(String field) {
            return body.path(field).asText();
        }

        ScheduleId id() {
            return new ScheduleId(text("schedule_id"));
        }
    }

    /** Sends a request to the Web API without waiting for the command to take effect. */
    Response request(String method, String target, @Nullable ObjectNode body) {
        return request(method, target, body, "wait=0");
    }

    Response request(String method, String target, @Nullable ObjectNode body, String prefer) {
        byte[] event = LambdaEvents.request(method, target, body, Map.of("prefer", prefer));
        ObjectNode response = (ObjectNode) Json.parse(webApi.invoke(event));
        HttpRequest request = HttpApiEvent.read(event);
        OPEN_API.check(LambdaEvents.exchange(request, request.text(), response));
        return new Response(
                response.path("statusCode").intValue(),
                (ObjectNode) response.path("headers"),
                response.path("body").asText("").isEmpty()
                        ? null
                        : Json.parseObject(response.path("body").textValue()));
    }

    private void validate(WireTopic topic, Received received) {
        if (!unvalidated.contains(received.messageId())) {
            List<String> violations = SCHEMAS.violations(stageTopics(stage), topic.arn(), received.message());
            if (!violations.isEmpty()) {
                throw new AssertionError("Violates docs/schemas: " + violations + " in " + received);
            }
        }
    }

    Response get(ScheduleId id) {
        return request("GET", "/api/schedules/" + id, null);
    }

    /** Publishes any text to the schedule-creation topic. It need not be a command. */
    void publish(String message) {
        unvalidated.add(stage.topics().publish(stage.scheduleCreation().arn(), new TopicMessage(message, Map.of())));
    }

    /** Waits for {@code count} messages of the schedule-creation topic and delivers them to the scheduler function. */
    void deliver(int count) {
        stage.scheduleCreation().notifications(count).forEach(notification -> {
            validate(stage.scheduleCreation(), WireTopic.message(notification));
            scheduler.invoke(LambdaEvents.sns(notification));
        });
    }

    /** Returns {@link WireTopic#received}, validated against the schemas. */
    List<Received> received(WireTopic topic, int count) {
        List<Received> received = topic.received(count);
        received.forEach(it -> validate(topic, it));
        return received;
    }

    /** Validates the messages that no test has read. */
    void validateRemaining() {
        List.of(stage.scheduleCreation(), stage.webActions(), stage.notifications())
                .forEach(topic -> received(topic, 0));
    }

    /** Sends a request to the Web API and delivers the command that it publishes. */
    Response requestAndDeliver(String method, String target, @Nullable ObjectNode body) {
        Response response = request(method, target, body);
        deliver(1);
        return response;
    }

    /** Fires the engine entry of a schedule. */
    void fire(ScheduleId id, Instant scheduledTime) {
        EngineEntry entry = stage.engine().find(id).orElseThrow().entry();
        scheduler.invoke(LambdaEvents.firing(entry, scheduledTime));
    }

    /** Delivers a message of the topic of reports to the scheduler function. */
    void report(String message) {
        String event = SnsEvents.event(
                stage.executionReports().arn(), "report", new TopicMessage(message, Map.of()), Instant.now());
        scheduler.invoke(event.getBytes(StandardCharsets.UTF_8));
    }

    /** Runs a sweep of a shard, or one of all, which is split by messages. */
    void sweep(@Nullable Integer shard) {
        scheduler.invoke(new SweepRequest(shard).write().getBytes(StandardCharsets.UTF_8));
    }

    /** Runs a reconcile and returns its report. */
    ObjectNode reconcile() {
        return (ObjectNode) Json.parse(scheduler.invoke(LambdaEvents.reconcile()));
    }
}
