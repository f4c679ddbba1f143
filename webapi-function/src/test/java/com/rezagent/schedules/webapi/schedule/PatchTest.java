package com.rezagent.schedules.webapi.schedule;

import static com.rezagent.schedules.webapi.fake.FakeStage.path;
import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.CommandJson;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.DefinitionDefaults;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.testing.MemoryPublisher.Published;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.fake.Response;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatchTest {
    private static final String MERGE_PATCH = "application/merge-patch+json";

    private final FakeStage stage = new FakeStage();
    private final ScheduleId id = stage.create(teeTime().put("description", "before"));

    private Request patch(String json) {
        return Request.of("PATCH", path(id)).raw(json).header("Content-Type", MERGE_PATCH);
    }

    private Response patched(String json) {
        return stage.send(patch(json));
    }

    private String etag() {
        return stage.get(path(id)).header("ETag");
    }

    @Test
    void a_patch_changes_its_fields_and_no_others() {
        ObjectNode before = stage.read(id);

        Response response = patched("{\"description\":\"after\",\"labels\":{\"team\":\"golf\"}}");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("ETag")).isEqualTo(etag());
        ObjectNode expected = before.deepCopy();
        expected.put("description", "after")
                .put("version", 2)
                .putObject("labels")
                .put("team", "golf");
        assertThat(stage.read(id).without("updated_at").toString())
                .isEqualTo(expected.without("updated_at").toString());
        assertThat(stage.lastMessage().get("action").textValue()).isEqualTo("update");
        assertThat(stage.lastMessage().get("expected_version").longValue()).isEqualTo(1);
    }

    @Test
    void objects_are_merged_and_null_removes() {
        patched("{\"labels\":{\"a\":\"1\",\"b\":\"2\"},\"arguments\":{\"x\":1},\"timezone\":\"Europe/Berlin\"}");

        Response response = patched("""
                {"payload":{"party_size":2,"course_id":null,"players":["a"]},"labels":{"a":null,"c":"3"},
                 "arguments":null,"description":null,"timezone":null,"retry_policy":{"maximum_retry_attempts":3}}""");

        assertThat(response.status()).isEqualTo(200);
        ObjectNode read = stage.read(id);
        assertThat(read.get("payload"))
                .isEqualTo(
                        Json.parse("{\"action\":\"check_and_book_tee_times\",\"party_size\":2,\"players\":[\"a\"]}"));
        assertThat(read.get("labels")).isEqualTo(Json.parse("{\"b\":\"2\",\"c\":\"3\"}"));
        assertThat(read.get("arguments").isNull()).isTrue();
        assertThat(read.get("description").isNull()).isTrue();
        assertThat(read.get("timezone").textValue()).isEqualTo("UTC");
        assertThat(read.get("retry_policy"))
                .isEqualTo(Json.parse("{\"maximum_retry_attempts\":3,\"maximum_event_age_seconds\":86400}"));

        assertThat(patched("{\"labels\":null}").json().get("labels")).isEmpty();
    }

    @Test
    void the_response_of_a_read_is_a_patch_that_changes_nothing() {
        patched("{\"labels\":{\"team\":\"golf\"}}");
        ObjectNode before = stage.read(id);

        assertThat(patched(Json.write(before)).status()).isEqualTo(200);
        assertThat(stage.read(id).without("updated_at").toString())
                .isEqualTo(before.without("updated_at").toString());
    }

    @Test
    void an_empty_patch_changes_nothing_and_meets_any_if_match() {
        assertThat(stage.send(patch("{}").header("If-Match", "\"old\"")).status())
                .isEqualTo(200);
        assertThat(stage.record(id).version()).isEqualTo(1);
    }

    @Test
    void the_reason_is_a_query_parameter_and_kept_out_of_the_definition() {
        Response response = stage.send(Request.of("PATCH", path(id) + "?reason=Later%20is%20better")
                .raw("{\"description\":\"after\"}")
                .header("Content-Type", MERGE_PATCH));

        assertThat(response.status()).isEqualTo(200);
        assertThat(stage.lastMessage().get("reason").textValue()).isEqualTo("Later is better");
        assertThat(stage.lastMessage().get("schedule").has("reason")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {MERGE_PATCH, "Application/Merge-Patch+JSON; charset=UTF-8"})
    void a_merge_patch_in_utf_8_is_accepted(String type) {
        assertThat(stage.send(patch("{}").header("Content-Type", type)).status())
                .isEqualTo(200);
    }

    /** API Gateway encodes a body of a type that it does not know as text. */
    @Test
    void a_base64_encoded_patch_is_decoded() {
        String body = "{\"description\":\"Frühstück ☕\"}";
        String encoded = Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8));

        Response response = stage.send(patch("").encoded(encoded));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text("description")).isEqualTo("Frühstück ☕");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json-patch+json",
                "text/plain",
                "",
                "application/merge-patch+json; charset=latin1"
            })
    void any_other_media_type_returns_415_and_names_the_right_one(String type) {
        Response response = stage.send(patch("{}").header("Content-Type", type));

        response.assertError(415, "unsupported_media_type");
        assertThat(response.details()).startsWith("Content-Type: must be application/merge-patch+json");
    }

    @Test
    void a_content_encoding_returns_415() {
        Response response = stage.send(patch("{}").header("Content-Encoding", "gzip"));

        assertThat(response.status()).isEqualTo(415);
        assertThat(response.details()).startsWith("Content-Encoding: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | invalid_json | ",
                "null | invalid_json | ",
                "\"x\" | invalid_json | ",
                "`` | invalid_json | ",
                "{\"description\":1 | invalid_json | ",
                "{\"description\":\"a\",\"description\":\"b\"} | invalid_json | Duplicate field",
                "{\"schedule_expression\":null} | invalid_schedule_expression | schedule_expression: is required",
                "{\"target_type\":null} | invalid_target | target_type: is required",
                "{\"payload\":null} | invalid_payload | payload: is required",
                "{\"payload\":[]} | invalid_payload | payload: must be a JSON object",
                "{\"name\":null} | invalid_request | name: can't be removed; leave it out",
                "{\"name\":\"another\"} | invalid_name | name: leave it as it is",
                "{\"group\":null} | invalid_request | group: can't be removed; use POST /api/schedules/{id}/move",
                "{\"group\":\"billing\"} | invalid_request | group: is billing, but the schedule is in default, and a patch changes its definition only; use POST",
                "{\"group\":\"NO GROUP\"} | invalid_group | group: ",
                "{\"status\":null} | invalid_request | status: can't be removed; use POST /api/schedules/{id}/pause",
                "{\"status\":\"paused\"} | invalid_request | status: is paused, but the schedule is active",
                "{\"status\":\"deleted\"} | invalid_request | status: is deleted, but the schedule is active",
                "{\"status\":\"completed\"} | invalid_request | status: is completed, but the schedule is active",
                "{\"status\":\"asleep\"} | invalid_request | status: must be",
                "{\"colour\":1} | invalid_request | colour: unknown field",
                "{\"colour\":null} | invalid_request | colour: unknown field",
                "{\"reason\":\"x\"} | invalid_request | reason: unknown field",
                "{\"labels\":{\"Team\":\"x\"}} | invalid_request | labels.Team: a key has",
                "{\"retry_policy\":{\"colour\":1}} | invalid_request | retry_policy.colour: unknown field",
                "{\"schedule_expression\":\"at(2025-01-01T00:00:00)\"} | invalid_schedule_expression | never fires",
                "{\"timezone\":\"Nowhere\"} | invalid_timezone | timezone: "
            })
    void a_bad_patch_is_refused_with_what_to_do_and_changes_nothing(String json, String error, String detail) {
        ObjectNode before = stage.read(id);

        patched(json).assertError(400, error, detail == null ? "" : detail);
        assertThat(stage.read(id)).isEqualTo(before);
        assertThat(stage.topics.published()).hasSize(1);
    }

    @Test
    void another_status_is_refused_with_the_route_that_brings_it_about() {
        assertThat(patched("{\"status\":\"paused\"}").details()).contains("use POST " + path(id) + "/pause");
        assertThat(patched("{\"status\":\"deleted\"}").details()).contains("use DELETE " + path(id));
        assertThat(patched("{\"status\":\"active\"}").status()).isEqualTo(200);
        assertThat(patched("{\"status\":\"pending\"}").status()).isEqualTo(200);

        stage.post(path(id) + "/pause");

        assertThat(patched("{\"status\":\"active\"}").details()).contains("use POST " + path(id) + "/resume");
        assertThat(patched("{\"status\":\"paused\"}").status()).isEqualTo(200);
    }

    @Test
    void another_group_is_refused_with_the_route_and_its_own_is_accepted() {
        stage.putGroup("billing", DefinitionDefaults.NONE);

        assertThat(patched("{\"group\":\"billing\"}").details()).contains("use POST " + path(id) + "/move");
        assertThat(patched("{\"group\":\"default\",\"description\":\"after\"}").status())
                .isEqualTo(200);
    }

    @Test
    void an_unknown_schedule_returns_404_and_a_deleted_one_409() {
        assertThat(stage.send(Request.of("PATCH", "/api/schedules/sched_0")
                                .raw("{}")
                                .header("Content-Type", MERGE_PATCH))
                        .error())
                .isEqualTo("schedule_not_found");

        stage.delete(path(id));

        assertThat(patched("{\"description\":\"after\"}").error()).isEqualTo("schedule_deleted");
    }

    @Test
    void an_outdated_if_match_returns_412_and_publishes_nothing() {
        String old = etag();
        stage.post(path(id) + "/pause");

        stage.send(patch("{\"description\":\"after\"}").header("If-Match", old)).assertError(412, "version_conflict");
        assertThat(stage.topics.published()).hasSize(2);
    }

    /** Applies another patch just before each of the next commands. */
    private void overtakeNext(int times) {
        AtomicInteger left = new AtomicInteger(times);
        stage.topics.subscribe((messageId, message) -> {
            if (left.getAndDecrement() > 0) {
                stage.topics.subscribe(stage.scheduler::process);
                stage.put(path(id), teeTime().put("description", "other " + left));
                overtakeNext(left.get());
            }
            stage.scheduler.process(messageId, message);
        });
    }

    @Test
    void a_lost_race_is_repeated_with_the_schedule_as_it_is_then() {
        overtakeNext(1);

        Response response = patched("{\"timezone\":\"Europe/Berlin\"}");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text("timezone")).isEqualTo("Europe/Berlin");
        assertThat(response.text("description")).isEqualTo("other 0");
        assertThat(stage.record(id).version()).isEqualTo(3);
        assertThat(conflictsHandled()).as("no notice reports the race").containsExactly(true, false, false);
    }

    /** Returns, of each update, whether it was published without the need for a notice if another one is first. */
    private List<Boolean> conflictsHandled() {
        return stage.topics.published().stream()
                .map(it -> it.message())
                .filter(it -> it.body().contains("\"update\""))
                .map(it -> it.attributes().containsKey(CommandJson.ON_CONFLICT))
                .toList();
    }

    @Test
    void a_race_that_is_lost_twice_returns_412_and_changes_nothing() {
        overtakeNext(2);

        patched("{\"timezone\":\"Europe/Berlin\"}").assertError(412, "version_conflict", "repeat the change");
        assertThat(stage.read(id).get("timezone").textValue()).isEqualTo("America/New_York");
    }

    @Test
    void with_an_if_match_a_lost_race_is_not_repeated() {
        String etag = etag();
        overtakeNext(1);

        Response response = stage.send(patch("{\"timezone\":\"Europe/Berlin\"}").header("If-Match", etag));

        assertThat(response.status()).isEqualTo(412);
        assertThat(stage.record(id).version()).isEqualTo(2);
        assertThat(conflictsHandled()).containsExactly(false, false);
    }

    @Test
    void without_a_wait_a_lost_race_is_not_repeated() {
        overtakeNext(1);

        Response response = stage.send(patch("{\"timezone\":\"Europe/Berlin\"}").header("Prefer", "wait=0"));

        assertThat(response.status()).isEqualTo(412);
        assertThat(conflictsHandled()).containsExactly(false, false);
    }

    @Test
    void a_patch_that_a_later_unchanged_replacement_makes_stale_is_repeated() {
        AtomicInteger left = new AtomicInteger(1);
        stage.topics.subscribe((messageId, message) -> {
            if (left.getAndDecrement() > 0) {
                stage.topics.subscribe(stage.scheduler::process);
                stage.put(path(id), teeTime().put("description", "before"));
            }
            stage.scheduler.process(messageId, message);
        });

        Response response = patched("{\"description\":\"after\"}");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text("description")).isEqualTo("after");
        assertThat(response.json().get("warnings")).isEmpty();
    }

    @Test
    void a_pending_patch_returns_202_with_the_schedule_as_last_read() {
        stage.topics.subscribe(stage.scheduler::hold);

        Response response = patched("{\"description\":\"after\"}");

        assertThat(response.status()).isEqualTo(202);
        assertThat(response.text("description")).isEqualTo("before");
        assertThat(response.text("command_id")).isNotNull();
        List<Published> sent = stage.topics.published().subList(1, 3);
        assertThat(sent).extracting(it -> it.message().body()).containsOnly(Json.write(stage.lastMessage()));
        assertThat(conflictsHandled())
                .as("it is sent again, so that a refusal is reported")
                .containsExactly(true, false);
        stage.scheduler.deliverHeld();
        assertThat(stage.record(id).version()).isEqualTo(2);
    }
}
