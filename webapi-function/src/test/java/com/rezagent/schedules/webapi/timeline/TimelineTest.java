package com.rezagent.schedules.webapi.timeline;

import static com.rezagent.schedules.webapi.fake.FakeStage.path;
import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.execution.Report;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.record.PageToken;
import com.rezagent.schedules.schedule.DefinitionDefaults;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.Schedules;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Response;
import com.rezagent.schedules.webapi.fake.StagedExecutions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The firings of several schedules, past and to come. */
class TimelineTest {
    private static final String WEEK = "?from=2025-11-06T00:00:00Z&to=2025-11-13T00:00:00Z";

    private final FakeStage stage = new FakeStage();

    private Response get(String query) {
        return stage.get("/api/timeline" + query);
    }

    private ScheduleId create(String name, String expression) {
        return stage.create(teeTime()
                .put("name", name)
                .put("schedule_expression", expression)
                .put("timezone", "UTC"));
    }

    /** Returns each item's day and hour with its outcome or verdict and its code. */
    private static List<String> texts(Response response) {
        return response.items("items").stream()
                .map(it -> it.get("scheduled_time").textValue().substring(8, 13) + " "
                        + it.get(it.get("outcome").isNull() ? "verdict" : "outcome")
                                .textValue()
                        + (it.get("code").isNull() ? "" : " " + it.get("code").textValue()))
                .toList();
    }

    private void published(ScheduleId id, String time) {
        Instant at = Instant.parse(time);
        stage.history.add(Execution.claimed(ExecutionKey.firing(id, at), "i", at, Duration.ofSeconds(30))
                .published("sns", at.plusSeconds(1)));
    }

    private void ended(ScheduleId id, String time, ExecutionOutcome outcome, String reason) {
        Instant at = Instant.parse(time);
        stage.history.add(Execution.unclaimed(ExecutionKey.firing(id, at), "i", outcome, reason, at));
    }

    @Test
    void what_a_consumer_reported_is_the_outcome() {
        StagedExecutions executions = StagedExecutions.ofReporting(stage, "reporting");
        executions.reported(FakeStage.NOW.plusSeconds(60), Report.Progress.SUCCEEDED);
        executions.failed(FakeStage.NOW.plusSeconds(120));
        String query = "?from=2025-11-06T00:00:00Z&to=2025-11-07T00:00:00Z&schedule_ids=" + executions.id();
        stage.clock.set(Instant.parse("2025-11-07T00:00:00Z"));

        assertThat(get(query).items("items"))
                .extracting(it -> it.path("outcome").asText())
                .containsSubsequence("succeeded", "failed");
        assertThat(get(query + "&resolution=day").json().toString()).contains("\"failed\":1", "\"succeeded\":1");
    }

    @Test
    void past_firings_have_their_outcome_and_those_to_come_a_verdict() {
        ScheduleId id = create("nightly", "cron(0 3 * * ? *)");
        stage.clock.set(Instant.parse("2025-11-09T12:00:00Z"));
        published(id, "2025-11-07T03:00:00Z");
        ended(id, "2025-11-08T03:00:00Z", ExecutionOutcome.SKIPPED, "group_paused: group default is paused");
        ended(id, "2025-11-09T03:00:00Z", ExecutionOutcome.MISSED, "never delivered");
        stage.post(path(id) + "/skip", "{\"scheduled_time\":\"2025-11-11T03:00:00Z\"}");

        Response response = get(WEEK + "&schedule_ids=" + id);

        assertThat(texts(response))
                .containsExactly(
                        "07T03 published",
                        "08T03 skipped group_paused",
                        "09T03 missed",
                        "10T03 runs",
                        "11T03 skipped skip_requested",
                        "12T03 runs");
        assertThat(response.items("items").get(0))
                .isEqualTo(
                        Json.parseObject("{\"schedule_id\":\"" + id + "\",\"scheduled_time\":\"2025-11-07T03:00:00Z\","
                                + "\"execution_id\":\""
                                + ExecutionKey.firing(id, Instant.parse("2025-11-07T03:00:00Z"))
                                        .executionId()
                                + "\",\"outcome\":\"published\",\"verdict\":null,\"code\":null,\"reason\":null}"));
        assertThat(response.items("items").get(4).get("execution_id").isNull()).isTrue();
        assertThat(response.items("items").get(2).get("reason").textValue()).isEqualTo("never delivered");
        assertThat(response.text("next_token")).isNull();
    }

