package com.rezagent.schedules.webapi.schedule;

import static com.rezagent.schedules.webapi.fake.FakeStage.path;
import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.DefinitionDefaults;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.fake.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Pauses of one schedule and of its group, as its representation shows them. */
class PauseUntilTest {
    private static final Instant MONDAY = Instant.parse("2025-11-10T06:00:00Z");
    private static final String UNTIL_MONDAY = "{\"until\":\"2025-11-10T01:00:00-05:00\",\"reason\":\"Course closed\"}";

    private final FakeStage stage = new FakeStage();
    private final ScheduleId id = stage.create(teeTime());

    private Response post(String action, String json) {
        return stage.post(path(id) + action, json);
    }

    private JsonNode summary() {
        return stage.get("/api/schedules").json().at("/schedules/0");
    }

    private static String blocks(JsonNode schedule) {
        return Json.write(schedule.get("blocked_by"));
    }

    @Test
    void a_schedule_that_nothing_holds_back_has_no_pause_and_no_block() {
        assertThat(stage.read(id))
                .isEqualTo(Json.parseObject(Json.write(stage.read(id)))
                        .put("group", "default")
                        .putNull("paused_from")
                        .putNull("paused_until")
                        .putNull("pause_reason")
                        .putNull("paused_by")
                        .set("blocked_by", Json.array()));
    }

    @Test
    void a_pause_until_shows_when_and_why_and_the_next_execution_after_it() {
        Response paused = post("/pause", UNTIL_MONDAY);

        assertThat(paused.status()).isEqualTo(200);
        for (JsonNode shown : new JsonNode[] {paused.json(), stage.read(id), summary()}) {
            assertThat(shown.get("status").textValue()).isEqualTo("paused");
            assertThat(shown.get("status_reason").isNull()).isTrue();
            assertThat(shown.get("paused_from").textValue()).isEqualTo("2025-11-06T20:00:00Z");
            assertThat(shown.get("paused_until").textValue()).isEqualTo("2025-11-10T06:00:00Z");
            assertThat(shown.get("pause_reason").textValue()).isEqualTo("Course closed");
            assertThat(shown.get("paused_by").textValue()).isEqualTo("arn:aws:iam::123456789012:user/golfer");
            assertThat(blocks(shown))
                    .isEqualTo(
                            "[{\"source\":\"schedule\",\"until\":\"2025-11-10T06:00:00Z\",\"reason\":\"Course closed\"}]");
            assertThat(shown.get("next_execution").textValue()).isEqualTo("2025-11-10T11:00:00Z");
        }
    }

    @Test
    void a_pause_ends_by_itself() {
        post("/pause", UNTIL_MONDAY);
        stage.clock.set(MONDAY);

        for (JsonNode shown : new JsonNode[] {stage.read(id), summary()}) {
            assertThat(shown.get("status").textValue()).isEqualTo("active");
            assertThat(shown.get("paused_from").isNull()).isTrue();
            assertThat(shown.get("paused_until").isNull()).isTrue();
            assertThat(shown.get("pause_reason").isNull()).isTrue();
            assertThat(shown.get("paused_by").isNull()).isTrue();
            assertThat(blocks(shown)).isEqualTo("[]");
        }
    }

    @Test
    void lists_by_status_judge_a_pause_by_the_clock() {
        post("/pause", UNTIL_MONDAY);

        assertThat(listed("?status=paused")).isOne();
        assertThat(listed("?status=active")).isZero();

        stage.clock.set(MONDAY);

        assertThat(listed("?status=paused")).isZero();
        assertThat(listed("?status=active")).isOne();
        assertThat(listed("?group=default&status=active")).isOne();
    }

    private int listed(String query) {
        return stage.get("/api/schedules" + query).json().get("schedules").size();
    }

    @Test
    void a_later_pause_replaces_an_earlier_one_and_goes_on_from_its_start() {
        post("/pause", UNTIL_MONDAY);
        stage.clock.advance(Duration.ofHours(1));
        post("/pause", "{\"reason\":\"Until further notice\"}");

        assertThat(stage.read(id).get("paused_from").textValue()).isEqualTo("2025-11-06T20:00:00Z");
        assertThat(stage.read(id).get("paused_until").isNull()).isTrue();
        assertThat(stage.read(id).get("next_execution").isNull()).isTrue();
        assertThat(blocks(stage.read(id)))
                .isEqualTo("[{\"source\":\"schedule\",\"until\":null,\"reason\":\"Until further notice\"}]");
    }

    @Test
    void the_same_pause_again_is_unchanged() {
        post("/pause", UNTIL_MONDAY);

        assertThat(post("/pause", UNTIL_MONDAY).text("version")).isEqualTo("2");
        assertThat(post("/pause", UNTIL_MONDAY.replace("closed", "flooded")).text("version"))
                .isEqualTo("3");
    }

    @Test
    void a_resume_ends_a_pause_early_and_may_say_why() {
        post("/pause", UNTIL_MONDAY);

        Response resumed = post("/resume", "{\"reason\":\"Course open again\"}");

        assertThat(resumed.status()).isEqualTo(200);
        assertThat(resumed.text("status")).isEqualTo("active");
        assertThat(resumed.text("pause_reason")).isNull();
        assertThat(resumed.text("next_execution")).isEqualTo("2025-11-07T11:00:00Z");
        assertThat(stage.topics.published().get(2).message().body())
                .contains("\"schema_version\":3")
                .contains("\"reason\":\"Course open again\"");
    }

