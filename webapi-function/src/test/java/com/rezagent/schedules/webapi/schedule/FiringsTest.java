package com.rezagent.schedules.webapi.schedule;

import static com.rezagent.schedules.webapi.fake.FakeStage.NOW;
import static com.rezagent.schedules.webapi.fake.FakeStage.path;
import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.record.PageToken;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The firings of a saved schedule, and why they will not run. */
class FiringsTest {
    private static final Instant MONDAY = Instant.parse("2025-11-10T06:00:00Z");

    private final FakeStage stage = new FakeStage();

    /** Fires daily at 11:00 UTC. */
    private final ScheduleId id = stage.create(teeTime());

    private Response get(ScheduleId schedule, String query) {
        return stage.get(path(schedule) + "/firings" + query);
    }

    /** Returns each row's day of local time with its verdict, code and mark. */
    private static List<String> texts(Response response) {
        return response.items("firings").stream()
                .map(it -> it.get("local_time").textValue().substring(5, 16)
                        + (it.get("scheduled_time").isNull() ? " never" : "")
                        + " " + it.get("verdict").textValue()
                        + (it.get("code").isNull() ? "" : " " + it.get("code").textValue())
                        + (it.get("mark").isNull() ? "" : " " + it.get("mark").textValue()))
                .toList();
    }

    private ScheduleId create(String expression, String timezone) {
        return stage.create(teeTime()
                .put("name", expression)
                .put("schedule_expression", expression)
                .put("timezone", timezone));
    }

    @Test
    void firings_are_listed_from_now_oldest_first() {
        Response response = get(id, "?limit=2");

        assertThat(response.items("firings").get(0)).isEqualTo(Json.parseObject("""
                        {"scheduled_time": "2025-11-07T11:00:00Z", "local_time": "2025-11-07T06:00:00-05:00",
                         "verdict": "runs", "code": null, "reason": null, "mark": null}
                        """));
        assertThat(texts(response)).containsExactly("11-07T06:00 runs", "11-08T06:00 runs");
        assertThat(response.text("next_token")).isNotNull();
        assertThat(get(id, "").items("firings")).hasSize(50);
    }

    @Test
    void from_is_included_and_to_is_excluded() {
        assertThat(texts(get(id, "?from=2025-11-08T11:00:00Z&to=2025-11-10T11:00:00Z")))
                .containsExactly("11-08T06:00 runs", "11-09T06:00 runs");
        assertThat(get(id, "?from=2025-11-08T11:00:00Z&to=2025-11-10T11:00:00Z").text("next_token"))
                .isNull();
        assertThat(texts(get(id, "?from=2025-11-08T11:00:01%2B00:00&to=2025-11-08T12:00:00Z")))
                .isEmpty();
    }

    @Test
    void the_firings_of_next_week_say_what_holds_each_back() {
        stage.post(path(id) + "/pause", "{\"until\":\"2025-11-08T12:00:00Z\",\"reason\":\"Course closed\"}");
        stage.pauseGroup("default", Instant.parse("2025-11-08T00:00:00Z"), MONDAY, "Database upgrade");

        Response week = get(id, "?to=2025-11-12T00:00:00Z");

        assertThat(texts(week))
                .containsExactly(
                        "11-07T06:00 skipped paused",
                        "11-08T06:00 skipped paused",
                        "11-09T06:00 skipped group_paused",
                        "11-10T06:00 runs",
                        "11-11T06:00 runs");
        assertThat(week.items("firings").get(1).get("reason").textValue())
                .isEqualTo("paused: until 2025-11-08T12:00:00Z; Course closed");
        assertThat(week.items("firings").get(2).get("reason").textValue())
                .isEqualTo("group_paused: group default is paused until 2025-11-10T06:00:00Z; Database upgrade");
    }

    @Test
    void a_firing_at_the_end_of_a_pause_runs() {
        stage.pauseGroup("default", Instant.parse("2025-11-07T11:00:00Z"), Instant.parse("2025-11-09T11:00:00Z"), null);

        assertThat(texts(get(id, "?limit=3")))
                .containsExactly(
                        "11-07T06:00 skipped group_paused", "11-08T06:00 skipped group_paused", "11-09T06:00 runs");
    }

