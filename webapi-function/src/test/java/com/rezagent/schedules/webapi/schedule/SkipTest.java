package com.rezagent.schedules.webapi.schedule;

import static com.rezagent.schedules.webapi.fake.FakeStage.path;
import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.fake.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Skips over REST. The schedule fires daily at 11:00 UTC. */
class SkipTest {
    private static final String FRIDAY = "2025-11-07T11:00:00Z";
    private static final String SATURDAY = "2025-11-08T11:00:00Z";
    private static final String SUNDAY = "2025-11-09T11:00:00Z";

    private final FakeStage stage = new FakeStage();
    private final ScheduleId id = stage.create(teeTime());

    private Response post(String action, String json) {
        return stage.post(path(id) + action, json);
    }

    private Response skip(String time) {
        return post("/skip", "{\"scheduled_time\":\"" + time + "\"}");
    }

    private JsonNode summary() {
        return stage.get("/api/schedules").json().at("/schedules/0");
    }

    private static String times(JsonNode schedule) {
        return Json.write(schedule.get("skipped_times"));
    }

    @Test
    void skip_without_a_body_skips_the_next_firing_and_repeating_it_changes_nothing() {
        Response first = stage.post(path(id) + "/skip");

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.text("skipped_time")).isEqualTo(FRIDAY);
        assertThat(times(first.json())).isEqualTo("[\"" + FRIDAY + "\"]");
        assertThat(first.text("next_execution")).isEqualTo(SATURDAY);
        assertThat(first.json().get("version").intValue()).isEqualTo(2);
        assertThat(first.text("status")).isEqualTo("active");

