package com.rezagent.schedules.figures;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.aws.AwsClients;
import com.rezagent.schedules.aws.CannedAws;
import com.rezagent.schedules.aws.DynamoDbExecutionHistory;
import com.rezagent.schedules.config.SchedulerEnvironment;
import com.rezagent.schedules.config.StageEnvironment;
import com.rezagent.schedules.engine.EngineTarget;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.invocation.LambdaFunction;
import com.rezagent.schedules.log.EmfLogWriter;
import com.rezagent.schedules.messaging.Stage;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.wire.AwsFunctions;
import com.rezagent.schedules.wire.InstantSleeper;
import com.rezagent.schedules.wire.LambdaEvents;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.sns.model.PublishRequest;

/** Both handlers with their AWS adapters and {@link CannedAws}, in a stage that contains one schedule. */
final class CannedStage {
    private static final Instant NOW = Instant.parse("2025-11-06T20:00:00Z");
    private static final Instant NEXT_FIRING = Instant.parse("2025-11-07T11:00:00Z");
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int PAGE_SIZE = 50;
    private static final int LIST_SIZE = PAGE_SIZE + 1;
    private static final String ARN = "arn:aws:sns:us-east-1:123456789012:rez-agent-%s-dev";
    private static final StageEnvironment STAGE = new StageEnvironment(
            new Stage(
                    "dev",
                    topic("schedule-creation"),
                    topic("web-actions"),
                    topic("notifications"),
                    topic("execution-reports"),
                    Set.of()),
            "schedules",
            "executions",
            "resources",
            "changes");
    private static final EngineTarget TARGET = new EngineTarget(
            "arn:aws:lambda:us-east-1:123456789012:function:rez-agent-schedules-scheduler-dev:live",
            "arn:aws:iam::123456789012:role/rez-agent-schedules-eventbridge-dev",
            "arn:aws:sqs:us-east-1:123456789012:rez-agent-schedules-eventbridge-dead-letters-dev");

    private static final SchedulerEnvironment ENVIRONMENT = new SchedulerEnvironment(
            STAGE,
            "group",
            TARGET,
            "https://sqs.us-east-1.amazonaws.com/123456789012/rez-agent-schedules-function-dead-letters-dev",
            TIMEOUT);

    private final CannedAws aws = CannedAws.successful();
    private final List<SdkRequest> requests = new ArrayList<>();
    private final AwsClients clients = aws.clients(client -> {});
    private final AwsFunctions functions = new AwsFunctions(
            Clock.fixed(NOW, ZoneOffset.UTC),
            () -> "2f6d1c1e-3b0f-4b7e-9a55-0c8c7f1f3a10",
            new InstantSleeper(),
            new EmfLogWriter("dev", line -> {}));
    private final LambdaFunction webApi = function("webapi", functions.webApi(STAGE, clients));
    private final LambdaFunction scheduler = function("scheduler", functions.scheduler(ENVIRONMENT, clients));
    private final byte[] create = LambdaEvents.request("POST", "/api/schedules", definition(), Map.of());
    private final ScheduleId id =
            ScheduleName.parse("daily-pebble-beach-tee-time").id();
    private final LambdaFunction recordingWebApi;
    private final LambdaFunction recordingScheduler;

    CannedStage() throws IOException {
        // The same handlers, but they record their requests; the measured handlers record nothing.
        AwsClients recording =
                aws.clients(client -> client.overrideConfiguration(client.overrideConfiguration().toBuilder()
                        .addExecutionInterceptor(new RequestRecorder())
                        .build()));
        recordingWebApi = function("webapi", functions.webApi(STAGE, recording));
        recordingScheduler = function("scheduler", functions.scheduler(ENVIRONMENT, recording));
        storeSchedule();
    }