    @Test
    void the_firings_of_a_schedule_paused_without_an_end_are_held_from_the_start_of_the_pause() {
        stage.clock.set(Instant.parse("2025-11-08T12:00:00Z"));
        stage.post(path(id) + "/pause");

        assertThat(texts(get(id, "?from=2025-11-07T00:00:00Z&limit=4")))
                .containsExactly(
                        "11-07T06:00 runs",
                        "11-08T06:00 runs",
                        "11-09T06:00 skipped paused",
                        "11-10T06:00 skipped paused");
        assertThat(get(id, "?limit=1").items("firings").get(0).get("reason").textValue())
                .isEqualTo("paused");
    }

    @Test
    void the_firings_of_a_deleted_or_failed_schedule_are_skipped_with_the_code() {
        stage.scheduler.change(
                id, it -> it.withEngineRefusal("ValidationException", "The role is wrong", FakeStage.NOW));
        assertThat(texts(get(id, "?limit=1"))).containsExactly("11-07T06:00 skipped failed");

        stage.delete(path(id));
        assertThat(texts(get(id, "?limit=1"))).containsExactly("11-07T06:00 skipped deleted");
    }

    @Test
    void a_completed_schedule_has_no_firings_left() {
        ScheduleId once = create("at(2025-11-07T09:00:00)", "UTC");
        stage.clock.set(MONDAY);
        stage.scheduler.change(once, it -> it.completed(MONDAY));

        assertThat(get(once, "").items("firings")).isEmpty();
    }

    @Test
    void firings_before_the_creation_are_skipped() {
        assertThat(texts(get(id, "?from=2025-11-06T00:00:00Z&limit=2")))
                .containsExactly("11-06T06:00 skipped before_creation", "11-07T06:00 runs");
    }