        assertThat(stage.post(path(id) + "/skip").json()).isEqualTo(first.json());
        assertThat(stage.read(id).has("skipped_time")).isFalse();
    }

    @Test
    void skipped_firings_are_counted_in_lists_and_passed_by_the_next_execution() {
        skip(FRIDAY);
        skip(SUNDAY);

        for (JsonNode shown : new JsonNode[] {stage.read(id), summary()}) {
            assertThat(shown.get("next_execution").textValue()).isEqualTo(SATURDAY);
        }
        assertThat(summary().get("skipped_count").intValue()).isEqualTo(2);
        assertThat(times(stage.read(id))).isEqualTo("[\"" + FRIDAY + "\",\"" + SUNDAY + "\"]");

        stage.clock.set(Instant.parse(FRIDAY));

        assertThat(summary().get("skipped_count").intValue()).isOne();
        assertThat(times(stage.read(id))).isEqualTo("[\"" + SUNDAY + "\"]");
    }

    @Test
    void firings_show_the_code_and_who_skipped_it_and_why() {
        post("/skip", "{\"scheduled_time\":\"2025-11-08T06:00:00-05:00\",\"reason\":\"Course closed\"}");

        JsonNode firings = stage.get(path(id) + "/firings?limit=3").json().get("firings");

        assertThat(StreamSupport.stream(firings.spliterator(), false))
                .extracting(it -> it.get("scheduled_time").asText() + " "
                        + it.get("verdict").asText() + " " + it.get("code").asText() + " "
                        + it.get("reason").asText())
                .containsExactly(
                        FRIDAY + " runs null null",
                        SATURDAY + " skipped skip_requested skip_requested: requested by"
                                + " arn:aws:iam::123456789012:user/golfer; Course closed",
                        SUNDAY + " runs null null");
    }

    @Test
    void unskip_lets_the_firing_run_and_repeating_it_changes_nothing() {
        skip(FRIDAY);

        Response unskipped = post("/unskip", "{\"scheduled_time\":\"" + FRIDAY + "\"}");

        assertThat(unskipped.status()).isEqualTo(200);
        assertThat(unskipped.text("skipped_time")).isEqualTo(FRIDAY);
        assertThat(times(unskipped.json())).isEqualTo("[]");
        assertThat(unskipped.text("next_execution")).isEqualTo(FRIDAY);
        assertThat(unskipped.json().get("version").intValue()).isEqualTo(3);
        assertThat(post("/unskip", "{\"scheduled_time\":\"" + FRIDAY + "\"}").json())
                .isEqualTo(unskipped.json());
    }

    @Test
    void rate_firing_is_named_by_its_nominal_time() {
        ScheduleId rate = stage.create(teeTime().put("name", "rate").put("schedule_expression", "rate(1 hour)"));

        Response skipped = stage.post(path(rate) + "/skip", "{\"scheduled_time\":\"2025-11-06T21:00:29Z\"}");

        assertThat(skipped.text("skipped_time")).isEqualTo("2025-11-06T21:00:00Z");
        assertThat(times(skipped.json())).isEqualTo("[\"2025-11-06T21:00:00Z\"]");
    }

    @Test
    void command_has_the_nominal_time_so_that_a_late_delivery_is_about_the_same_firing() {
        stage.topics.subscribe(stage.scheduler::hold);

        Response pending = stage.post(path(id) + "/skip");

        assertThat(pending.status()).isEqualTo(202);
        assertThat(pending.text("command_id")).startsWith("cmd_");
        assertThat(pending.text("skipped_time")).isEqualTo(FRIDAY);
        String message = stage.topics.published().get(1).message().body();
        assertThat(message)
                .contains("\"action\":\"skip\"", "\"schema_version\":4", "\"scheduled_time\":\"" + FRIDAY + "\"");
    }

    @Test
    void repeated_request_with_its_key_names_the_firing_of_the_first_one() {
        Request keyed = Request.post(path(id) + "/skip").header("Idempotency-Key", "key");
        assertThat(stage.send(keyed).text("skipped_time")).isEqualTo(FRIDAY);
        stage.clock.set(Instant.parse(FRIDAY).plusSeconds(60));

        Response repeated = stage.send(keyed);

        assertThat(repeated.status()).isEqualTo(200);
        assertThat(repeated.text("skipped_time")).isEqualTo(FRIDAY);
        assertThat(times(stage.read(id))).isEqualTo("[]");
        assertThat(stage.read(id).get("version").intValue()).isEqualTo(2);
        assertThat(stage.send(keyed.json("{\"reason\":\"other\"}")).error()).isEqualTo("idempotency_key_reused");
    }

    @Test
    void if_match_is_checked_unless_nothing_changes() {
        Request request = Request.post(path(id) + "/skip").header("If-Match", "\"other-1\"");
        assertThat(stage.send(request).status()).isEqualTo(412);
        skip(FRIDAY);
        assertThat(stage.send(request).status()).isEqualTo(200);
    }

    @Test
    void what_was_read_with_skips_can_be_sent_back() {
        Response skipped = skip(FRIDAY);

        Response replaced = stage.put(path(id), skipped.json());

        assertThat(replaced.status()).isEqualTo(200);
        assertThat(replaced.json().get("version").intValue()).isEqualTo(2);
        assertThat(times(replaced.json())).isEqualTo("[\"" + FRIDAY + "\"]");
    }

    @Test
    void schedule_whose_only_firing_is_skipped_warns() {
        ScheduleId once =
                stage.create(teeTime().put("name", "once").put("schedule_expression", "at(2025-11-07T06:00:00)"));

        Response skipped = stage.post(path(once) + "/skip");

        assertThat(skipped.json().get("next_execution").isNull()).isTrue();
        assertThat(skipped.json().get("warnings").toString())
                .contains("It never runs: it fires once, and that firing is skipped. Unskip it if it is to run.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`{\"scheduled_time\":\"2025-11-07T11:00:01Z\"}` | not_a_firing | 2025-11-07T11:00:01Z is no firing of cron(0 6 * * ? *); GET /api/schedules/",
                "`{\"scheduled_time\":\"2025-11-06T11:00:00Z\"}` | not_a_firing | 2025-11-06T11:00:00Z has passed; GET /api/schedules/",
                "`{\"scheduled_time\":\"2025-11-07T11:00:00.5Z\"}` | invalid_request | scheduled_time: must be in whole seconds",
                "`{\"scheduled_time\":\"tomorrow\"}` | invalid_request | scheduled_time: must be an RFC 3339 time",
                "`{\"scheduled_time\":1762513200}` | invalid_request | scheduled_time: must be a string, not a number",
                "`{\"scheduled_times\":[]}` | invalid_request | scheduled_times: unknown field; allowed fields are reason, scheduled_time",
                "`{\"reason\":7}` | invalid_request | reason: must be a string, not a number",
                "`[]` | invalid_json | ``",
            })
    void invalid_skip_or_unskip_returns_its_code_and_what_to_do(String body, String code, String detail) {
        for (String action : new String[] {"/skip", "/unskip"}) {
            post(action, body).assertError(400, code, detail);
        }
        assertThat(stage.topics.published()).hasSize(1);
    }

    @Test
    void fifty_first_skip_is_refused_and_not_published() {
        for (int day = 0; day < 50; day++) {
            assertThat(skip(Instant.parse(FRIDAY).plus(Duration.ofDays(day)).toString())
                            .status())
                    .isEqualTo(200);
        }
        int published = stage.topics.published().size();

        skip(Instant.parse(FRIDAY).plus(Duration.ofDays(50)).toString()).assertError(409, "too_many_skips", "50");
        assertThat(stage.topics.published()).hasSize(published);
    }

    @Test
    void schedule_that_is_unknown_or_deleted_or_has_no_firing_left_cannot_be_skipped() {
        assertThat(stage.post("/api/schedules/sched_0/skip").error()).isEqualTo("schedule_not_found");
        ScheduleId once =
                stage.create(teeTime().put("name", "once").put("schedule_expression", "at(2025-11-07T06:00:00)"));
        stage.clock.set(Instant.parse(FRIDAY));
        Response over = stage.post(path(once) + "/skip");
        assertThat(over.error()).isEqualTo("not_a_firing");
        assertThat(over.details()).isEqualTo("scheduled_time: the schedule has no firing left");
        stage.delete(path(id));
        assertThat(stage.post(path(id) + "/skip").error()).isEqualTo("schedule_deleted");
    }
}
