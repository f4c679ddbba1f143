package com.rezagent.schedules.webapi;

import static com.rezagent.schedules.testing.Records.withComponent;
import static com.rezagent.schedules.webapi.fake.FakeStage.path;
import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.config.ApiMode;
import com.rezagent.schedules.contract.Exchange;
import com.rezagent.schedules.contract.Mutations;
import com.rezagent.schedules.contract.Mutations.Mutation;
import com.rezagent.schedules.contract.OpenApi;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.execution.Report;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.Skips;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.fake.StagedExecutions;
import com.rezagent.schedules.webapi.http.Handler;
import com.rezagent.schedules.webapi.http.Route;
import com.rezagent.schedules.webapi.http.Route.Effect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Drives every operation into every response that openapi.json documents for it: each status, each error code. {@link
 * FakeStage} validates each exchange against the document, so this test only has to produce them all.
 */
class ApiContractTest {
    /**
     * Responses that cannot be provoked, because these routes call nothing that can fail. They share the response with
     * routes that can fail.
     */
    private static final Set<String> NOT_PROVOKABLE = Set.of(
            "GET /api/openapi.json -> 500 internal_error",
            "GET /health -> 500 internal_error",
            "other -> 500 internal_error");

    /** Codes that no response of the API can have, and where they are reported. */
    private static final Map<String, String> REPORTED_ELSEWHERE = Map.of(
            "engine_refused", "the status_reason of a failed schedule",
            "command_expired", "a notice",
            "unreadable_command", "a notice");

    private static final String RETRY = "POST /api/executions/{execution_id}/retry";

    /** The operations on an execution, each of which has one of its own that failed. */
    private static final List<String> ON_EXECUTION = List.of(
            "POST /api/executions/{execution_id}/report",
            RETRY,
            "POST /api/executions/{execution_id}/acknowledge",
            "POST /api/executions/actions",
            "GET /api/executions/{execution_id}");

    private static final String RESTORE = "POST /api/schedules/{id}/restore";
    private static final String CREATE = "POST /api/schedules";
    private static final List<Route<Handler>> ROUTES = RoutesTest.of(new FakeStage());

    /** The operations that change something, except those that succeed where others are refused. */
    private static final List<String> CHANGES =
            operations(Effect.CHANGE).filter(it -> !it.equals(RESTORE)).toList();

    /** The operations that read what there may be an error in. */
    private static final List<String> READS =
            operations(Effect.READ).filter(it -> it.contains(" /api/")).toList();

    /** A resource that a name in its path identifies. */
    private static final Pattern NAMED = Pattern.compile("\\{(?!id}|execution_id})(\\w+)}");

    private static final String TIMELINE =
            "/api/timeline?from=2025-11-06T00:00:00Z&to=2025-11-09T00:00:00Z&group=default";

    private static final String LATER_FIRING = "{\"scheduled_time\":\"2025-11-09T11:00:00Z\"}";

    private static final String BILLING =
            "{\"title\":\"Billing\",\"defaults\":{\"timezone\":\"Asia/Tokyo\",\"retry_policy\":{\"maximum_retry_attempts\":3}}}";

    private static final OpenApi OPEN_API = OpenApi.shipped();
    private final List<Exchange> exchanges = new ArrayList<>();

    @Test
    void every_documented_response_of_every_operation_is_returned() {
        allSucceed();
        allAreRefused();
        allFail();

        Set<String> given = new TreeSet<>();
        exchanges.forEach(it -> given.add(OPEN_API.responseOf(it).toString()));
        assertThat(exchanges.stream()
                        .filter(it -> it.responseHeaders().containsKey("preference-applied"))
                        .map(it -> OPEN_API.responseOf(it).toString()))
                .containsAll(OPEN_API.documented().stream()
                        .filter(it -> it.status() < 300 && documentsWaiting(it))
                        .map(OpenApi.DocumentedResponse::toString)
                        .toList());
        Set<String> missing = new TreeSet<>();
        OPEN_API.documented().forEach(it -> missing.add(it.toString()));
        missing.removeAll(given);
        assertThat(missing).isEqualTo(NOT_PROVOKABLE);
    }

