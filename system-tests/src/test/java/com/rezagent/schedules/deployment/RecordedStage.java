package com.rezagent.schedules.deployment;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.aws.AwsClients;
import com.rezagent.schedules.aws.DynamoDbStores;
import com.rezagent.schedules.aws.MotoServer;
import com.rezagent.schedules.aws.SnsTopicPublisher;
import com.rezagent.schedules.config.SchedulerEnvironment;
import com.rezagent.schedules.config.StageEnvironment;
import com.rezagent.schedules.config.WebApiEnvironment;
import com.rezagent.schedules.execution.AttentionQuery;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.invocation.LambdaFunction;
import com.rezagent.schedules.log.EmfLogWriter;
import com.rezagent.schedules.log.LogEvent;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.testing.SettableClock;
import com.rezagent.schedules.testing.SnsEvents;
import com.rezagent.schedules.wire.AwsFunctions;
import com.rezagent.schedules.wire.InstantSleeper;
import com.rezagent.schedules.wire.LambdaEvents;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Both functions with the environment of a deployed stage and their AWS adapters, connected to {@link RecordingAws}. */
final class RecordedStage implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(45);
    private static final String TEE_TIME = "cron(0 6 * * ? *)";

    private final AwsState state = new AwsState();
    private final RecordingAws webApiAws = new RecordingAws(state);
    private final RecordingAws schedulerAws = new RecordingAws(state);
    private final AwsClients webApiClients = MotoServer.clients(webApiAws.endpoint());
    private final AwsClients schedulerClients = MotoServer.clients(schedulerAws.endpoint());
    private final SettableClock clock = new SettableClock(Instant.parse("2025-11-06T20:00:00Z"));
    private final AtomicInteger ids = new AtomicInteger();
    private final List<LogEvent> logged = new CopyOnWriteArrayList<>();
    private final String customTopic;
    private final StageEnvironment stage;
    private final RequestStreamHandler webApi;
    private final RequestStreamHandler scheduler;
    private int delivered;

    RecordedStage(DeployedStage deployed, String customTopic) {
        this.customTopic = customTopic;
        AwsFunctions functions =
                new AwsFunctions(clock, () -> "id" + ids.incrementAndGet(), new InstantSleeper(), logged::add);
        webApi = functions.webApi(
                WebApiEnvironment.read(deployed.environment("WebApiFunction")).stage(), webApiClients);
        SchedulerEnvironment environment = SchedulerEnvironment.read(deployed.environment("SchedulerFunction"));
        stage = environment.stage();
        scheduler = functions.scheduler(environment, schedulerClients);
    }

    private static byte[] invoke(RequestStreamHandler handler, byte[] event, Duration timeout) {
        return new LambdaFunction("function", handler, timeout, () -> "request").invoke(event);
    }

    List<AwsCall> webApiCalls() {
        return webApiAws.calls();
    }

    List<AwsCall> schedulerCalls() {
        return schedulerAws.calls();
    }

    /** Returns the log events with this name from both functions. */
    List<LogEvent> logged(String name) {
        return logged.stream().filter(it -> it.name().equals(name)).toList();
    }

    /** Returns all log lines as they are written to CloudWatch. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        EmfLogWriter written = new EmfLogWriter("dev", lines::add);
        logged.forEach(written::write);
        return lines;
    }

    /** Runs every code path of both functions that calls AWS, including refusals, reconciling and completion. */
    void runAllPaths() {
        String tee = createByApi("tee time", "web_action");
        readEverything(tee);
        change(tee);
        groups(tee);
        executions(tee);
        fire(tee, "2025-11-07T11:00:00Z");
        // An unreadable command goes to the dead-letter queue; an invalid one causes a notice.
        deliver("this is no JSON");
        deliver("{\"action\":\"create\",\"schedule\":{\"name\":\"\"}}");
        // A one-time schedule fires and completes.
        api("POST", "/api/schedules", definition("once", "web_action", "at(2025-11-08T06:00:00)"));
        clock.set(Instant.parse("2025-11-08T11:00:01Z"));
        fire(ScheduleName.parse("once").id().value(), "2025-11-08T11:00:00Z");
        // A reconcile run finds an orphaned entry, missed firings, and more work than one invocation can do.
        clock.set(Instant.parse("2025-11-12T12:00:00Z"));
        state.entries.put("sched_foreign", state.entries.get(tee).deepCopy());
        invoke(scheduler, LambdaEvents.reconcile(), TIMEOUT);
        invoke(scheduler, LambdaEvents.reconcile(), Duration.ZERO);
        api("DELETE", "/api/schedules/" + tee, null);
        api("POST", "/api/schedules/" + tee + "/restore", Json.object().put("reason", "Deleted by mistake"));
        act("delete", List.of(tee));
        // What is due and what needs attention is read by the ports, as long as no function does.
        DynamoDbStores.of(stage, schedulerClients.dynamoDb()).executions().due(0, clock.instant(), 1);
        DynamoDbStores.of(stage, webApiClients.dynamoDb())
                .executions()
                .attention(new AttentionQuery("", null, null, 1, null));
        new SnsTopicPublisher(webApiClients.sns())
                .publish(stage.stage().executionReports(), new TopicMessage("{}", Map.of()));
    }

    /** Requests an action on several schedules, and returns the results. */
    JsonNode act(String action, List<String> scheduleIds) {
        ObjectNode body = Json.object().put("action", action);
        ArrayNode ids = body.putArray("schedule_ids");
        scheduleIds.forEach(ids::add);
        return api("POST", "/api/schedules/actions", body).path("results");
    }

    /** Creates a schedule by a command of another program, and returns its id. */
    String createByCommand(String name) {
        ObjectNode command = Json.object().put("action", "create");
        command.set("schedule", definition(name, "web_action", TEE_TIME));
        deliver(Json.write(command));
        return ScheduleName.parse(name).id().value();
    }

    /** @return the schedule's id */
    String createByApi(String name, String targetType) {
        ObjectNode body = definition(name, targetType, TEE_TIME);
        api("POST", "/api/schedules", targetType.equals("custom") ? body.put("target_topic_arn", customTopic) : body);
        return ScheduleName.parse(name).id().value();
    }

    private static ObjectNode definition(String name, String targetType, String expression) {
        ObjectNode body = Json.object();
        body.put("name", name).put("schedule_expression", expression).put("timezone", "America/New_York");
        body.put("flexible_time_window_minutes", 15);
        body.put("target_type", targetType).putObject("payload").put("course", "pebble-beach");
        return body;
    }

    private void readEverything(String id) {
        api("GET", "/api/schedules", null);
        api("GET", "/api/schedules?status=active", null);
        api("GET", "/api/schedules?created_by=ann", null);
        api("GET", "/api/schedules/" + id, null);
        api("GET", "/api/schedules/" + id + "/executions", null);
        api("GET", "/api/timeline?group=default&from=2025-11-01T00:00:00Z&to=2025-11-30T00:00:00Z", null);
        api("GET", "/api/schedules/" + id + "/changes", null);
        api("GET", "/api/changes?group=default", null);
        api("GET", "/health", null);
    }

    private void change(String id) {
        api("PUT", "/api/schedules/" + id, definition("tee time", "web_action", "cron(30 6 * * ? *)"));
        api("POST", "/api/schedules/" + id + "/pause", null);
        fire(id, "2025-11-08T11:30:00Z");
        api("POST", "/api/schedules/" + id + "/resume", null);
        api("POST", "/api/schedules/" + id + "/trigger", null);
        api("PUT", "/api/schedules/" + id, definition("tee time", "web_action", TEE_TIME));
        fire(createByApi("summary", "notification"), "2025-11-07T11:00:00Z");
        fire(createByApi("custom", "custom"), "2025-11-07T11:00:00Z");
    }

    /** Every route of groups, and a firing that its group's pause holds back. */
    private void groups(String id) {
        api("PUT", "/api/groups/billing", Json.object().put("title", "Billing"));
        api("GET", "/api/groups/billing", null);
        api("GET", "/api/groups", null);
        api("POST", "/api/schedules/" + id + "/move", Json.object().put("group", "billing"));
        api("GET", "/api/schedules?group=billing", null);
        api("GET", "/api/schedules?group=default", null);
        api("POST", "/api/groups/billing/pause", Json.object().put("reason", "Release"));
        fire(id, "2025-11-07T11:00:01Z");
        api("POST", "/api/groups/billing/resume", null);
        api("POST", "/api/schedules/" + id + "/move", Json.object().put("group", "default"));
        api("DELETE", "/api/groups/billing", null);
    }

    /** Every route of executions, for a firing that a pause held back. */
    private void executions(String id) {
        String execution = "/api/executions/exec_" + new ScheduleId(id).digits() + "_20251108T113000Z";
        api("GET", execution, null);
        api("GET", "/api/attention", null);
        api("POST", execution + "/report", Json.object().put("outcome", "succeeded"));
        api("POST", execution + "/retry", null);
        api("POST", execution + "/acknowledge", null);
        ObjectNode several = Json.object().put("action", "retry");
        several.putArray("execution_ids").add(execution.substring("/api/executions/".length()));
        api("POST", "/api/executions/actions", several);
    }

    private void fire(String id, String time) {
        invoke(scheduler, LambdaEvents.firing(new ScheduleId(id), Instant.parse(time)), TIMEOUT);
    }

    private JsonNode api(String method, String target, ObjectNode body) {
        Map<String, String> headers = target.endsWith("/trigger")
                ? Map.of("prefer", "wait=0", "idempotency-key", "read-from-the-history")
                : Map.of("prefer", "wait=0");
        byte[] response = invoke(webApi, LambdaEvents.request(method, target, body, headers), TIMEOUT);
        JsonNode parsed = Json.parse(response);
        int status = parsed.path("statusCode").intValue();
        if (status >= 300) {
            throw new AssertionError(method + " " + target + ": " + new String(response, StandardCharsets.UTF_8));
        }
        deliverCommands();
        return Json.parse(parsed.path("body").textValue());
    }

    /** Invokes the scheduler function with the commands published since the last call. */
    private void deliverCommands() {
        for (int size = state.published.size(); delivered < size; delivered++) {
            String message = state.published.get(delivered).message();
            if (message.contains("\"command_id\"") && message.contains("requested_at")) {
                deliver(message);
            }
        }
    }

    private void deliver(String message) {
        String event = SnsEvents.event(
                stage.stage().scheduleCreation(),
                "m-" + ids.incrementAndGet(),
                new TopicMessage(message, Map.of()),
                clock.instant());
        invoke(scheduler, event.getBytes(StandardCharsets.UTF_8), TIMEOUT);
    }

    @Override
    public void close() {
        webApiClients.close();
        schedulerClients.close();
        webApiAws.close();
        schedulerAws.close();
    }
}
