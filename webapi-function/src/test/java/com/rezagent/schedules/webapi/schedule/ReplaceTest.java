package com.rezagent.schedules.webapi.schedule;

import static com.rezagent.schedules.webapi.fake.FakeStage.path;
import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.fake.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplaceTest {
    private final FakeStage stage = new FakeStage();
    private final ScheduleId id = stage.create(teeTime());

    private Request put(ObjectNode body) {
        return Request.put(path(id)).json(body);
    }

    private static ObjectNode atHalfPastSix() {
        return teeTime().put("schedule_expression", "cron(30 6 * * ? *)");
    }

    private String etag() {
        return stage.get(path(id)).header("ETag");
    }

    @Test
    void a_replacement_returns_200_with_the_new_definition_and_version() {
        Response response = stage.send(put(atHalfPastSix()));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text("schedule_expression")).isEqualTo("cron(30 6 * * ? *)");
        assertThat(response.text("version")).isEqualTo("2");
        assertThat(response.header("ETag")).isEqualTo(etag());
        assertThat(stage.lastMessage().has("expected_version")).isFalse();
    }

    @Test
    void a_pending_replacement_shows_the_current_record() {
        stage.topics.subscribe(stage.scheduler::hold);

        Response response = stage.send(put(atHalfPastSix()));

        assertThat(response.status()).isEqualTo(202);
        assertThat(response.text("schedule_expression")).isEqualTo("cron(0 6 * * ? *)");
        assertThat(response.text("command_id")).isEqualTo("cmd_id2");
        assertThat(response.header("ETag")).isEqualTo(etag());
    }

    @Test
    void the_response_of_a_read_can_be_edited_and_sent_back() {
        ObjectNode read =
                stage.get(path(id) + "?include=expression_description").json();
        read.put("description", "Every morning");

        Response response = stage.send(put(read));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text("description")).isEqualTo("Every morning");
        assertThat(stage.lastMessage().get("schedule").has("created_by")).isFalse();
    }

    @Test
    void a_202_response_can_be_sent_back() {
        stage.topics.subscribe(stage.scheduler::hold);
        ObjectNode accepted = stage.send(put(atHalfPastSix())).json();
        stage.scheduler.deliverHeld();
        stage.topics.subscribe(stage.scheduler::process);

        assertThat(stage.send(put(accepted)).status()).isEqualTo(200);
    }

    @Test
    void the_name_may_be_left_out() {
        ObjectNode body = atHalfPastSix();
        body.remove("name");

        assertThat(stage.send(put(body)).text("name")).isEqualTo("daily-pebble-beach-tee-time");
    }

    @Test
    void an_unknown_field_is_refused_even_if_it_is_null_and_a_known_one_that_is_null_is_left_out() {
        ObjectNode body = atHalfPastSix();
        body.putNull("colour");
        assertThat(stage.send(put(body)).details()).contains("colour");

        body.remove("colour");
        body.putNull("description");
        assertThat(stage.send(put(body)).status()).isEqualTo(200);
        assertThat(stage.lastMessage().get("schedule").has("description")).isFalse();
    }

    @Test
    void the_name_cannot_change() {
        stage.send(put(atHalfPastSix().put("name", "another"))).assertError(400, "invalid_name");
        assertThat(stage.topics.published()).hasSize(1);
    }

    @Test
    void a_matching_if_match_is_sent_with_the_command() {
        assertThat(stage.send(put(atHalfPastSix()).header("If-Match", etag())).status())
                .isEqualTo(200);
        assertThat(stage.lastMessage().get("expected_version").longValue()).isEqualTo(1);
    }

    @Test
    void an_outdated_if_match_returns_412_and_publishes_nothing() {
        String old = etag();
        stage.post(path(id) + "/pause");

        stage.send(put(atHalfPastSix()).header("If-Match", old))
                .assertError(412, "version_conflict", stage.record(id).entityTag());
        assertThat(stage.topics.published()).hasSize(2);
    }

    @Test
    void an_if_match_that_becomes_outdated_in_transit_returns_412() {
        stage.topics.subscribe(stage.scheduler::hold);
        String etag = etag();
        stage.post(path(id) + "/pause");
        stage.topics.subscribe((messageId, message) -> {
            stage.scheduler.deliverHeld();
            stage.scheduler.process(messageId, message);
        });

        stage.send(put(atHalfPastSix()).header("If-Match", etag)).assertError(412, "version_conflict");
        assertThat(stage.record(id).version()).isEqualTo(2);
    }

    @Test
    void a_repeated_replacement_returns_200_although_its_if_match_is_outdated() {
        String etag = etag();
        stage.send(put(atHalfPastSix()).header("If-Match", etag));

        Response again = stage.send(put(atHalfPastSix()).header("If-Match", etag));

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text("version")).isEqualTo("2");
    }

    @Test
    void of_100_replacements_with_one_if_match_one_succeeds_and_the_others_get_412() throws InterruptedException {
        String etag = etag();
        List<Integer> statuses = new CopyOnWriteArrayList<>();
        ExecutorService callers = Executors.newFixedThreadPool(20);
        for (int i = 0; i < 100; i++) {
            ObjectNode body = teeTime().put("description", "by caller " + i);
            callers.execute(() ->
                    statuses.add(stage.send(put(body).header("If-Match", etag)).status()));
        }
        callers.shutdown();
        assertThat(callers.awaitTermination(1, TimeUnit.MINUTES)).isTrue();

        assertThat(statuses).hasSize(100).containsOnlyOnce(200);
        assertThat(statuses.stream().filter(it -> it == 412).count()).isEqualTo(99);
        assertThat(stage.record(id).version()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", " * "})
    void a_star_matches_any_version(String star) {
        assertThat(stage.send(put(atHalfPastSix()).header("If-Match", star)).status())
                .isEqualTo(200);
        assertThat(stage.lastMessage().has("expected_version")).isFalse();
    }

    @Test
    void one_matching_tag_of_several_is_enough() {
        assertThat(stage.send(put(atHalfPastSix()).header("If-Match", "\"abc\", " + etag()))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a,b\", %s", "%s,", ", ,%s", "\"\",W/\"x,\",\t%s ,\"y\""})
    void an_if_match_list_is_parsed_as_rfc_9110_says(String list) {
        Response response = stage.send(put(atHalfPastSix()).header("If-Match", list.replace("%s", etag())));

        assertThat(response.status()).isEqualTo(200);
    }

    @Test
    void a_weak_tag_matches_nothing() {
        assertThat(stage.send(put(atHalfPastSix()).header("If-Match", "W/" + etag()))
                        .status())
                .isEqualTo(412);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc-1", "\"abc", "\"a\" \"b\"", ",", "\"a\", *", "w/\"a\""})
    void an_if_match_that_is_not_an_entity_tag_is_refused(String header) {
        Response response = stage.send(put(atHalfPastSix()).header("If-Match", header));

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.details()).startsWith("If-Match: ");
    }

    /** Regression test: a match at the end of a line was treated as the end of the list, so parsing never ended. */
    @ParameterizedTest
    @ValueSource(strings = {"\"a\"\n", "\"a\"\r\n", "\n", "\"a\"\u0085", "\"a\",\u2028"})
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void an_if_match_that_ends_with_a_line_break_is_refused(String header) {
        Response response = stage.send(put(atHalfPastSix()).header("If-Match", header));

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.details()).startsWith("If-Match: ");
    }

    @Test
    void an_unknown_schedule_is_not_found_with_any_if_match() {
        stage.send(Request.put("/api/schedules/sched_0").json(atHalfPastSix()).header("If-Match", "*"))
                .assertError(404, "schedule_not_found");
    }

    @Test
    void a_deleted_schedule_cannot_be_replaced() {
        stage.delete(path(id));

        stage.send(put(atHalfPastSix())).assertError(409, "schedule_deleted");
        assertThat(stage.topics.published()).hasSize(2);
    }

    @Test
    void a_replacement_may_keep_a_start_date_in_the_past() {
        stage.send(put(teeTime().put("start_date", "2025-11-06T21:00:00Z")));
        stage.clock.advance(Duration.ofDays(3));

        Response kept = stage.send(put(atHalfPastSix().put("start_date", "2025-11-06T21:00:00Z")));
        Response moved = stage.send(put(atHalfPastSix().put("start_date", "2025-11-06T22:00:00Z")));

        assertThat(kept.status()).isEqualTo(200);
        assertThat(moved.status()).isEqualTo(400);
    }

    @Test
    void a_replacement_that_never_fires_is_refused() {
        stage.send(put(teeTime().put("schedule_expression", "at(2025-11-06T10:00:00)")))
                .assertError(400, "invalid_schedule_expression", "never fires");
        assertThat(stage.topics.published()).hasSize(1);
    }

    @Test
    void a_replacement_does_not_resume_a_paused_schedule() {
        stage.post(path(id) + "/pause");

        assertThat(stage.send(put(atHalfPastSix())).text("status")).isEqualTo("paused");
    }

    @Test
    void a_replacement_that_arrives_after_a_later_one_is_stale() {
        stage.topics.subscribe(stage.scheduler::hold);
        stage.send(put(atHalfPastSix()));
        stage.topics.subscribe((messageId, message) -> {
            stage.scheduler.process(messageId, message);
            stage.scheduler.deliverHeld();
        });

        Response later = stage.send(put(teeTime().put("description", "later")));

        assertThat(later.status()).isEqualTo(200);
        assertThat(later.text("description")).isEqualTo("later");
        assertThat(stage.record(id).outcomeOf("cmd_id2").orElseThrow().result().text())
                .isEqualTo("stale");
    }

    private Response withStatus(String status) {
        ObjectNode body = Json.parseObject(stage.get(path(id)).body());
        return stage.send(put(body.put("status", status)));
    }

    @Test
    void a_status_that_would_pause_or_resume_the_schedule_is_refused() {
        Response paused = withStatus("paused");
        paused.assertError(400, "invalid_request");
        assertThat(paused.details()).startsWith("status: is paused").contains("POST " + path(id) + "/pause");
        assertThat(stage.record(id).version()).isEqualTo(1);

        stage.post(path(id) + "/pause");
        Response active = withStatus("active");
        assertThat(active.status()).isEqualTo(400);
        assertThat(active.details()).startsWith("status: is active").contains("POST " + path(id) + "/resume");
        assertThat(stage.send(put(atHalfPastSix().put("status", "active"))).status())
                .isEqualTo(400);
        assertThat(stage.record(id).version()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"active", "pending", "failed", "completed", "deleted"})
    void any_other_status_of_a_response_is_ignored(String status) {
        assertThat(withStatus(status).status()).isEqualTo(200);
        assertThat(stage.send(put(atHalfPastSix().put("status", status))).status())
                .isEqualTo(200);

        stage.post(path(id) + "/pause");
        assertThat(withStatus("paused").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"PAUSED\"", "\"\"", "\"sleeping\"", "5", "{}"})
    void a_status_that_no_response_shows_is_refused(String status) {
        ObjectNode body = atHalfPastSix();
        body.set("status", Json.parse(status));

        Response response = stage.send(put(body));

        response.assertError(400, "invalid_request");
        assertThat(response.details()).startsWith("status: must be \"paused\" or a status that a response shows; ");
        assertThat(stage.record(id).version()).isEqualTo(1);
    }

    @Test
    void a_replacement_with_the_message_null_in_a_notification_is_refused() {
        ObjectNode body = teeTime().put("target_type", "notification");
        body.putObject("payload").putNull("message");

        Response response = stage.send(put(body));

        assertThat(response.error()).isEqualTo("invalid_payload");
        assertThat(response.details()).isEqualTo("payload.message: must be a string, not null; leave it out");
        assertThat(stage.record(id).version()).isEqualTo(1);
    }

    @Test
    void the_entity_tag_is_checked_before_the_status() {
        String read = etag();
        ObjectNode body = Json.parseObject(stage.get(path(id)).body());
        stage.post(path(id) + "/pause");

        assertThat(stage.send(put(body).header("If-Match", read)).status()).isEqualTo(412);
    }
}