    private final class RequestRecorder implements ExecutionInterceptor {
        @Override
        public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
            requests.add(context.request());
        }
    }

    private static TopicArn topic(String name) {
        return new TopicArn(ARN.formatted(name));
    }

    private static LambdaFunction function(String name, RequestStreamHandler handler) {
        return new LambdaFunction(name, handler, TIMEOUT, () -> "c6af9ac6-7b61-11e6-9a41-93e8deadbeef");
    }

    private static ObjectNode definition() {
        ObjectNode definition = Json.object();
        definition.put("name", "daily-pebble-beach-tee-time").put("schedule_expression", "cron(0 6 * * ? *)");
        definition.put("timezone", "America/New_York").put("target_type", "web_action");
        definition
                .putObject("payload")
                .put("action", "check_and_book_tee_times")
                .put("course_id", "pebble-beach")
                .put("party_size", 4);
        return definition;
    }

    /** Sets the responses of DynamoDB to the items that the scheduler function itself writes. */
    private void storeSchedule() throws IOException {
        recordingWebApi.invoke(create);
        PublishRequest published = requests.stream()
                .filter(PublishRequest.class::isInstance)
                .map(PublishRequest.class::cast)
                .findFirst()
                .orElseThrow();
        ObjectNode notification = Json.object();
        notification.put("Type", "Notification").put("MessageId", "m").put("TopicArn", published.topicArn());
        notification.put("Message", published.message()).put("Timestamp", NOW.toString());
        scheduler.invoke(LambdaEvents.sns(notification));
        ObjectNode record = aws.lastPut();
        record.putObject("converged_version").put("N", "1");
        record.putObject("status").put("S", "active");
        var history = new DynamoDbExecutionHistory(clients.dynamoDb(), "executions", "schedules");
        String incarnation = record.at("/incarnation/S").textValue();
        history.record(Execution.claimed(ExecutionKey.firing(id, NEXT_FIRING), incarnation, NOW, TIMEOUT), NOW);
        aws.responds("UpdateItem", Json.object().set("Attributes", aws.lastPut()));
        aws.responds("GetItem", Json.object().set("Item", record));
        // The group default has no record.
        aws.responds("GetItem", "\"resources\"", Json.object());
        // No schedule is paused.
        aws.responds("Query", "begins_with", Json.object());
        aws.responds("Query", rows(record));
        aws.responds("BatchGetItem", "ProjectionExpression", page(record));
        aws.responds("BatchGetItem", "\"schedules\"", found(Json.array().add(record)));
        aws.responds("BatchGetItem", Json.object().set("Responses", Json.object()));
    }

    /** Returns the records of a page, each with another id. A projection leaves out what a list does not need. */
    private static ObjectNode page(ObjectNode record) {
        ArrayNode items = Json.array();
        for (int i = 0; i < PAGE_SIZE; i++) {
            ObjectNode item = record.deepCopy();
            item.remove(List.of("payload", "arguments", "outcomes", "unaudited"));
            item.putObject("id").put("S", listedId(i));
            items.add(item);
        }
        return found(items);
    }

    private static ObjectNode found(ArrayNode schedules) {
        ObjectNode response = Json.object();
        response.putObject("Responses").set("schedules", schedules);
        return response;
    }

    private static String listedId(int i) {
        return ScheduleName.parse("schedule " + i).id().value();
    }

    private static ObjectNode rows(ObjectNode record) {
        ObjectNode response = Json.object().put("Count", LIST_SIZE).put("ScannedCount", LIST_SIZE);
        ArrayNode items = response.putArray("Items");
        for (int i = 0; i < LIST_SIZE; i++) {
            ObjectNode row = items.addObject();
            row.putObject("id").put("S", listedId(i));
            row.set("created_date", record.path("created_date"));
        }
        return response;
    }

    /**
     * An operation: an event and its handler.
     *
     * @param recordingHandler the handler that records its requests
     */
    record Operation(String name, byte[] event, LambdaFunction handler, LambdaFunction recordingHandler) {
        byte[] run() throws IOException {
            return handler.invoke(event);
        }
    }

    List<Operation> operations() {
        return List.of(
                new Operation("create (201)", create, webApi, recordingWebApi),
                new Operation(
                        "read",
                        LambdaEvents.request("GET", "/api/schedules/" + id, null, Map.of()),
                        webApi,
                        recordingWebApi),
                new Operation(
                        "list, a page of 50",
                        LambdaEvents.request("GET", "/api/schedules?status=active", null, Map.of()),
                        webApi,
                        recordingWebApi),
                new Operation("firing", LambdaEvents.firing(id, NEXT_FIRING), scheduler, recordingScheduler));
    }

    /** Runs an operation and returns the requests that it sends to AWS. */
    List<SdkRequest> requestsOf(Operation operation) throws IOException {
        requests.clear();
        operation.recordingHandler().invoke(operation.event());
        return List.copyOf(requests);
    }

    AwsClients clients() {
        return clients;
    }
}
