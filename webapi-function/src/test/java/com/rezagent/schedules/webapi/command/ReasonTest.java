package com.rezagent.schedules.webapi.command;

import static com.rezagent.schedules.webapi.fake.FakeStage.path;
import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.fake.Response;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The reason that every request for a change may have. */
class ReasonTest {
    private static final String WHY = "Asked for by \"ops\" ⛳";
    private static final String ENCODED = "Asked+for+by+%22ops%22+%E2%9B%B3";

    private final FakeStage stage = new FakeStage();
    private final ScheduleId id = stage.create(teeTime());

    @Test
    void a_create_and_a_replacement_carry_it_outside_the_definition() {
        Response created =
                stage.post("/api/schedules", teeTime().put("name", "other").put("reason", WHY));

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().has("reason")).isFalse();
        assertThat(stage.lastMessage().path("reason").textValue()).isEqualTo(WHY);
        assertThat(stage.lastMessage().path("schema_version").intValue()).isEqualTo(4);
        assertThat(stage.lastMessage().path("schedule").has("reason")).isFalse();

        long version = stage.record(id).version();
        assertThat(stage.put(path(id), teeTime().put("reason", WHY)).status()).isEqualTo(200);
        assertThat(stage.record(id).version()).isEqualTo(version);
        assertThat(stage.lastMessage().path("reason").textValue()).isEqualTo(WHY);
    }

    @Test
    void a_delete_has_it_in_the_query() {
        assertThat(stage.delete(path(id) + "?reason=" + ENCODED).status()).isEqualTo(200);
        assertThat(stage.lastMessage().path("reason").textValue()).isEqualTo(WHY);
    }

    @ParameterizedTest
    @CsvSource({"pause", "resume", "trigger"})
    void a_change_of_state_and_a_trigger_have_it_in_the_body(String action) {
        stage.post(path(id) + "/" + action, Json.object().put("reason", WHY));

        assertThat(stage.lastMessage().path("action").textValue()).isEqualTo(action);
        assertThat(stage.lastMessage().path("reason").textValue()).isEqualTo(WHY);
    }

    @Test
    void a_blank_one_counts_as_absent_and_needs_no_later_schema_version() {
        stage.post(path(id) + "/trigger", "{\"reason\":\" \"}");

        assertThat(stage.lastMessage().has("reason")).isFalse();
        assertThat(stage.lastMessage().has("schema_version")).isFalse();
    }

    @Test
    void a_key_used_with_another_reason_is_refused() {
        Request keyed = Request.post(path(id) + "/pause").header("Idempotency-Key", "one");
        assertThat(stage.send(keyed.json("{\"reason\":\"a\"}")).status()).isEqualTo(200);
        assertThat(stage.send(keyed.json("{\"reason\":\"a\"}")).status()).isEqualTo(200);

        assertThat(stage.send(keyed.json("{\"reason\":\"b\"}")).error()).isEqualTo("idempotency_key_reused");
    }

    @Test
    void an_invalid_one_is_refused_wherever_it_is() {
        int published = stage.topics.published().size();
        String tooLong = "x".repeat(201);

        for (Response response : new Response[] {
            stage.post("/api/schedules", teeTime().put("name", "n").put("reason", tooLong)),
            stage.put(path(id), teeTime().put("reason", tooLong)),
            stage.delete(path(id) + "?reason=" + tooLong),
            stage.post(path(id) + "/trigger", Json.object().put("reason", tooLong)),
            stage.post(path(id) + "/resume", Json.object().put("reason", tooLong)),
            stage.send(Request.of("PATCH", path(id) + "?reason=" + tooLong)
                    .raw("{}")
                    .header("Content-Type", "application/merge-patch+json")),
            stage.post(path(id) + "/skip", Json.object().put("reason", tooLong)),
            stage.post(path(id) + "/unskip", Json.object().put("reason", tooLong)),
            stage.post(path(id) + "/restore", Json.object().put("reason", tooLong)),
            stage.post(path(id) + "/revert", Json.object().put("version", 1).put("reason", tooLong)),
            stage.post(
                    "/api/schedules/actions",
                    "{\"action\":\"skip\",\"schedule_ids\":[\"" + id + "\"],\"reason\":\"" + tooLong + "\"}")
        }) {
            response.assertError(400, "invalid_request", "reason: must have at most 200 characters");
        }
        assertThat(stage.topics.published()).hasSize(published);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%00", "a%0A", "a%0D%0Ab", "%7F", "%C2%85"})
    void one_with_control_characters_is_refused(String encoded) {
        int published = stage.topics.published().size();
        String text = URLDecoder.decode(encoded, StandardCharsets.UTF_8);

        for (Response response : new Response[] {
            stage.post("/api/schedules", teeTime().put("name", "n").put("reason", text)),
            stage.delete(path(id) + "?reason=" + encoded),
            stage.post(path(id) + "/pause", Json.object().put("reason", text))
        }) {
            response.assertError(400, "invalid_request", "reason: must be one line without control characters");
        }
        assertThat(stage.topics.published()).hasSize(published);
    }
}
