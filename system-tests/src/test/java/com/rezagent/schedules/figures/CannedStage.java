package com.rezagent.schedules.figures;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.aws.AwsClients;
import com.rezagent.schedules.aws.CannedAws;
import com.rezagent.schedules.aws.DynamoDbExecutionHistory;
import com.rezagent.schedules.config.SchedulerEnvironment;
import com.rezagent.schedules.config.StageEnvironment;
import com.rezagent.schedules.deployment.DeployedFunction;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.invocation.LambdaFunction;
import com.rezagent.schedules.log.EmfLogWriter;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.testing.SnsEvents;
import com.rezagent.schedules.wire.AwsFunctions;
import com.rezagent.schedules.wire.InstantSleeper;
import com.rezagent.schedules.wire.LambdaEvents;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.sns.model.PublishRequest;

/** Both handlers with their AWS adapters and {@link CannedAws}, in a stage that contains one schedule. */
final class CannedStage {
    private static final Instant NOW = Instant.parse("2025-11-06T20:00:00Z");
    private static final Instant NEXT_FIRING = Instant.parse("2025-11-07T11:00:00Z");
    private static final int PAGE_SIZE = 50;
    private static final int LIST_SIZE = PAGE_SIZE + 1;
    private static final SchedulerEnvironment ENVIRONMENT = SchedulerEnvironment.read(
            DeployedFunction.of("dev", DeployedFunction.SCHEDULER, "").environment());
    private static final StageEnvironment STAGE = ENVIRONMENT.stage();

    private final CannedAws aws = CannedAws.successful();
    private final List<SdkRequest> requests = new ArrayList<>();
    private final AwsClients clients = aws.clients(client -> {});
    private final Map<String, LambdaFunction> functions = functions(clients);
    /** The same handlers, but they record their requests; the measured handlers record nothing. */
    private final Map<String, LambdaFunction> recording =
            functions(aws.clients(client -> client.overrideConfiguration(client.overrideConfiguration().toBuilder()
                    .addExecutionInterceptor(new RequestRecorder())
                    .build())));

    private final byte[] create = LambdaEvents.request("POST", "/api/schedules", definition(), Map.of());
    private final ScheduleId id =
            ScheduleName.parse("daily-pebble-beach-tee-time").id();

    CannedStage() {
        storeSchedule();
    }

    private final class RequestRecorder implements ExecutionInterceptor {
        @Override
        public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
            requests.add(context.request());
        }
    }

    private static Map<String, LambdaFunction> functions(AwsClients clients) {
        AwsFunctions functions = new AwsFunctions(
                Clock.fixed(NOW, ZoneOffset.UTC),
                () -> "2f6d1c1e-3b0f-4b7e-9a55-0c8c7f1f3a10",
                new InstantSleeper(),
                new EmfLogWriter("dev", line -> {}));
        return Map.of(
                DeployedFunction.WEB_API, function("webapi", functions.webApi(STAGE, clients)),
                DeployedFunction.SCHEDULER, function("scheduler", functions.scheduler(ENVIRONMENT, clients)));
    }

    private static LambdaFunction function(String name, RequestStreamHandler handler) {
        return new LambdaFunction(name, handler, ENVIRONMENT.timeout(), () -> "c6af9ac6-7b61-11e6-9a41-93e8deadbeef");
    }

    private static ObjectNode definition() {
        return Json.parseObject("""
                {"name": "daily-pebble-beach-tee-time", "schedule_expression": "cron(0 6 * * ? *)",
                 "timezone": "America/New_York", "target_type": "web_action",
                 "payload": {"action": "check_and_book_tee_times", "course_id": "pebble-beach", "party_size": 4}}""");
    }

    /** Sets the responses of DynamoDB to the items that the scheduler function itself writes. */
    private void storeSchedule() {
        recording.get(DeployedFunction.WEB_API).invoke(create);
        PublishRequest published = requests.stream()
                .filter(PublishRequest.class::isInstance)
                .map(PublishRequest.class::cast)
                .findFirst()
                .orElseThrow();
        String event = SnsEvents.event(
                new TopicArn(published.topicArn()), "m", new TopicMessage(published.message(), Map.of()), NOW);
        functions.get(DeployedFunction.SCHEDULER).invoke(event.getBytes(StandardCharsets.UTF_8));
        ObjectNode record = aws.lastPut();
        record.putObject("converged_version").put("N", "1");
        record.putObject("status").put("S", "active");
        var history = new DynamoDbExecutionHistory(clients.dynamoDb(), STAGE.executionsTable(), STAGE.schedulesTable());
        String incarnation = record.at("/incarnation/S").textValue();
        history.record(
                Execution.claimed(ExecutionKey.firing(id, NEXT_FIRING), incarnation, NOW, ENVIRONMENT.timeout()), NOW);
        aws.responds("UpdateItem", Json.object().set("Attributes", aws.lastPut()));
        aws.responds("GetItem", Json.object().set("Item", record));
        // The group default has no record.
        aws.responds("GetItem", "\"" + STAGE.resourcesTable() + "\"", Json.object());
        // No schedule is paused.
        aws.responds("Query", "begins_with", Json.object());
        aws.responds("Query", rows(record));
        aws.responds("BatchGetItem", "ProjectionExpression", page(record));
        aws.responds(
                "BatchGetItem",
                "\"" + STAGE.schedulesTable() + "\"",
                found(Json.array().add(record)));
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
        response.putObject("Responses").set(STAGE.schedulesTable(), schedules);
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
     * An operation.
     *
     * @param function the logical id of the function that receives the event
     */
    record Operation(String name, String function, byte[] event) {}

    List<Operation> operations() {
        return List.of(
                new Operation("create (201)", DeployedFunction.WEB_API, create),
                get("read", "/api/schedules/" + id),
                get("list, a page of 50", "/api/schedules?status=active"),
                new Operation("firing", DeployedFunction.SCHEDULER, LambdaEvents.firing(id, NEXT_FIRING)));
    }

    private static Operation get(String name, String target) {
        return new Operation(name, DeployedFunction.WEB_API, LambdaEvents.request("GET", target, null, Map.of()));
    }

    void run(Operation operation) {
        functions.get(operation.function()).invoke(operation.event());
    }

    /** Runs an operation and returns the requests that it sends to AWS. */
    List<SdkRequest> requestsOf(Operation operation) {
        requests.clear();
        recording.get(operation.function()).invoke(operation.event());
        return List.copyOf(requests);
    }

    AwsClients clients() {
        return clients;
    }
}