    @Test
    void an_empty_reason_is_none() {
        assertThat(post("/pause", "{\"reason\":\"\"}").text("pause_reason")).isNull();
        assertThat(post("/pause", "null").status()).isEqualTo(200);
    }

    @Test
    void a_pause_of_the_group_blocks_the_schedule_but_leaves_its_status() {
        stage.pauseGroup("default", null, MONDAY, "Database upgrade");

        for (JsonNode shown : new JsonNode[] {stage.read(id), summary()}) {
            assertThat(shown.get("status").textValue()).isEqualTo("active");
            assertThat(shown.get("paused_from").isNull()).isTrue();
            assertThat(blocks(shown))
                    .isEqualTo(
                            "[{\"source\":\"group:default\",\"until\":\"2025-11-10T06:00:00Z\",\"reason\":\"Database upgrade\"}]");
            assertThat(shown.get("next_execution").textValue()).isEqualTo("2025-11-10T11:00:00Z");
        }
        stage.resumeGroup("default");

        assertThat(blocks(stage.read(id))).isEqualTo("[]");
    }

    @Test
    void a_maintenance_window_to_come_blocks_nothing_yet() {
        stage.pauseGroup("default", Instant.parse("2025-11-08T00:00:00Z"), MONDAY, null);

        assertThat(blocks(stage.read(id))).isEqualTo("[]");
        assertThat(stage.read(id).get("next_execution").textValue()).isEqualTo("2025-11-07T11:00:00Z");
    }

    @Test
    void an_at_in_its_pause_has_a_warning() {
        ScheduleId once =
                stage.create(teeTime().put("name", "once").put("schedule_expression", "at(2025-11-08T09:00:00)"));

        Response response = stage.post(path(once) + "/pause", UNTIL_MONDAY);

        assertThat(response.text("next_execution")).isNull();
        assertThat(response.json().get("warnings").get(0).textValue())
                .startsWith("It never runs: it fires once, in the pause until 2025-11-10T06:00:00Z.");
    }

    @Test
    void a_deleted_schedule_shows_no_pause() {
        post("/pause", UNTIL_MONDAY);
        stage.delete(path(id));

        assertThat(stage.read(id).get("paused_until").isNull()).isTrue();
        assertThat(blocks(stage.read(id))).isEqualTo("[]");
    }

    @Test
    void what_was_read_while_paused_can_be_sent_back() {
        post("/pause", UNTIL_MONDAY);
        stage.pauseGroup("default", null, null, null);
        ObjectNode read = stage.read(id);

        Response replaced = stage.put(path(id), read);

        assertThat(replaced.status()).isEqualTo(200);
        assertThat(replaced.json()).isEqualTo(read);
        assertThat(stage.topics.published().get(2).message().body()).doesNotContain("group", "paused", "blocked_by");
    }

    @Test
    void what_was_read_while_paused_until_is_created_paused_under_another_name() {
        post("/pause", UNTIL_MONDAY);

        Response copied = stage.post("/api/schedules", stage.read(id).put("name", "copy"));

        assertThat(copied.status()).isEqualTo(201);
        assertThat(copied.text("status")).isEqualTo("paused");
        assertThat(copied.text("paused_until")).isNull();
    }

    @Test
    void a_replacement_does_not_pause_resume_or_move() {
        refused(teeTime().put("status", "paused"), "is not paused", "/pause");
        post("/pause", UNTIL_MONDAY);
        refused(teeTime().put("status", "active"), "is paused", "/resume");
        stage.clock.set(MONDAY);
        refused(teeTime().put("status", "paused"), "is not paused", "/pause");
    }

    private void refused(ObjectNode body, String state, String route) {
        stage.put(path(id), body).assertError(400, "invalid_request", state, "use POST /api/schedules/" + id + route);
    }

    @Test
    void waiting_for_a_command_reads_the_group_only_for_the_response() {
        stage.topics.subscribe(stage.scheduler::hold);
        int before = stage.groups.readCount();

        stage.send(Request.post(path(id) + "/pause").header("Prefer", "wait=10"));

        assertThat(stage.sleeper.pauses().size()).isGreaterThan(5);
        assertThat(stage.groups.readCount() - before).isOne();
    }

    @Test
    void a_list_reads_the_gates_of_its_groups_once() {
        stage.putGroup("billing", DefinitionDefaults.NONE);
        for (int i = 0; i < 6; i++) {
            stage.create(teeTime().put("name", "n" + i).put("group", i % 2 == 0 ? "billing" : "default"));
        }
        stage.pauseGroup("billing", null, null, "upgrade");
        int before = stage.groups.readCount();

        JsonNode page = stage.get("/api/schedules").json().get("schedules");

        assertThat(stage.groups.readCount() - before).isOne();
        assertThat(StreamSupport.stream(page.spliterator(), false)
                        .filter(it -> blocks(it).contains("group:billing")))
                .hasSize(3);
    }
}
