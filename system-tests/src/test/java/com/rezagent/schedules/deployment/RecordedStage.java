package com.rezagent.schedules.deployment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.aws.AwsClients;
import com.rezagent.schedules.aws.DynamoDbExecutionHistory;
import com.rezagent.schedules.aws.DynamoDbScheduleStore;
import com.rezagent.schedules.aws.EventBridgeEngine;
import com.rezagent.schedules.aws.SnsTopicPublisher;
import com.rezagent.schedules.aws.SqsDeadLetterQueue;
import com.rezagent.schedules.config.ApiMode;
import com.rezagent.schedules.config.SchedulerEnvironment;
import com.rezagent.schedules.config.WebApiEnvironment;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.log.EmfLogWriter;
import com.rezagent.schedules.log.LogEvent;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.scheduler.DispatcherWiring;
import com.rezagent.schedules.scheduler.EventDispatcher;
import com.rezagent.schedules.scheduler.SchedulerPorts;
import com.rezagent.schedules.scheduler.SchedulerSettings;
import com.rezagent.schedules.webapi.WebApiHandler;
import com.rezagent.schedules.webapi.WebApiPorts;
import com.rezagent.schedules.webapi.WebApiSettings;
import com.rezagent.schedules.webapi.command.Sleeper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** Both functions with the environment of a deployed stage and their AWS adapters, connected to {@link RecordingAws}. */
final class RecordedStage implements AutoCloseable {
    private static final String TEE_TIME = "cron(0 6 * * ? *)";

    private final AwsState state = new AwsState();
    private final RecordingAws webApiAws = new RecordingAws(state);
    private final RecordingAws schedulerAws = new RecordingAws(state);
    private final AwsClients webApiClients = clients(webApiAws);
    private final AwsClients schedulerClients = clients(schedulerAws);
    private final SettableClock clock = new SettableClock();
    private final AtomicInteger ids = new AtomicInteger();
    private final List<LogEvent> logged = new CopyOnWriteArrayList<>();
    private final String customTopic;
    private final WebApiHandler webApi;
    private final EventDispatcher scheduler;
    private int delivered;

    RecordedStage(DeployedStage stage, String customTopic) {
        this.customTopic = customTopic;
        webApi = webApi(WebApiEnvironment.read(stage.environment("WebApiFunction")));
        scheduler = scheduler(SchedulerEnvironment.read(stage.environment("SchedulerFunction")));
    }

    private WebApiHandler webApi(WebApiEnvironment environment) {
        var stage = environment.stage();
        var dynamoDb = webApiClients.dynamoDb();
        return new WebApiHandler(
                new WebApiPorts(
                        new DynamoDbScheduleStore(dynamoDb, stage.schedulesTable()),
                        new DynamoDbExecutionHistory(dynamoDb, stage.executionsTable(), stage.schedulesTable()),
                        new SnsTopicPublisher(webApiClients.sns()),
                        clock,
                        () -> "id" + ids.incrementAndGet(),
                        new NoWait(),
                        logged::add),
                new WebApiSettings(stage.stage(), ApiMode.ENABLED, Optional.empty()));
    }

    private EventDispatcher scheduler(SchedulerEnvironment environment) {
        var stage = environment.stage();
        var dynamoDb = schedulerClients.dynamoDb();
        return DispatcherWiring.dispatcher(
                new SchedulerPorts(
                        new DynamoDbScheduleStore(dynamoDb, stage.schedulesTable()),
                        new DynamoDbExecutionHistory(dynamoDb, stage.executionsTable(), stage.schedulesTable()),
                        new EventBridgeEngine(schedulerClients.scheduler(), environment.scheduleGroup()),
                        new SnsTopicPublisher(schedulerClients.sns()),
                        new SqsDeadLetterQueue(schedulerClients::sqs, environment.deadLetterQueueUrl()),
                        clock,
                        logged::add),
                new SchedulerSettings(stage.stage(), environment.target(), environment.timeout()));
    }

