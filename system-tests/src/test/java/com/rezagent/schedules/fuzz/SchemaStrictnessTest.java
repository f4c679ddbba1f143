package com.rezagent.schedules.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.contract.Exchange;
import com.rezagent.schedules.contract.MessageSchemas;
import com.rezagent.schedules.contract.Mutations;
import com.rezagent.schedules.contract.Mutations.Mutation;
import com.rezagent.schedules.contract.OpenApi;
import com.rezagent.schedules.deployment.SampleEvents;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.execution.ReportReader;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.testing.MemoryStores;
import com.rezagent.schedules.webapi.http.HttpApiEvent;
import com.rezagent.schedules.webapi.http.HttpRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The documented schemas are exactly as strict as the functions. Each single mutation of a sample in events/, or of an
 * input with all fields, is valid by its schema exactly if the function accepts it, except for
 * {@link #BEYOND_A_SCHEMA}.
 */
@Tag("slow")
class SchemaStrictnessTest {
    /** Samples of requests that have no operation: the function returns 404 or 405. */
    private static final Set<String> NO_OPERATION = Set.of("api-unknown-route.json", "api-other-method.json");

    private static final String ID = "sched_bdab65e2dab290db17aff0d9636dd21c";
    private static final String RUN_POLICY = """
            "run_policy":{"expect_report":true,"report_within_seconds":600,
            "retry":{"maximum_attempts":4,"first_delay_seconds":90,"multiplier":1.5,"maximum_delay_seconds":7200,
            "jitter":0.25},"overlap":"skip","pause_after_failures":5}""";
    private static final String DEFINITION = """
            "schedule_expression":"cron(0 6 * * ? *)","timezone":"UTC","target_type":"custom",
            "target_topic_arn":"arn:aws:sns:us-east-1:123456789012:rez-agent-custom","payload":{"a":1},
            "arguments":{"b":2},"description":"d","start_date":"2025-11-06T20:30:00Z",
            "end_date":"2027-01-01T00:00:00Z","flexible_time_window_minutes":5,
            "retry_policy":{"maximum_retry_attempts":3,"maximum_event_age_seconds":3600},"labels":{"team":"a"},
            """ + RUN_POLICY;
    private static final String NEW = "{\"name\":\"daily-pebble-beach-tee-time\"," + DEFINITION + "}";
    private static final String READ_BACK = "{\"name\":\"daily-pebble-beach-tee-time\"," + DEFINITION + """
            ,"schedule_id":"s","status":"active","status_reason":null,"eventbridge_arn":null,"next_execution":null,
            "created_by":"x","created_at":"x","updated_at":"x","last_triggered":null,"execution_count":1,"version":1,
            "warnings":[],"expression_description":"x"}""";
    private static final String CONTEXT =
            ",\"command_id\":\"c\",\"requested_by\":\"someone\",\"requested_at\":\"2025-11-06T20:26:00Z\"}";
    private static final ObjectNode DELETE = object("{\"action\":\"delete\",\"schedule_id\":\"" + ID + "\"}");
    /** A firing from before the schedule was created, which is skipped, so that there is an execution to retry. */
    private static final ObjectNode FIRING =
            object("{\"schedule_id\":\"" + ID + "\",\"version\":1,\"scheduled_time\":\"2025-11-06T11:00:00Z\"}");

    /** The commands of the samples that put something, by file name. */
    private static final Map<String, ObjectNode> PUTS = puts();

    private static final String GROUP = """
            "title":"t","description":"d","reason":"r","defaults":{"timezone":"UTC",
            "retry_policy":{"maximum_retry_attempts":3,"maximum_event_age_seconds":3600}},"notify":{"after_failures":3}""";
    private static final String READ_GROUP = """
            ,"group":"billing","status":"active","paused_from":null,"paused_until":null,"pause_reason":null,
            "paused_by":null,"counts":{},"version":1,"created_by":"x","created_at":"x","updated_at":"x","warnings":[],
            "command_id":"x"}""";
    private static final String WINDOW =
            "\"from\":\"2025-12-01T00:00:00Z\",\"until\":\"2026-01-01T00:00:00Z\",\"reason\":\"r\"";
    private static final String PREVIEW = """
            {"schedule_expression":"cron(0 6 * * ? *)","timezone":"UTC","start_date":"2025-11-06T20:30:00Z",
            "end_date":"2027-01-01T00:00:00Z","count":3,"from":"2025-11-07T00:00:00Z",
            """ + RUN_POLICY + "}";

    /** Rules that no schema can express, by the mutation and the error code of an input that is valid by its schema. */
    private static final Map<String, String> BEYOND_A_SCHEMA = Map.ofEntries(
            Map.entry("name invalid_name", "printable characters after trimming; a replacement cannot rename"),
            Map.entry("schedule_expression invalid_schedule_expression", "the grammar"),
            Map.entry("timezone invalid_timezone", "the existing timezones"),
            Map.entry("target_topic_arn invalid_target", "required for a custom target: the API has flat schemas"),
            Map.entry("end_date invalid_request", "must be after the start"),
            Map.entry("flexible_time_window_minutes invalid_request", "2.0, an integer to JSON Schema"),
            Map.entry("maximum_retry_attempts invalid_request", "2.0"),
            Map.entry("count invalid_request", "2.0"),
            Map.entry("expect_report invalid_run_policy", "what needs reports must expect them"),
            Map.entry("maximum_attempts invalid_run_policy", "2.0"),
            Map.entry("pause_after_failures invalid_run_policy", "2.0"),
            Map.entry("after_failures invalid_request", "2.0"),
            Map.entry("expected_version invalid_request", "2.0"),
            Map.entry("schema_version invalid_request", "2.0"),
            Map.entry("entries invalid_request", "2.0"),
            Map.entry("version invalid_request", "2.0"),
            Map.entry("scheduled_time not_a_firing", "must be a firing to come"),
            Map.entry("schedule_id schedule_not_found", "the existing schedules"),
            Map.entry("attempt invalid_request", "2.0; of a command, must be the next attempt"),
            Map.entry("retry_after_seconds invalid_request", "2.0"),
            Map.entry("until invalid_until", "must be in the future, and after the start"),
            Map.entry("from invalid_until", "must be in the future"),
            Map.entry("group invalid_request", "the body of a PUT names the group of its path"),
            Map.entry("token invalid_request", "tokens issued by the engine and the store"));

    /** The name of a resource that does not exist, or cannot. */
    private static final Pattern UNKNOWN_NAME = Pattern.compile("(\\w+) (invalid_\\1|\\1_not_found)");

    private final MessageSchemas schemas = new MessageSchemas();
    private final OpenApi openApi = OpenApi.shipped();
    private static final Set<String> SEEN = new TreeSet<>();

    @AfterAll
    static void every_known_difference_occurs() {
        assertThat(SEEN).containsAll(BEYOND_A_SCHEMA.keySet());
    }

    /** @param code the error code of the refusal; empty if the function accepted the input */
    private void compare(String sample, Mutation mutation, List<String> violations, String code) {
        if (violations.isEmpty() != code.isEmpty()) {
            String difference = mutation.name() + " " + (code.isEmpty() ? "accepted" : code);
            if (!BEYOND_A_SCHEMA.containsKey(difference)
                    && !UNKNOWN_NAME.matcher(difference).matches()) {
                throw new AssertionError(
                        sample + " with " + mutation + ": " + difference + ", schema violations: " + violations);
            }
            SEEN.add(difference);
        }
    }

    private static ObjectNode object(String json) {
        return Json.parseObject(json);
    }

    private static Map<String, ObjectNode> commands() {
        Map<String, ObjectNode> commands = new LinkedHashMap<>();
        SampleEvents.all().forEach((name, event) -> {
            String message = event.at("/Records/0/Sns/Message").asText();
            if (message.startsWith("{") && !name.startsWith("report")) {
                ObjectNode command = object(message);
                if (command.has("scheduled_time")) {
                    command.put("scheduled_time", "2025-11-07T06:00:00Z");
                }
                commands.put(name, command);
            }
        });
        commands.put("create", object("{\"action\":\"create\",\"schedule\":" + NEW + CONTEXT));
        commands.put(
                "update",
                object("{\"action\":\"update\",\"schedule_id\":\"" + ID + "\",\"expected_version\":1,\"schedule\":"
                        + READ_BACK + CONTEXT));
        commands.put(
                "pause",
                object("{\"action\":\"pause\",\"schedule_id\":\"" + ID
                        + "\",\"until\":\"2026-01-01T00:00:00Z\",\"reason\":\"r\"" + CONTEXT));
        commands.put("put_group", object("{\"action\":\"put_group\",\"group\":\"billing\"," + GROUP + CONTEXT));
        commands.put("pause_group", object("{\"action\":\"pause_group\",\"group\":\"billing\"," + WINDOW + CONTEXT));
        commands.put(
                "reconcile",
                object("{\"action\":\"reconcile\",\"dry_run\":true,\"side\":\"ACTIVE\",\"token\":null,\"after\":\"" + ID
                        + "\",\"entries\":1}"));
        return commands;
    }

    @Test
    void a_message_matches_its_schema_exactly_if_the_scheduler_function_accepts_it() {
        int[] compared = {0};
        commands().forEach((name, command) -> {
            assertThat(schemas.command().violations("", command)).as(name).isEmpty();
            assertThat(refusalOfCommand(command)).as(name).isEmpty();
            for (Mutation mutation : Mutations.of(command)) {
                compare(
                        name,
                        mutation,
                        schemas.command().violations("", mutation.whole()),
                        refusalOfCommand(mutation.whole()));
                compared[0]++;
            }
        });

        assertThat(compared[0]).isGreaterThan(1_000);
    }

    @Test
    void a_report_matches_its_schema_exactly_if_it_is_read() {
        int[] compared = {0};
        for (String file : List.of("report.json", "report-lambda.json")) {
            ObjectNode report = object(
                    SampleEvents.all().get(file).at("/Records/0/Sns/Message").textValue());
            report = file.equals("report.json") ? report.put("retryable", true).put("retry_after_seconds", 60) : report;
            assertThat(schemas.report().violations("", report)).as(file).isEmpty();
            assertThat(refusalOfReport(report)).as(file).isEmpty();
            for (Mutation mutation : Mutations.of(report)) {
                // The envelope is a text in the record, which a schema cannot look into.
                if (file.equals("report.json")
                        || !schemas.report().violations("", mutation.whole()).isEmpty()) {
                    compare(
                            file,
                            mutation,
                            schemas.report().violations("", mutation.whole()),
                            refusalOfReport(mutation.whole()));
                    compared[0]++;
                }
            }
        }

        assertThat(compared[0]).isGreaterThan(50);
    }

    private static String refusalOfReport(ObjectNode report) {
        try {
            ReportReader.message(Json.write(report));
            return "";
        } catch (RefusedException e) {
            return e.code().code();
        }
    }

    /**
     * Returns the error code with which a message is refused, or an empty string if it is accepted. What samples put exists, and
     * the schedule unless the command is a create.
     */
    private static String refusalOfCommand(ObjectNode command) {
        FuzzStage stage = stageWithPuts();
        if (!command.path("action").asText().equals("create")) {
            stage.message(event(
                    stage,
                    "first",
                    object("{\"action\":\"create\",\"schedule\":" + NEW
                            + ",\"requested_at\":\"2025-11-06T19:00:00Z\"}")));
        }
        if (command.path("action").asText().equals("restore")) {
            stage.message(event(stage, "deleted", DELETE.deepCopy()));
        }
        if (command.has("execution_id")) {
            stage.message(Json.writeBytes(FIRING));
        }
        stage.clear();
        stage.message(event(stage, "second", command));
        stage.runDue();
        return stage.refusals().stream()
                .map(it -> object(it.body()).path("payload").path("code").asText())
                .findFirst()
                .orElse("");
    }

    private static Map<String, ObjectNode> puts() {
        Map<String, ObjectNode> puts = new TreeMap<>();
        SampleEvents.all().forEach((name, event) -> {
            if (name.startsWith("sns-put-")) {
                ObjectNode put = object(event.at("/Records/0/Sns/Message").textValue());
                puts.put(name, put.put("command_id", name).put("requested_at", "2025-11-06T18:00:00Z"));
            }
        });
        return puts;
    }

    /** Returns a stage on which everything exists that a sample puts. */
    private static FuzzStage stageWithPuts() {
        FuzzStage stage = new FuzzStage(MemoryStores.createAsOne());
        PUTS.forEach((name, put) -> stage.message(event(stage, name, put)));
        return stage;
    }

    /** Returns an event old enough not to be deferred. */
    private static byte[] event(FuzzStage stage, String messageId, ObjectNode command) {
        ObjectNode event = Json.object();
        ObjectNode sns = event.putArray("Records")
                .addObject()
                .put("EventSource", "aws:sns")
                .putObject("Sns");
        sns.put("MessageId", messageId).put("Message", Json.write(command));
        sns.put("Timestamp", stage.now().minus(Duration.ofMinutes(3)).toString());
        return Json.writeBytes(event);
    }

    private static Map<String, ObjectNode> requests() {
        Map<String, ObjectNode> requests = new LinkedHashMap<>();
        SampleEvents.all().forEach((name, event) -> {
            if (event.path("body").isTextual()) {
                requests.put(name, event);
            }
        });
        requests.put("create", SampleEvents.all().get("api-create.json").put("body", NEW));
        requests.put("replace", SampleEvents.all().get("api-replace.json").put("body", READ_BACK));
        requests.put("patch", SampleEvents.all().get("api-patch.json").put("body", READ_BACK));
        requests.put("put group", SampleEvents.all().get("api-put-group.json").put("body", "{" + GROUP + READ_GROUP));
        requests.put(
                "pause group", SampleEvents.all().get("api-pause-group.json").put("body", "{" + WINDOW + "}"));
        requests.put("preview", SampleEvents.all().get("api-preview.json").put("body", PREVIEW));
        return requests;
    }

    @Test
    void a_body_matches_its_schema_exactly_if_the_web_api_accepts_it() {
        int[] compared = {0};
        requests().forEach((name, event) -> {
            ObjectNode body = object(event.path("body").textValue());
            Requests requests = new Requests(event);
            assertThat(requests.refusalOf(event)).as(name).isEmpty();
            for (Mutation mutation : Mutations.of(body)) {
                ObjectNode request = event.deepCopy().put("body", Json.write(mutation.whole()));
                compare(name, mutation, openApi.requestViolations(exchange(request)), requests.refusalOf(request));
                compared[0]++;
            }
        });

        assertThat(compared[0]).isGreaterThan(800);
    }

    @Test
    void a_query_matches_openapi_json_exactly_if_the_web_api_accepts_it() {
        Set<String> names = new TreeSet<>(Set.of("colour"));
        openApi.operations().forEach(it -> names.addAll(openApi.parameters(it, "query")));
        SampleEvents.all().forEach((file, event) -> {
            if (!file.startsWith("api-") || NO_OPERATION.contains(file)) {
                return;
            }
            Requests requests = new Requests(event);
            for (String name : names) {
                for (String value : List.of(
                        "",
                        "x",
                        "0",
                        "1",
                        "01",
                        "100",
                        "101",
                        "-1",
                        "1.5",
                        "active",
                        "deleted",
                        "ACTIVE",
                        "expression_description",
                        "definition",
                        "missed",
                        "team:finance",
                        "n".repeat(3_000))) {
                    String query = requiredBeside(file, name) + name + "=" + value;
                    ObjectNode request = event.deepCopy().put("rawQueryString", query);
                    compareQuery(requests, file, request, name + "=" + value);
                }
            }
        });
    }

    /** Returns the required parameters of a list, without which the others are not read. */
    private static String requiredBeside(String file, String name) {
        List<String> required = switch (file) {
            case "api-changes.json" -> List.of("group=default");
            case "api-timeline.json" ->
                List.of("from=2025-11-07T00:00:00Z", "to=2025-11-08T00:00:00Z", "group=default");
            default -> List.of();
        };
        return required.stream()
                .filter(it -> !it.startsWith(name + "="))
                .filter(it -> !(name.equals("schedule_ids") && it.startsWith("group=")))
                .map(it -> it + "&")
                .collect(Collectors.joining());
    }

    private void compareQuery(Requests requests, String sample, ObjectNode event, String query) {
        String code = requests.refusalOf(event);
        List<String> violations = openApi.requestViolations(exchange(event));
        boolean isBeyond = query.startsWith("next_token=") && code.equals("invalid_request")
                || query.startsWith("group=") && code.equals("group_not_found")
                || (query.startsWith("label=") || query.startsWith("name_prefix="))
                        && code.equals("invalid_request"); // only with group
        assertThat(violations.isEmpty())
                .as("%s with ?%s: %s, %s", sample, query, code, violations)
                .isEqualTo(code.isEmpty() || isBeyond && violations.isEmpty());
    }

    private static Exchange exchange(ObjectNode event) {
        HttpRequest request = HttpApiEvent.read(Json.writeBytes(event));
        return new Exchange(
                request.method(),
                request.path(),
                request.queryString(),
                request.headers(),
                request.text(),
                200,
                Map.of(),
                "");
    }

    /** Requests like one event. Each is sent to a stage that no accepted change was sent to before. */
    private static final class Requests {
        private final ObjectNode first;
        private final boolean isRead;
        private FuzzStage stage;

        Requests(ObjectNode first) {
            this.first = first;
            isRead = route(first).startsWith("GET ");
            stage = prepared();
        }

        /** Returns the error code with which a request is refused, or an empty string if it is accepted. */
        String refusalOf(ObjectNode event) {
            JsonNode response = Json.parse(stage.request(Json.writeBytes(event)));
            if (response.path("statusCode").intValue() >= 300) {
                return object(response.path("body").textValue()).path("error").textValue();
            }
            if (!isRead) {
                stage = prepared();
            }
            return "";
        }

        /** Returns a stage on which what samples put exists, and the schedule unless the request is a create. */
        private FuzzStage prepared() {
            FuzzStage next = stageWithPuts();
            String route = route(first);
            if (!route.equals("POST /api/schedules")) {
                next.message(event(next, "first", object("{\"action\":\"create\",\"schedule\":" + NEW + "}")));
            }
            if (route.endsWith("/restore")) {
                next.message(event(next, "deleted", DELETE.deepCopy()));
            }
            if (route.contains("/api/executions")) {
                next.message(Json.writeBytes(FIRING));
            }
            return next;
        }

        private static String route(ObjectNode event) {
            return event.at("/requestContext/http/method").asText() + " "
                    + event.path("rawPath").asText();
        }
    }
}