    /** A pause without an end leaves no executions, and a past time of today's definition may never have been one. */
    @Test
    void past_times_without_an_execution_are_shown_only_if_something_held_them_back() {
        ScheduleId id = create("nightly", "cron(0 3 * * ? *)");
        stage.clock.set(Instant.parse("2025-11-08T12:00:00Z"));
        stage.post(path(id) + "/pause");
        stage.clock.set(Instant.parse("2025-11-10T12:00:00Z"));

        assertThat(texts(get(WEEK + "&schedule_ids=" + id)))
                .containsExactly(
                        "09T03 skipped paused", "10T03 skipped paused", "11T03 skipped paused", "12T03 skipped paused");
    }

    @Test
    void schedules_of_a_group_are_mixed_by_time_and_manual_executions_left_out() {
        ScheduleId a = create("a", "cron(0 3 * * ? *)");
        ScheduleId b = create("b", "cron(0 1,5 * * ? *)");
        stage.history.add(Execution.claimed(
                        ExecutionKey.manual(a, FakeStage.NOW, "cmd"), "i", FakeStage.NOW, Duration.ofSeconds(30))
                .published("sns", FakeStage.NOW));
        stage.putGroup("other", DefinitionDefaults.NONE);
        create("elsewhere", "cron(0 4 * * ? *)");
        stage.post(path(FakeStage.idOf("elsewhere")) + "/move", "{\"group\":\"other\"}");

        List<JsonNode> items = get("?from=2025-11-06T00:00:00Z&to=2025-11-08T00:00:00Z&group=default&resolution=firing")
                .items("items");

        assertThat(items.stream().map(it -> it.get("schedule_id").textValue()))
                .containsExactly(b.value(), a.value(), b.value());
    }