    private static AwsClients clients(RecordingAws aws) {
        return new AwsClients(client -> client.endpointOverride(aws.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret"))));
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
        fire(tee, "2025-11-07T11:00:00Z");
        sendInvalidCommands();
        completeOneTimeSchedule();
        reconcile(tee);
        api("DELETE", "/api/schedules/" + tee, null);
    }

    /** @return the schedule's id */
    String createByApi(String name, String targetType) {
        ObjectNode body = definition(name, targetType, TEE_TIME);
        if (targetType.equals("custom")) {
            body.put("target_topic_arn", customTopic);
        }
        api("POST", "/api/schedules", body);
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
        api("GET", "/health", null);
    }

    private void change(String id) {
        ObjectNode other = definition("tee time", "web_action", "cron(30 6 * * ? *)");
        api("PUT", "/api/schedules/" + id, other);
        api("POST", "/api/schedules/" + id + "/pause", null);
        fire(id, "2025-11-08T11:30:00Z");
        api("POST", "/api/schedules/" + id + "/resume", null);
        api("POST", "/api/schedules/" + id + "/trigger", null);
        api("PUT", "/api/schedules/" + id, definition("tee time", "web_action", TEE_TIME));
        String notified = createByApi("summary", "notification");
        fire(notified, "2025-11-07T11:00:00Z");
        String custom = createByApi("custom", "custom");
        fire(custom, "2025-11-07T11:00:00Z");
    }

    /** An unreadable command goes to the dead-letter queue; an invalid one causes a notice. */
    private void sendInvalidCommands() {
        deliver("this is no JSON");
        deliver("{\"action\":\"create\",\"schedule\":{\"name\":\"\"}}");
    }

    /** Fires a one-time schedule, which is recorded and completes. */
    private void completeOneTimeSchedule() {
        api("POST", "/api/schedules", definition("once", "web_action", "at(2025-11-08T06:00:00)"));
        clock.now = Instant.parse("2025-11-08T11:00:01Z");
        fire(ScheduleName.parse("once").id().value(), "2025-11-08T11:00:00Z");
    }

    /** Reconciles an orphaned entry, missed firings, and more work than one invocation can do. */
    private void reconcile(String id) {
        clock.now = Instant.parse("2025-11-12T12:00:00Z");
        state.entries.put("sched_foreign", state.entries.get(id).deepCopy());
        scheduler.handle("{\"action\":\"reconcile\"}".getBytes(StandardCharsets.UTF_8), "r", () -> false);
        scheduler.handle("{\"action\":\"reconcile\"}".getBytes(StandardCharsets.UTF_8), "r", () -> true);
    }

    private void fire(String id, String time) {
        ObjectNode event =
                Json.object().put("schedule_id", id).put("version", 1).put("scheduled_time", time);
        scheduler.handle(Json.writeBytes(event), "request", () -> false);
    }

    private void api(String method, String target, ObjectNode body) {
        String[] parts = target.split("\\?");
        ObjectNode event = Json.object();
        event.put("version", "2.0").put("rawPath", parts[0]).put("rawQueryString", parts.length == 1 ? "" : parts[1]);
        ObjectNode headers = event.putObject("headers")
                .put("content-type", "application/json")
                .put("prefer", "wait=0");
        if (target.endsWith("/trigger")) {
            headers.put("idempotency-key", "read-from-the-history");
        }
        ObjectNode context = event.putObject("requestContext");
        context.put("requestId", "request").put("stage", "$default");
        context.putObject("http").put("method", method);
        context.putObject("authorizer").putObject("iam").put("userArn", "arn:aws:iam::123456789012:user/ann");
        if (body != null) {
            event.put("body", Json.write(body));
        }
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        try {
            webApi.handleRequest(new ByteArrayInputStream(Json.writeBytes(event)), response, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int status = Json.parse(response.toByteArray()).path("statusCode").intValue();
        if (status >= 300) {
            throw new AssertionError(method + " " + target + ": " + response.toString(StandardCharsets.UTF_8));
        }
        deliverCommands();
    }

    /** Invokes the scheduler function with the commands published since the last call. */
    private void deliverCommands() {
        List<AwsState.Published> all = new ArrayList<>(state.published);
        for (; delivered < all.size(); delivered++) {
            if (all.get(delivered).message().contains("\"command_id\"")
                    && all.get(delivered).message().contains("requested_at")) {
                deliver(all.get(delivered).message());
            }
        }
    }

    private void deliver(String message) {
        ObjectNode event = Json.object();
        ObjectNode record = event.putArray("Records").addObject().put("EventSource", "aws:sns");
        record.putObject("Sns")
                .put("MessageId", "m-" + ids.incrementAndGet())
                .put("Timestamp", clock.instant().toString())
                .put("Message", message);
        scheduler.handle(Json.writeBytes(event), "request", () -> false);
    }

    @Override
    public void close() {
        webApiClients.close();
        schedulerClients.close();
        webApiAws.close();
        schedulerAws.close();
    }

    private static final class SettableClock extends Clock {
        private Instant now = Instant.parse("2025-11-06T20:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private static final class NoWait implements Sleeper {
        @Override
        public Duration elapsed() {
            return Duration.ZERO;
        }

        @Override
        public void pause(Duration duration) {}
    }
}