    @Test
    void a_time_that_clocks_skip_or_show_twice_is_marked() {
        ScheduleId gap = create("cron(30 1-3 * * ? *)", "America/New_York");

        Response spring = get(gap, "?from=2026-03-08T00:00:00Z&to=2026-03-08T08:00:00Z");
        assertThat(texts(spring))
                .containsExactly("03-08T01:30 runs", "03-08T02:30 never skipped gap", "03-08T03:30 runs");
        assertThat(spring.items("firings").get(1).get("scheduled_time").isNull())
                .isTrue();
        assertThat(spring.items("firings").get(1).get("reason").textValue())
                .isEqualTo("Clocks are put forward past this time; nothing runs.");
        assertThat(texts(get(gap, "?from=2025-11-01T22:00:00Z&to=2026-11-01T22:00:00Z&limit=1")))
                .containsExactly("11-02T01:30 skipped before_creation overlap");
        assertThat(texts(get(gap, "?from=2026-11-01T05:00:00Z&limit=2")))
                .containsExactly("11-01T01:30 runs overlap", "11-01T02:30 runs");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 50})
    void pages_join_without_a_hole_or_a_repetition(int limit) {
        ScheduleId gap = create("cron(0/20 2 * * ? *)", "America/New_York");
        String range = "from=2026-03-07T00:00:00Z&to=2026-03-10T00:00:00Z";
        List<JsonNode> all = get(gap, "?limit=100&" + range).items("firings");

        List<JsonNode> joined = new ArrayList<>();
        String token = "";
        do {
            Response page = get(gap, "?limit=" + limit + "&" + range + token);
            assertThat(page.items("firings").size()).isBetween(1, limit);
            joined.addAll(page.items("firings"));
            token = page.text("next_token") == null ? null : "&next_token=" + page.text("next_token");
        } while (token != null);

        assertThat(all).hasSize(9);
        assertThat(joined).isEqualTo(all);
    }

    @Test
    void a_page_without_from_continues_where_the_first_one_ended() {
        Response page = get(id, "?limit=1");
        stage.clock.advance(Duration.ofDays(30));

        assertThat(texts(get(id, "?limit=1&next_token=" + page.text("next_token"))))
                .containsExactly("11-08T06:00 runs");
    }

    @Test
    void a_rate_and_an_at_are_listed_too() {
        assertThat(texts(get(create("rate(12 hours)", "UTC"), "?limit=2&from=" + NOW)))
                .as("it fires at once, and then once per period")
                .containsExactly("11-06T20:00 runs", "11-07T08:00 runs");
        Response once = get(create("at(2026-11-01T01:30:00)", "America/New_York"), "");
        assertThat(texts(once)).containsExactly("11-01T01:30 runs overlap");
        assertThat(once.text("next_token")).isNull();
    }

    @Test
    void a_firing_of_this_second_is_not_to_come() {
        stage.clock.set(Instant.parse("2025-11-07T11:00:00Z"));
        assertThat(texts(get(id, "?limit=1"))).containsExactly("11-08T06:00 runs");
        assertThat(stage.read(id).path("next_execution").textValue()).isEqualTo("2025-11-08T11:00:00Z");
    }

    @Test
    void firings_after_the_year_9999_are_left_out() {
        assertThat(texts(get(create("rate(2147483647 days)", "UTC"), "?from=" + NOW)))
                .containsExactly("11-06T20:00 runs");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?limit=0 | limit: must be a whole number from 1 to 100",
                "?limit=101 | limit: must be a whole number from 1 to 100",
                "?from=tomorrow | from: must be an RFC 3339 time; write it like",
                "?from=2025-11-07 | from: must be an RFC 3339 time",
                "?from=2025-11-07T00:00:00.5Z | from: must be in whole seconds",
                "?from=2025-11-07T00:00:00+01:00 | from: must be an RFC 3339 time",
                "?to=2025-02-30T00:00:00Z | to: ",
                "?to=2025-11-06T20:00:00Z | to: must be in the future, or send from, an earlier time",
                "?from=2025-11-08T00:00:00Z&to=2025-11-08T00:00:00Z | to: must be after from",
                "?from=2025-11-09T00:00:00Z&to=2025-11-08T00:00:00Z | to: must be after from",
                "?from= | from: must not be empty",
                "?count=5 | count: unknown parameter; allowed parameters are from, limit, next_token, to",
                "?next_token=x | next_token: does not belong to this list",
            })
    void an_invalid_parameter_is_refused_and_named(String query, String details) {
        Response response = get(id, query);

        response.assertError(400, "invalid_request");
        assertThat(response.details()).startsWith(details);
    }

    /** The digest in a token is not secret. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2025-11-07T11:00:00Z",
                "2025-11-07T11:00:00Z+",
                "2025-11-07T11:00:00Z+1000",
                "2025-11-07T11:00:00Z+01",
                "2025-99-07T11:00:00Z+0",
                "+12025-11-07T11:00:00Z+0",
                "yesterday+0"
            })
    void a_forged_token_is_refused(String position) {
        String token = PageToken.write("firings " + id + " null null", position);

        assertThat(get(id, "?next_token=" + token).error()).isEqualTo("invalid_request");
    }

    @Test
    void a_token_belongs_to_its_schedule_and_range() {
        String token = get(id, "?limit=1").text("next_token");
        assertThat(get(create("rate(1 day)", "UTC"), "?next_token=" + token).status())
                .isEqualTo(400);
        assertThat(get(id, "?to=2026-01-01T00:00:00Z&next_token=" + token).status())
                .isEqualTo(400);
    }

    @Test
    void an_unknown_schedule_has_no_firings() {
        assertThat(get(new ScheduleId("sched_0"), "").error()).isEqualTo("schedule_not_found");
    }

    @Test
    void preview_and_firings_agree() {
        stage.pauseGroup("default", Instant.parse("2025-11-08T00:00:00Z"), MONDAY, "upgrade");
        ObjectNode body = Json.object()
                .put("schedule_expression", "cron(0 6 * * ? *)")
                .put("timezone", "America/New_York")
                .put("count", 3);

        JsonNode preview = stage.post("/api/schedules/preview", body).json();

        assertThat(preview.get("firings")).isEqualTo(get(id, "?limit=5").json().get("firings"));
    }
}
