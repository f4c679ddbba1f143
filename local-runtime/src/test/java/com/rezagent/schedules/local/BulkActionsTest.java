package com.rezagent.schedules.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.Http.Response;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Actions on many schedules, over HTTP. */
class BulkActionsTest {
    private static final int COUNT = 40;

    @AutoClose
    private final SchemaCheckedRuntime runtime = SchemaCheckedRuntime.manual("2025-11-06T20:00:00Z");

    private final Http http = runtime.http();

    private static ObjectNode definition(int number) {
        ObjectNode definition = Json.object()
                .put("name", "report " + number)
                .put("schedule_expression", number % 2 == 0 ? "rate(1 hour)" : "cron(0 " + number % 24 + " * * ? *)")
                .put("target_type", "web_action")
                .put("group", number % 3 == 0 ? "reports" : "default");
        definition.putObject("payload").put("number", number);
        return definition;
    }

    private List<String> create() {
        http.send("PUT", "/api/groups/reports", "{}", "Prefer", "wait=0");
        http.advance("PT0S");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            Response created = http.send("POST", "/api/schedules", Json.write(definition(i)), "Prefer", "wait=0");
            assertThat(created.status()).as(created.response().body()).isBetween(201, 202);
            ids.add(created.json().path("schedule_id").asText());
        }
        http.advance("PT0S");
        return ids;
    }

    /** Requests an action, and returns the results once all commands have been processed. */
    private List<String> act(String action, List<String> ids) {
        ObjectNode body = Json.object().put("action", action).put("reason", "Clean-up");
        ArrayNode array = body.putArray("schedule_ids");
        ids.forEach(array::add);
        Response response = http.post("/api/schedules/actions", Json.write(body));
        assertThat(response.status()).as(response.response().body()).isEqualTo(200);
        http.advance("PT0S");
        List<String> results = new ArrayList<>();
        response.json()
                .path("results")
                .forEach(it ->
                        results.add(it.path("status") + " " + it.path("error").asText()));
        return results;
    }

    private List<JsonNode> read(List<String> ids, String status) {
        return ids.stream()
                .map(id -> http.get("/api/schedules/" + id).json())
                .peek(it ->
                        assertThat(it.path("status").asText()).as(it.toString()).isEqualTo(status))
                .toList();
    }

    private List<JsonNode> engineEntries() {
        List<JsonNode> entries = new ArrayList<>();
        http.get("/local/engine/schedules").json().path("schedules").forEach(entries::add);
        return entries;
    }

    @Test
    void forty_deleted_by_mistake_are_back_as_they_were_and_paused() {
        List<String> ids = create();
        List<JsonNode> before = read(ids, "active");
        act("delete", ids);
        read(ids, "deleted");
        assertThat(engineEntries()).isEmpty();

        act("restore", ids);

        List<JsonNode> after = read(ids, "paused");
        for (int i = 0; i < COUNT; i++) {
            for (String field :
                    List.of("name", "schedule_expression", "payload", "group", "timezone", "retry_policy")) {
                assertThat(after.get(i).get(field)).isEqualTo(before.get(i).get(field));
            }
            assertThat(after.get(i).path("pause_reason").asText()).isEqualTo("Clean-up");
        }
        assertThat(engineEntries())
                .hasSize(COUNT)
                .allMatch(it -> it.path("state").asText().equals("DISABLED"));

        act("resume", ids);

        read(ids, "active");
        assertThat(engineEntries())
                .hasSize(COUNT)
                .allMatch(it -> it.path("state").asText().equals("ENABLED"));
    }

    @Test
    void a_batch_that_times_out_is_reported_for_its_schedules_and_repeating_it_is_harmless() {
        List<String> ids = create();
        String fault =
                "{\"caller\":\"api\",\"target\":\"topics\",\"operation\":\"publish_all\",\"error\":\"%s\",\"times\":1}";
        assertThat(http.post("/local/faults", fault.formatted("timeout_after")).status())
                .isEqualTo(200);

        Response lost = http.post(
                "/api/schedules/actions",
                "{\"action\":\"pause\",\"schedule_ids\":[\"" + String.join("\",\"", ids.subList(0, 20)) + "\"]}");
        assertThat(lost.status()).isEqualTo(503);

        assertThat(act("pause", ids)).hasSize(COUNT).allMatch(it -> it.startsWith("20"));
        assertThat(read(ids, "paused"))
                .allMatch(it ->
                        it.path("version").asInt() == 2 || it.path("version").asInt() == 3);
    }
}