    private boolean documentsWaiting(OpenApi.DocumentedResponse response) {
        return OPEN_API.operations().stream()
                .filter(it -> it.toString().equals(response.operation()))
                .anyMatch(it -> OPEN_API.document()
                        .json()
                        .at(it.pointer() + "/responses/" + response.status() + "/headers")
                        .has("Preference-Applied"));
    }

    /**
     * For a new code, add a request that provokes it and its place in openapi.json, or an entry in {@link
     * #REPORTED_ELSEWHERE}.
     */
    @Test
    void every_error_code_is_returned_or_is_known_to_be_reported_elsewhere() {
        allSucceed();
        allAreRefused();
        allFail();

        Set<String> reported = new TreeSet<>(REPORTED_ELSEWHERE.keySet());
        exchanges.forEach(it -> reported.add(OPEN_API.responseOf(it).code()));
        reported.remove("");
        assertThat(reported)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(ErrorCode.values()).map(ErrorCode::code).toList());
        assertThat(OPEN_API.documented())
                .extracting(OpenApi.DocumentedResponse::code)
                .doesNotContainAnyElementsOf(REPORTED_ELSEWHERE.keySet());
    }

    /** Other operations ignore the body, even if it is malformed. */
    @Test
    void a_body_is_read_only_where_documented_and_required_only_where_required() {
        FakeStage stage = stage();
        Set<String> read = new TreeSet<>();
        Set<String> missed = new TreeSet<>();
        for (OpenApi.Operation operation : OPEN_API.operations()) {
            String path = filled(
                    operation.toString(), operation.path(), FakeStage.idOf("daily-pebble-beach-tee-time"), "billing");
            Request request = switch (path) {
                case "/api/changes" -> Request.get(path + "?group=billing");
                case "/api/timeline" -> Request.get(TIMELINE);
                default -> Request.of(operation.method(), path);
            };
            if (stage.send(withBody(request, "{")).status() == 400) {
                read.add(operation.toString());
            }
            if (stage.send(request).status() == 400) {
                missed.add(operation.toString());
            }
        }

        assertThat(read).isEqualTo(documentedBodies(body -> !body.isMissingNode()));
        assertThat(missed)
                .isEqualTo(documentedBodies(body -> body.path("required").booleanValue()));
    }

    private Set<String> documentedBodies(Predicate<JsonNode> wanted) {
        return OPEN_API.operations().stream()
                .filter(it -> wanted.test(OPEN_API.document().json().at(it.pointer() + "/requestBody")))
                .map(OpenApi.Operation::toString)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Checks that the document is strict: for each response, a missing field, a field of another type and an unknown
     * field are violations.
     */
    @Test
    void every_mutation_of_a_response_violates_the_document() {
        allSucceed();
        allAreRefused();
        allFail();

        Map<String, Exchange> responses = new TreeMap<>();
        exchanges.forEach(it -> responses.put(OPEN_API.responseOf(it).operation() + " " + it.status(), it));
        Set<String> lenient = new TreeSet<>();
        int[] mutations = {0};
        responses.forEach((response, exchange) -> {
            if (exchange.responseBody().isEmpty()
                    || exchange.path().equals("/api/openapi.json") && exchange.status() < 300) {
                return;
            }
            for (Mutation mutation : Mutations.of(Json.parseObject(exchange.responseBody()))) {
                if (isOptional(exchange, mutation)) {
                    continue;
                }
                if (mutation.isRemoved() || mutation.isUnknown() || mutation.isOfAnotherKind()) {
                    mutations[0]++;
                    if (OPEN_API.violations(with(exchange, mutation.whole())).isEmpty()) {
                        lenient.add(response + " " + mutation);
                    }
                }
            }
        });

        assertThat(lenient).isEmpty();
        assertThat(mutations[0]).isGreaterThan(1_000);
    }

    /**
     * Returns whether the field is optional: a command id is present only once a command may have been published, and a
     * schedule may have any label.
     */
    private static boolean isOptional(Exchange exchange, Mutation mutation) {
        return exchange.status() == 503 && mutation.toString().equals("command_id removed")
                // It is there on request.
                || mutation.toString().equals("changes.0.definition removed")
                || mutation.toString()
                        .matches("(schedules\\.\\d+\\.)?(recent|last_outcome|consecutive_failures) removed")
                || mutation.toString().matches("items\\.\\d+\\.(outcomes|verdicts)\\.\\w+ removed")
                || mutation.isUnknown() && mutation.toString().contains("labels.");
    }

    private static Exchange with(Exchange right, ObjectNode body) {
        return withComponent(right, "responseBody", Json.write(body));
    }

    /** Runs requests against a stage that has one schedule, and records the exchanges. */
    private void on(FakeStage stage, Consumer<ScheduleId> calls) {
        stage.exchanges.clear();
        calls.accept(FakeStage.idOf("daily-pebble-beach-tee-time"));
        exchanges.addAll(stage.exchanges);
    }

    private static FakeStage stage() {
        FakeStage stage = new FakeStage();
        ScheduleId id = stage.create(teeTime());
        for (int i = 0; i < ON_EXECUTION.size(); i++) {
            stage.history.add(failed(id, i));
        }
        CHANGES.stream()
                .filter(it -> it.startsWith("PUT") && NAMED.matcher(it).find())
                .forEach(it -> stage.send(request(it, id)));
        return stage;
    }

    private static FakeStage stage(ApiMode access) {
        return new FakeStage(new WebApiSettings(FakeStage.STAGE, access, Optional.empty()));
    }

    private static Stream<String> operations(Effect effect) {
        return ROUTES.stream().filter(it -> it.effect() == effect).map(it -> it.method() + " " + it.path());
    }

    private static Execution failed(ScheduleId id, int number) {
        return Execution.claimed(
                        ExecutionKey.firing(id, FakeStage.NOW.minusSeconds(60L * number)),
                        "i",
                        FakeStage.NOW,
                        Duration.ofSeconds(30))
                .ended(ExecutionOutcome.FAILED, "The topic is gone", FakeStage.NOW);
    }

    /** Returns the id of the execution of an operation; that of no execution for a schedule that does not exist. */
    private static String executionOf(String operation, ScheduleId id) {
        return id.value().length() < 20
                ? "exec_0"
                : failed(id, Math.max(0, ON_EXECUTION.indexOf(operation))).key().executionId();
    }

    private static String filled(String operation, String template, ScheduleId id, String name) {
        return NAMED.matcher(template.replace("{id}", id.value()).replace("{execution_id}", executionOf(operation, id)))
                .replaceAll(name);
    }

    /** Returns a request of an operation that would succeed. */
    private static Request request(String operation, ScheduleId id) {
        return request(operation, id, "billing");
    }

    private static Request request(String operation, ScheduleId id, String group) {
        String[] parts = filled(operation, operation, id, group).split(" ", 2);
        Request request = Request.of(parts[0], parts[1]);
        return switch (operation) {
            case "PUT /api/groups/{group}" -> request.json(BILLING);
            case "POST /api/groups/{group}/pause" -> request.json("{\"until\":\"2025-11-10T06:00:00Z\"}");
            case "POST /api/schedules/{id}/move" -> request.json("{\"group\":\"" + group + "\"}");
            case "POST /api/schedules/actions" ->
                request.json("{\"action\":\"pause\",\"schedule_ids\":[\"" + id + "\"]}");
            case "POST /api/executions/actions" ->
                request.json("{\"action\":\"retry\",\"execution_ids\":[\"" + executionOf(operation, id) + "\"]}");
            case "POST /api/executions/{execution_id}/report" -> request.json("{\"outcome\":\"succeeded\"}");
            case "POST /api/schedules/{id}/revert" -> request.json("{\"version\":1}");
            case "GET /api/changes" -> withQuery(request, "group=" + group);
            case "GET /api/timeline" -> withQuery(request, TIMELINE.substring(TIMELINE.indexOf('?') + 1));
            case "POST /api/groups/actions" -> request.json("{\"action\":\"pause\",\"groups\":[\"" + group + "\"]}");
            case "POST /api/schedules", "PUT /api/schedules/{id}" -> request.json(teeTime());
            case "PATCH /api/schedules/{id}" -> withBody(request, "{\"description\":\"patched\"}");
            case "POST /api/schedules/preview" -> request.json("{\"schedule_expression\":\"rate(1 day)\"}");
            case "POST /api/expressions/explain" ->
                request.json("{\"schedule_expression\":\"cron(30 2 * * ? *)\",\"viewer_timezone\":\"Asia/Tokyo\"}");
            default -> OPEN_API.requestExample(operation).map(request::json).orElse(request);
        };
    }

    private void allSucceed() {
        FakeStage stage = stage();
        stage.history.add(Execution.claimed(
                        ExecutionKey.firing(FakeStage.idOf("daily-pebble-beach-tee-time"), FakeStage.NOW),
                        "i",
                        FakeStage.NOW,
                        Duration.ofSeconds(30))
                .published("sns-1", FakeStage.NOW.plusMillis(900)));
        on(stage, id -> {
            READS.forEach(operation -> stage.send(request(operation, id)));
            READS.forEach(operation -> stage.send(request(operation, id).header("If-None-Match", "*")));
            stage.get(path(id) + "?include=expression_description");
            stage.get(path(id) + "/changes?include=definition");
            stage.get("/api/schedules?group=default");
            stage.get(TIMELINE + "&resolution=day");
            stage.get("/health");
            stage.send(Request.of("OPTIONS", "/api/schedules"));
            stage.send(Request.of("HEAD", path(id)));
            stage.send(request("POST /api/schedules", id));
            stage.send(Request.post("/api/schedules")
                    .json(teeTime().put("name", "other"))
                    .header("Prefer", "wait=3"));
            CHANGES.stream()
                    .filter(it -> !it.equals(CREATE))
                    .filter(it -> !it.startsWith("DELETE"))
                    .forEach(it -> stage.send(request(it, id)));
            stage.send(Request.delete(path(id)).json("{}"));
            stage.get("/api/schedules?status=deleted&limit=1");
            stage.delete("/api/groups/billing?reason=obsolete");
            stage.send(Request.put("/api/groups/other").json(BILLING).header("If-None-Match", "*"));
            CHANGES.stream()
                    .filter(it -> it.startsWith("PUT") && NAMED.matcher(it).find())
                    .forEach(it -> stage.send(request(it, id, "third").header("Prefer", "wait=3")));
        });
        for (String operation : CHANGES) {
            FakeStage waited = stage();
            on(waited, id -> waited.send(request(operation, id).header("Prefer", "wait=3")));
        }
        FakeStage slow = stage();
        slow.topics.subscribe(slow.scheduler::hold);
        slow.topics.subscribeToReports((messageId, message) -> {});
        on(
                slow,
                id -> CHANGES.forEach(operation -> {
                    slow.send(request(operation, id));
                    slow.send(request(operation, id).header("Prefer", "wait=0"));
                }));
    }

    private static FakeStage stageWithDeleted() {
        FakeStage stage = stage();
        stage.delete(path(FakeStage.idOf("daily-pebble-beach-tee-time")));
        return stage;
    }

    /** A restore succeeds where other changes are refused, and the other way round. */
    private void restores() {
        FakeStage restored = stageWithDeleted();
        on(restored, id -> restored.send(request(RESTORE, id).header("Prefer", "wait=3")));
        FakeStage slow = stageWithDeleted();
        slow.topics.subscribe(slow.scheduler::hold);
        on(slow, id -> slow.send(request(RESTORE, id).header("Prefer", "wait=0")));
        FakeStage refused = stageWithDeleted();
        on(refused, id -> {
            refuseBody(refused, request(RESTORE, id));
            refused.send(request(RESTORE, new ScheduleId("sched_0")));
            refused.send(request(RESTORE, id).header("If-Match", "\"other-1\""));
            Request keyed = request(RESTORE, id).header("Idempotency-Key", "key");
            refused.send(keyed);
            refused.send(keyed.header("If-Match", "*"));
            refused.send(request(RESTORE, id));
        });
        FakeStage groupless = new FakeStage();
        groupless.put("/api/groups/billing", BILLING);
        groupless.create(teeTime().put("group", "billing"));
        on(groupless, id -> {
            groupless.delete(path(id));
            groupless.delete("/api/groups/billing");
            groupless.send(request(RESTORE, id));
        });
        FakeStage over = new FakeStage();
        over.create(teeTime().put("schedule_expression", "at(2025-11-07T09:00:00)"));
        on(over, id -> {
            over.delete(path(id));
            over.clock.advance(Duration.ofDays(2));
            over.send(request(RESTORE, id));
        });
        for (ApiMode mode : List.of(ApiMode.DISABLED, ApiMode.READ_ONLY)) {
            FakeStage off = stage(mode);
            on(off, id -> off.send(request(RESTORE, id)));
        }
        for (RuntimeException failure : List.of(
                new TransientException(TransientException.Reason.THROTTLED, "throttled"),
                new IllegalStateException("an internal error"))) {
            FakeStage failing = stageWithDeleted();
            failing.topics.subscribe((messageId, message) -> {
                throw failure;
            });
            on(failing, id -> failing.send(request(RESTORE, id)));
        }
    }

    private void allAreRefused() {
        restores();
        FakeStage stage = stage();
        on(stage, id -> {
            forEachOperation(operation -> stage.send(withQuery(request(operation, id), "colour=red")));
            forEachOperation(operation -> stage.send(request(operation, id).anonymous()));
            CHANGES.stream().filter(it -> it.startsWith("POST")).forEach(operation -> {
                Request keyed = request(operation, id).header("Idempotency-Key", "key");
                stage.send(keyed);
                stage.send(keyed.header("If-Match", "*"));
            });
            stage.get("/nowhere");
            stage.send(Request.get("/nowhere").anonymous());
            stage.send(Request.of("BREW", "/health"));
            stage.post("/api/schedules", teeTime().put("timezone", "Asia/Tokyo"));
            stage.post(path(id) + "/skip", LATER_FIRING);
            for (String operation : CHANGES) {
                refuseBody(stage, request(operation, id));
                String other = operation.startsWith("PUT") ? "other" : "absent";
                stage.send(request(operation, new ScheduleId("sched_0"), other));
                // An unchanged definition ignores the condition, so the replacement changes it.
                stage.send(changing(operation, id).header("If-Match", "\"other-1\""));
            }
            refuseBody(stage, request("POST /api/schedules/preview", id));
            refuseBody(stage, request("POST /api/expressions/explain", id));
            READS.forEach(operation -> stage.send(request(operation, new ScheduleId("sched_0"), "absent")));
            stage.get("/api/changes?group=No_Name");
            stage.post(path(id) + "/revert", "{\"version\":99}");
            stage.get("/api/schedules?group=absent");
            stage.get(TIMELINE.replace("default", "absent"));
            stage.get(TIMELINE.replace("default", "No_Name"));
            stage.get("/api/schedules?group=No_Name");
            stage.post(path(id) + "/move", "{\"group\":\"absent\"}");
            String noFiring = "{\"scheduled_time\":\"2025-11-07T11:00:01Z\"}";
            stage.post(path(id) + "/skip", noFiring);
            stage.post(path(id) + "/unskip", noFiring);
            stage.post(path(id) + "/pause", "{\"until\":\"2025-11-06T19:00:00Z\"}");
            stage.post(
                    "/api/schedules/actions",
                    "{\"action\":\"pause\",\"schedule_ids\":[\"" + id + "\"],\"until\":\"2025-11-06T19:00:00Z\"}");
            stage.post("/api/schedules/actions", "{\"action\":\"move\",\"schedule_ids\":[\"" + id + "\"]}");
        });
        refuseExecutions();
        refuseDefinitions();
        refuseSkips();
        refuseByState();
        refuseGroups();
    }

    private void refuseExecutions() {
        FakeStage stage = stage();
        on(stage, id -> {
            for (String operation : ON_EXECUTION) {
                stage.send(request(operation, id).header("If-Match", "\"other-1\""));
            }
            stage.get("/api/attention?group=absent");
            stage.get("/api/attention?group=No_Name");
        });
        FakeStage ended = stage();
        StagedExecutions reporting = StagedExecutions.ofReporting(ended, "reporting");
        String open = StagedExecutions.path(reporting.published(FakeStage.NOW));
        String succeeded =
                StagedExecutions.path(reporting.reported(FakeStage.NOW.plusSeconds(60), Report.Progress.SUCCEEDED));
        on(ended, id -> {
            ended.post(open + "/retry");
            ended.post(succeeded + "/retry");
            ended.post(succeeded + "/report", "{\"outcome\":\"failed\"}");
            ended.get(succeeded);
            ended.get("/api/schedules/" + reporting.id());
        });
    }

    private static Request changing(String operation, ScheduleId id) {
        Request request = request(operation, id);
        return switch (operation) {
            case "PUT /api/schedules/{id}", "PATCH /api/schedules/{id}" -> withBody(request, later());
            case "PUT /api/groups/{group}" -> request.json("{}");
            // After the moves before, the schedule is in another group.
            case "POST /api/schedules/{id}/move" -> request(operation, id, "default");
            // A firing that is skipped.
            case "POST /api/schedules/{id}/unskip" -> request.json(LATER_FIRING);
            default -> request;
        };
    }

    private void refuseGroups() {
        FakeStage stage = stage();
        on(stage, id -> {
            for (String operation : Stream.concat(CHANGES.stream(), READS.stream())
                    .filter(it -> NAMED.matcher(it).find() || it.contains("groups/actions"))
                    .toList()) {
                stage.send(request(operation, id, "No_Name"));
            }
            stage.put("/api/groups/billing", "{\"defaults\":{\"timezone\":\"Mars/Olympus\"}}");
            String past = "\"until\":\"2025-11-06T19:00:00Z\"";
            stage.post("/api/groups/billing/pause", "{" + past + "}");
            stage.post("/api/groups/actions", "{\"action\":\"pause\",\"groups\":[\"billing\"]," + past + "}");
            stage.delete("/api/groups/default");
        });
        FakeStage inUse = new FakeStage();
        inUse.put("/api/groups/billing", "{}");
        inUse.create(teeTime().put("group", "billing"));
        on(inUse, id -> inUse.delete("/api/groups/billing"));
        FakeStage full = stage();
        full.fillWithGroups();
        on(full, id -> full.put("/api/groups/one-more", "{}"));
    }

    private void refuseSkips() {
        FakeStage stage = new FakeStage();
        stage.create(teeTime().put("schedule_expression", "cron(0 * * * ? *)"));
        on(stage, id -> {
            for (int hour = 1; hour <= Skips.MAX_PENDING + 1; hour++) {
                String time = FakeStage.NOW.plus(Duration.ofHours(hour)).toString();
                stage.post(path(id) + "/skip", "{\"scheduled_time\":\"" + time + "\"}");
            }
        });
    }

    private static void refuseBody(FakeStage stage, Request request) {
        stage.send(withBody(request, "{"));
        stage.send(request.raw("{}").header("content-type", "text/plain"));
        stage.send(withBody(request, "{\"x\":\"" + "x".repeat(300_000) + "\"}"));
    }

    /** Returns the request with a JSON body and the content type that its method needs. */
    private static Request withBody(Request request, String json) {
        return request.method().equals("PATCH")
                ? request.raw(json).header("content-type", "application/merge-patch+json")
                : request.json(json);
    }

    private static String later() {
        return Json.write(teeTime().put("schedule_expression", "cron(30 6 * * ? *)"));
    }

    private static Request withQuery(Request request, String query) {
        return withComponent(request, "query", query);
    }

    private void forEachOperation(Consumer<String> call) {
        OPEN_API.operations().forEach(operation -> call.accept(operation.toString()));
    }

    private void refuseDefinitions() {
        FakeStage stage = stage();
        on(stage, id -> {
            for (String operation :
                    List.of("POST /api/schedules", "PUT /api/schedules/{id}", "PATCH /api/schedules/{id}")) {
                Request request = request(operation, id);
                for (ObjectNode body : List.of(
                        teeTime().put("name", ""),
                        teeTime().put("schedule_expression", "cron(0 25 * * ? *)"),
                        teeTime().put("timezone", "Mars/Olympus"),
                        teeTime().put("target_type", "email"),
                        teeTime().put("payload", "text"),
                        teeTime().put("group", "No_Name"),
                        (ObjectNode) teeTime().set("run_policy", Json.parse("{\"overlap\":\"skip\"}")))) {
                    stage.send(withBody(request, Json.write(body)));
                }
            }
            Request preview = request("POST /api/schedules/preview", id);
            stage.send(preview.json("{\"schedule_expression\":\"hourly\"}"));
            stage.send(preview.json("{\"schedule_expression\":\"rate(1 day)\",\"timezone\":\"Mars/Olympus\"}"));
            stage.send(preview.json("{\"schedule_expression\":\"rate(1 day)\",\"group\":\"absent\"}"));
            stage.send(preview.json("{\"schedule_expression\":\"rate(1 day)\",\"run_policy\":[]}"));
        });
    }

    private void refuseByState() {
        FakeStage over = new FakeStage();
        over.create(teeTime().put("schedule_expression", "at(2025-11-07T09:00:00)"));
        on(over, id -> {
            over.send(request("POST /api/schedules/{id}/pause", id));
            over.clock.advance(Duration.ofDays(2));
            over.send(request("POST /api/schedules/{id}/resume", id));
        });
        refuseReverts();
        FakeStage paused = stage();
        on(paused, id -> {
            paused.send(request("POST /api/schedules/{id}/pause", id).header("If-Match", "\"other-1\""));
            paused.send(request("POST /api/schedules/{id}/pause", id));
            paused.send(request("POST /api/schedules/{id}/resume", id).header("If-Match", "\"other-1\""));
        });
        FakeStage failed = stage();
        on(failed, id -> {
            failed.scheduler.change(
                    id, it -> it.withEngineRefusal("engine_refused", "The role is wrong", FakeStage.NOW));
            failed.send(request("POST /api/schedules/{id}/trigger", id));
            failed.get(path(id));
        });
        FakeStage deleted = stage();
        on(deleted, id -> {
            deleted.delete(path(id));
            CHANGES.stream()
                    .filter(it -> !it.equals(CREATE))
                    .forEach(operation -> deleted.send(request(operation, id)));
        });
    }

    /** Reverts to a definition that never fires again, and to one whose topic is not allowed any more. */
    private void refuseReverts() {
        FakeStage ended = new FakeStage();
        ended.create(teeTime().put("end_date", "2025-11-08T20:00:00Z"));
        on(ended, id -> {
            ended.put(path(id), teeTime());
            ended.clock.advance(Duration.ofDays(3));
            ended.send(request("POST /api/schedules/{id}/revert", id));
        });
        FakeStage changed = stage();
        on(changed, id -> {
            changed.put(path(id), later());
            changed.send(request("POST /api/schedules/{id}/revert", id).header("If-Match", "\"other-1\""));
        });
        FakeStage disallowed = stage();
        on(disallowed, id -> {
            disallowed.put(path(id), later());
            Change last = disallowed.store.changes().all().stream()
                    .filter(it -> it.replaced() != null)
                    .findFirst()
                    .orElseThrow();
            ObjectNode replaced = Objects.requireNonNull(last.replaced())
                    .toNode()
                    .put("target_type", "custom")
                    .put("target_topic_arn", "arn:aws:sns:us-east-1:123456789012:removed");
            disallowed.store.changes().put(withComponent(last, "replaced", JsonObject.of(replaced)));
            disallowed.send(request("POST /api/schedules/{id}/revert", id));
        });
    }

    private void allFail() {
        FakeStage off = stage(ApiMode.DISABLED);
        on(off, id -> {
            CHANGES.forEach(operation -> off.send(request(operation, id)));
            READS.forEach(operation -> off.send(request(operation, id)));
            off.get("/api/nowhere");
            off.get("/health");
        });
        FakeStage readOnly = stage(ApiMode.READ_ONLY);
        on(readOnly, id -> CHANGES.forEach(operation -> readOnly.send(request(operation, id))));
        outsideFails(new TransientException(TransientException.Reason.THROTTLED, "throttled"));
        outsideFails(new IllegalStateException("an internal error"));
        FakeStage timeless = stage();
        on(timeless, id -> {
            timeless.clock.set(null);
            timeless.send(request("POST /api/schedules/preview", id));
            timeless.send(request("POST /api/expressions/explain", id));
        });
    }

    private void outsideFails(RuntimeException failure) {
        FakeStage stage = stage();
        stage.topics.subscribe((messageId, message) -> {
            throw failure;
        });
        stage.topics.subscribeToReports((messageId, message) -> {
            throw failure;
        });
        on(stage, id -> CHANGES.forEach(operation -> stage.send(request(operation, id))));
        FakeStage noStore = stage();
        noStore.stores.beforeRead(() -> {
            throw failure;
        });
        on(noStore, id -> {
            READS.stream()
                    .filter(it -> !it.contains("explain") && !it.contains("openapi"))
                    .forEach(operation -> noStore.send(request(operation, id)));
        });
    }
}