    @Test
    void deleted_schedule_has_its_executions_and_no_firings_to_come() {
        ScheduleId id = create("nightly", "cron(0 3 * * ? *)");
        published(id, "2025-11-07T03:00:00Z");
        stage.clock.set(Instant.parse("2025-11-07T12:00:00Z"));
        stage.delete(path(id));

        assertThat(texts(get(WEEK + "&schedule_ids=" + id))).containsExactly("07T03 published");
        assertThat(texts(get(WEEK + "&group=default"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "7", "50", "1000"})
    void pages_of_any_length_have_the_items_of_one_page_in_order(int limit) {
        ScheduleId a = create("a", "rate(7 hours)");
        ScheduleId b = create("b", "cron(0 0/4 * * ? *)");
        create("c", "cron(0 0/4 * * ? *)");
        stage.clock.set(Instant.parse("2025-11-08T12:00:00Z"));
        for (int hour = 0; hour < 30; hour++) {
            published(
                    hour % 2 == 0 ? a : b,
                    FakeStage.NOW.plus(Duration.ofHours(hour)).toString());
        }
        // Two executions of one time, of different incarnations.
        ExecutionKey key = ExecutionKey.firing(a, FakeStage.NOW).forIncarnation("j");
        stage.history.add(Execution.claimed(key, "j", FakeStage.NOW, Duration.ofSeconds(30))
                .published("sns", FakeStage.NOW));
        List<JsonNode> all = get(WEEK + "&group=default&limit=1000").items("items");

        List<JsonNode> paged = new ArrayList<>();
        String token = null;
        do {
            Response page = get(WEEK + "&group=default&limit=" + limit + (token == null ? "" : "&next_token=" + token));
            assertThat(page.items("items")).hasSizeLessThanOrEqualTo(limit);
            paged.addAll(page.items("items"));
            token = page.text("next_token");
        } while (token != null);

        assertThat(paged).isEqualTo(all);
        assertThat(all.stream().filter(it -> !it.get("outcome").isNull())).hasSize(31);
        assertThat(all).hasSizeGreaterThan(80);
    }

    @Test
    void counts_are_by_outcome_and_verdict_in_ranges_from_the_start() {
        ScheduleId id = create("hourly", "cron(0 * * * ? *)");
        stage.clock.set(Instant.parse("2025-11-07T22:30:00Z"));
        published(id, "2025-11-07T20:00:00Z");
        published(id, "2025-11-07T21:00:00Z");
        ended(id, "2025-11-07T22:00:00Z", ExecutionOutcome.FAILED, "no topic");

        Response days = get("?from=2025-11-06T23:00:00Z&to=2025-11-08T12:00:00Z&group=default&resolution=day");

        assertThat(days.json().get("items")).isEqualTo(Json.parse("""
                        [{"from":"2025-11-06T23:00:00Z","to":"2025-11-07T23:00:00Z",
                          "outcomes":{"failed":1,"published":2},"verdicts":{}},
                         {"from":"2025-11-07T23:00:00Z","to":"2025-11-08T12:00:00Z",
                          "outcomes":{},"verdicts":{"runs":13}}]
                        """));
        assertThat(get("?from=2025-11-07T20:00:00Z&to=2025-11-08T00:00:00Z&group=default&resolution=hour")
                        .items("items")
                        .get(3)
                        .get("verdicts"))
                .isEqualTo(Json.parse("{\"runs\":1}"));
    }

    /** Each page counts other schedules, so a caller adds them up. */
    @Test
    void counts_continue_with_other_schedules_after_a_hundred_thousand_firings() {
        create("a", "rate(1 minute)");
        create("b", "rate(1 minute)");
        create("c", "rate(1 minute)");
        String query = "?from=2025-11-07T00:00:00Z&to=2025-12-22T00:00:00Z&group=default&resolution=day";

        Response first = get(query);
        Response second = get(query + "&next_token=" + first.text("next_token"));

        assertThat(first.items("items").get(0).at("/verdicts/runs").intValue()).isEqualTo(2 * 1_440);
        assertThat(second.items("items").get(0).at("/verdicts/runs").intValue()).isEqualTo(1_440);
        assertThat(second.text("next_token")).isNull();
        String token = "&next_token=" + first.text("next_token");
        assertThat(get(query.replace("12-22", "12-21") + token).status()).isEqualTo(400);
        assertThat(get(query.replace("day", "hour") + token).status()).isEqualTo(400);
        String forged = PageToken.write(
                "timeline 2025-11-07T00:00:00Z 2025-12-22T00:00:00Z DAY\ndefault\n[]", "no token of the list");
        assertThat(get(query + "&next_token=" + forged).error()).isEqualTo("invalid_request");
    }

    @Test
    void clock_changes_are_those_of_the_schedules_timezones() {
        stage.create(teeTime().put("timezone", "Europe/Berlin"));
        stage.create(teeTime().put("name", "b").put("timezone", "America/New_York"));
        stage.create(teeTime()
                .put("name", "c")
                .put("schedule_expression", "rate(1 day)")
                .put("timezone", "Asia/Tehran"));

        Response response = get("?from=2026-03-01T00:00:00Z&to=2026-04-10T00:00:00Z&group=default&limit=1");

        assertThat(response.json().get("clock_changes")).isEqualTo(Json.parse("""
                        [{"timezone":"America/New_York","at":"2026-03-08T07:00:00Z","from_offset":"-05:00","to_offset":"-04:00"},
                         {"timezone":"Europe/Berlin","at":"2026-03-29T01:00:00Z","from_offset":"+01:00","to_offset":"+02:00"}]
                        """));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                                            | from: is required
            ?from=2025-11-06T00:00:00Z&group=default                      | to: is required
            ?from=x&to=y&group=default                                    | from: must be
            ?from=2025-11-07T00:00:00Z&to=2025-11-07T00:00:00Z&group=a    | to: must be after from, by at most 45 days
            ?from=2025-11-07T00:00:00Z&to=2025-12-22T00:00:01Z&group=a    | to: must be after from, by at most 45 days
            ?from=2025-11-07T00:00:00Z&to=2025-11-08T00:00:00Z            | group: send either group or schedule_ids
            ?from=2025-11-07T00:00:00Z&to=2025-11-08T00:00:00Z&group=a&schedule_ids=sched_0 | group: send either group or schedule_ids
            ?from=2025-11-07T00:00:00Z&to=2025-11-08T00:00:00Z&schedule_ids=%20%21 | schedule_ids: must be ids
            ?from=2025-11-07T00:00:00Z&to=2025-11-08T00:00:00Z&schedule_ids=sched_0,sched_0 | schedule_ids: must be distinct
            ?from=2025-11-07T00:00:00Z&to=2025-11-08T00:00:00Z&group=a&resolution=week | resolution: use firing, hour or day
            ?from=2025-11-07T00:00:00Z&to=2025-11-08T00:00:00Z&group=a&resolution=day&limit=5 | limit: is only allowed with
            ?from=2025-11-07T00:00:00Z&to=2025-11-08T00:00:00Z&group=a&limit=1001 | limit: must be a whole number from 1 to 1000
            ?from=2025-11-07T00:00:00Z&to=2025-11-08T00:00:00Z&group=default&next_token=x | next_token
            ?from=2025-11-07T00:00:00Z&to=2025-11-08T00:00:00Z&group=A    | group:
            ?from=2025-11-07T00:00:00Z&to=2025-11-08T00:00:00Z&group=nightly | group: nightly does not exist
            """)
    void bad_input_is_refused_with_what_to_do(String query, String words) {
        Response response = get(query);

        assertThat(response.status()).isIn(400, 404);
        assertThat(response.text("details")).contains(words);
    }

    @Test
    void token_belongs_to_its_query() {
        create("a", "rate(1 hour)");
        String token = get(WEEK + "&group=default&limit=2").text("next_token");
        String text = "timeline 2025-11-06T00:00:00Z 2025-11-13T00:00:00Z FIRING\ndefault\n[]";

        assertThat(get(WEEK + "&group=default&limit=3&next_token=" + token).status())
                .isEqualTo(200);
        assertThat(get(WEEK.replace("13T", "12T") + "&group=default&next_token=" + token)
                        .status())
                .isEqualTo(400);
        assertThat(get(WEEK + "&group=default&resolution=day&next_token=" + token)
                        .status())
                .isEqualTo(400);
        assertThat(get(WEEK + "&group=default&next_token=" + PageToken.write(text, "2025-11-05T00:00:00.000000000Z"))
                        .status())
                .isEqualTo(400);
        assertThat(get(WEEK + "&group=default&next_token=" + PageToken.write(text, "2025-11-07T00:00:00.000000000Z"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void members_above_a_thousand_are_only_counted() {
        for (int i = 0; i < 1_001; i++) {
            stage.store.insert(Schedules.schedule("s" + i, FakeStage.NOW, "tests"));
        }

        assertThat(get(WEEK + "&group=default").text("details")).contains("send resolution=hour or resolution=day");
        Response first = get(WEEK + "&group=default&resolution=day");
        assertThat(first.items("items").get(0).at("/verdicts/runs").intValue()).isEqualTo(1_000);
        assertThat(first.text("next_token")).isNotNull();
    }

    /** Reading what is to come needs no history. */
    @Test
    void future_is_read_without_executions() {
        ScheduleId id = create("a", "rate(1 hour)");
        published(id, "2025-11-08T00:00:00Z");

        assertThat(texts(get("?from=2025-11-07T00:00:00Z&to=2025-11-09T00:00:00Z&schedule_ids=" + id)))
                .doesNotContain("08T00 published")
                .hasSize(48);
    }
}
