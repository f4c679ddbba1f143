package com.rezagent.schedules.webapi.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.expression.Timezones;
import com.rezagent.schedules.schedule.DefinitionDefaults;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Response;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreviewTest {
    private final FakeStage stage = new FakeStage();

    @AfterEach
    void nothing_was_published_and_no_schedule_was_read() {
        assertThat(stage.topics.published()).isEmpty();
        assertThat(stage.store.readCount()).isZero();
    }

    private Response preview(String json) {
        return stage.post("/api/schedules/preview", json);
    }

    @Test
    void returns_five_firings_from_now_in_utc_and_local_time() {
        Response response =
                preview("{\"schedule_expression\":\"cron(0 6 * * ? *)\",\"timezone\":\"America/New_York\"}");

        assertThat(response.text("schedule_expression")).isEqualTo("cron(0 6 * * ? *)");
        assertThat(response.text("timezone")).isEqualTo("America/New_York");
        assertThat(response.text("expression_description")).isEqualTo("At 06:00, every day");
        assertThat(response.texts("next_executions"))
                .containsExactly(
                        "2025-11-07T11:00:00Z",
                        "2025-11-08T11:00:00Z",
                        "2025-11-09T11:00:00Z",
                        "2025-11-10T11:00:00Z",
                        "2025-11-11T11:00:00Z");
        assertThat(response.texts("local_times"))
                .startsWith("2025-11-07T06:00:00-05:00")
                .hasSize(5);
        assertThat(response.json().get("warnings").isArray()).isTrue();
    }

    @Test
    void the_default_timezone_is_utc() {
        Response response = preview("{\"schedule_expression\":\"cron(0 6 * * ? *)\",\"count\":1}");

        assertThat(response.text("timezone")).isEqualTo("UTC");
        assertThat(response.texts("local_times")).containsExactly("2025-11-07T06:00:00Z");
    }

    @Test
    void a_canonicalised_expression_is_returned_with_a_warning() {
        Response response =
                preview("{\"schedule_expression\":\"cron(0 0 * * sun *)\",\"timezone\":\"America/Los_Angeles\"}");

        assertThat(response.text("schedule_expression")).isEqualTo("cron(0 0 ? * SUN *)");
        assertThat(response.texts("next_executions")).startsWith("2025-11-09T08:00:00Z");
        assertThat(response.texts("warnings")).isNotEmpty();
    }

    @Test
    void from_is_exclusive() {
        Response response = preview(
                "{\"schedule_expression\":\"cron(0 6 * * ? *)\",\"from\":\"2026-01-01T06:00:00Z\",\"count\":1}");

        assertThat(response.texts("next_executions")).containsExactly("2026-01-02T06:00:00Z");
    }

    @Test
    void start_and_end_date_are_inclusive() {
        Response response = preview("""
                {"schedule_expression": "cron(0 6 * * ? *)", "count": 100,
                 "start_date": "2026-01-01T06:00:00Z", "end_date": "2026-01-03T06:00:00Z"}
                """);

        assertThat(response.texts("next_executions"))
                .containsExactly("2026-01-01T06:00:00Z", "2026-01-02T06:00:00Z", "2026-01-03T06:00:00Z");
    }

    @Test
    void local_times_have_the_offset_at_each_firing() {
        Response response = preview("""
                {"schedule_expression": "cron(30 * * * ? *)", "timezone": "America/New_York", "count": 3,
                 "from": "2026-11-01T04:30:00Z"}
                """);

        assertThat(response.texts("next_executions"))
                .containsExactly("2026-11-01T05:30:00Z", "2026-11-01T07:30:00Z", "2026-11-01T08:30:00Z");
        assertThat(response.texts("local_times"))
                .containsExactly("2026-11-01T01:30:00-04:00", "2026-11-01T02:30:00-05:00", "2026-11-01T03:30:00-05:00");
        assertThat(response.texts("warnings"))
                .contains("On 2026-11-01 clocks in America/New_York go back from 02:00 to 01:00: the run at 01:30"
                        + " happens once, in the first pass.");
    }

    @Test
    void a_from_inside_a_repeated_hour_returns_the_firings_after_it() {
        Response response = preview("""
                {"schedule_expression": "cron(*/15 1-2 * * ? *)", "timezone": "Australia/Lord_Howe", "count": 2,
                 "from": "2026-04-04T15:10:00.5Z"}
                """);

        assertThat(response.texts("next_executions")).containsExactly("2026-04-04T15:30:00Z", "2026-04-04T15:45:00Z");
        assertThat(response.texts("local_times"))
                .containsExactly("2026-04-05T02:00:00+10:30", "2026-04-05T02:15:00+10:30");
    }

    @Test
    void a_firing_in_a_clock_gap_is_skipped_with_a_warning() {
        Response response = preview("""
                {"schedule_expression": "cron(30 2 * * ? *)", "timezone": "America/New_York", "count": 2,
                 "from": "2026-03-07T00:00:00Z", "end_date": "2026-03-09T06:30:00Z"}
                """);

        assertThat(response.texts("local_times"))
                .containsExactly("2026-03-07T02:30:00-05:00", "2026-03-09T02:30:00-04:00");
        assertThat(response.texts("warnings"))
                .containsExactly("On 2026-03-08 clocks in America/New_York go forward from 02:00 to 03:00: the run at"
                        + " 02:30 is skipped.");
    }

    @Test
    void a_rate_that_starts_later_fires_first_at_its_start() {
        Response response = preview("""
                {"schedule_expression": "rate(1 day)", "timezone": "America/New_York",
                 "start_date": "2026-03-07T12:00:00Z", "end_date": "2026-03-08T12:00:00Z"}
                """);

        assertThat(response.texts("next_executions")).containsExactly("2026-03-07T12:00:00Z", "2026-03-08T12:00:00Z");
        assertThat(response.texts("local_times"))
                .containsExactly("2026-03-07T07:00:00-05:00", "2026-03-08T08:00:00-04:00");
    }

    @Test
    void all_errors_are_reported_together() {
        Response response = preview("""
                {"schedule_expression": "cron(0 25 ? * MON/2 *)", "timezone": "america/new_york", "count": 0}
                """);

        response.assertError(400, "invalid_schedule_expression");
        assertThat(response.text("message")).isEqualTo("Cron expression is invalid");
        assertThat(response.details())
                .isEqualTo("hour: 25 is not in 0-23; day-of-week: write MON,WED,FRI instead of MON/2; timezone:"
                        + " america/new_york is not an IANA timezone id in timezone data " + Timezones.dataVersion()
                        + "; did you mean America/New_York?; count: must be from 1 to 100");
    }

    @Test
    void an_expression_of_another_scheduler_is_refused_with_a_translation() {
        assertThat(preview("{\"schedule_expression\":\"cron(0 0 9 * * *)\"}").details())
                .contains("two ways", "write cron(0 0 9 * ? *)", "write cron(0 9 * * ? *)");
        assertThat(preview("{\"schedule_expression\":\"15 12 * * 0\"}").details())
                .endsWith("these are the 5 fields of crontab: write cron(15 12 ? * SUN *)");
        assertThat(preview("{\"schedule_expression\":\"0,9,*,*,1-5\",\"timezone\":\"Eastern Standard Time\"}")
                        .details())
                .endsWith("these are the 5 fields of crontab: write cron(0 9 ? * MON-FRI *); timezone: Eastern Standard"
                        + " Time is a Windows timezone name; write America/New_York");
    }

    @Test
    void a_daily_rate_across_a_clock_change_has_a_warning() {
        Response response = preview("""
                {"schedule_expression": "rate(1 day)", "timezone": "America/New_York", "from": "2026-01-01T14:00:00Z"}
                """);

        assertThat(response.texts("warnings"))
                .singleElement()
                .asString()
                .endsWith("at 10:00 instead of 09:00. cron(0 9 * * ? *) keeps the local time.");
    }

    @Test
    void an_at_in_a_clock_gap_is_refused_together_with_other_errors() {
        Response response = preview("""
                {"schedule_expression": "at(2026-03-08T02:30:00)", "timezone": "America/New_York", "count": 101}
                """);

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.details())
                .contains("count: must be from 1 to 100")
                .contains("2026-03-08T02:30:00 does not exist in America/New_York");
    }

    @Test
    void a_rate_counts_from_the_start_date() {
        Response response = preview("""
                {"schedule_expression": "rate(1 hour)", "count": 2,
                 "start_date": "2025-11-06T10:30:00Z", "from": "2025-11-06T20:00:00Z"}
                """);

        assertThat(response.texts("next_executions")).containsExactly("2025-11-06T20:30:00Z", "2025-11-06T21:30:00Z");
    }

    @Test
    void a_rate_without_a_start_date_fires_at_from_and_counts_from_it() {
        assertThat(preview("{\"schedule_expression\":\"rate(90 minutes)\",\"count\":2}")
                        .texts("next_executions"))
                .containsExactly("2025-11-06T20:00:00Z", "2025-11-06T21:30:00Z");
        assertThat(preview("{\"schedule_expression\":\"rate(90 minutes)\",\"count\":2,"
                                + "\"from\":\"2025-11-07T06:10:00.5Z\"}")
                        .texts("next_executions"))
                .containsExactly("2025-11-07T06:10:00Z", "2025-11-07T07:40:00Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"at(2020-01-01T00:00:00)", "cron(0 0 30 2 ? *)", "cron(0 0 1 1 ? 2002)"})
    void an_expression_that_never_fires_again_returns_an_empty_list(String expression) {
        Response response = preview("{\"schedule_expression\":\"" + expression + "\"}");

        assertThat(response.texts("next_executions")).isEmpty();
        assertThat(response.texts("local_times")).isEmpty();
    }

    @Test
    void at_fires_once() {
        Response response =
                preview("{\"schedule_expression\":\"at(2025-11-14T09:00:00)\",\"timezone\":\"America/Los_Angeles\"}");

        assertThat(response.texts("next_executions")).containsExactly("2025-11-14T17:00:00Z");
        assertThat(response.texts("local_times")).containsExactly("2025-11-14T09:00:00-08:00");
    }

    @Test
    void firings_that_rfc_3339_cannot_express_are_left_out() {
        assertThat(preview("{\"schedule_expression\":\"rate(2147483647 days)\"}")
                        .texts("next_executions"))
                .containsExactly("2025-11-06T20:00:00Z");
        assertThat(preview("{\"schedule_expression\":\"rate(1 day)\",\"from\":\"9999-12-29T00:00:00Z\"}")
                        .texts("next_executions"))
                .containsExactly("9999-12-29T00:00:00Z", "9999-12-30T00:00:00Z");
    }

    @Test
    void returns_up_to_100_firings() {
        assertThat(preview("{\"schedule_expression\":\"rate(1 minute)\",\"count\":100}")
                        .texts("next_executions"))
                .hasSize(100);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`\"count\":0` | count: must be from 1 to 100",
                "`\"count\":101` | count: must be from 1 to 100",
                "`\"count\":\"5\"` | count: must be a whole number",
                "`\"from\":\"tomorrow\"` | from: must be an RFC 3339 time",
                "`\"end_date\":\"2026-01-01T00:00:00Z\",\"start_date\":\"2027-01-01T00:00:00Z\"` | end_date: must be after start_date",
                "`\"start_date\":\"2026-01-01T00:00:00.5Z\"` | start_date: must be in whole seconds",
                "`\"name\":\"x\"` | name: unknown field; allowed fields are count, end_date, from",
            })
    void an_invalid_field_is_refused_and_named(String fields, String detail) {
        Response response = preview("{\"schedule_expression\":\"rate(1 day)\"," + fields + "}");

        response.assertError(400, "invalid_request");
        assertThat(response.details()).startsWith(detail);
    }

    @Test
    void dates_are_refused_for_an_at() {
        Response response = preview(
                "{\"schedule_expression\":\"at(2026-01-01T00:00:00)\",\"start_date\":\"2026-01-01T00:00:00Z\"}");

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.details()).startsWith("start_date: cannot be combined with at()");
    }

    private static List<String> verdicts(Response response) {
        return StreamSupport.stream(response.json().get("firings").spliterator(), false)
                .map(it -> it.get("local_time").textValue().substring(5, 16)
                        + " " + it.get("verdict").textValue()
                        + (it.get("code").isNull() ? "" : " " + it.get("code").textValue())
                        + (it.get("mark").isNull() ? "" : " " + it.get("mark").textValue()))
                .toList();
    }

    @Test
    void firings_have_the_times_that_clocks_skip_which_do_not_count() {
        Response response = preview("""
                {"schedule_expression": "cron(30 2 * * ? *)", "timezone": "America/New_York", "count": 2,
                 "from": "2026-03-07T00:00:00Z"}
                """);

        assertThat(verdicts(response))
                .containsExactly("03-07T02:30 runs", "03-08T02:30 skipped gap", "03-09T02:30 runs");
        assertThat(response.json().get("truncated").booleanValue()).isFalse();
    }

    @Test
    void a_group_adds_its_default_timezone_and_its_pauses() {
        stage.putGroup("billing", new DefinitionDefaults(ZoneId.of("Asia/Tokyo"), null));
        stage.pauseGroup("billing", null, Instant.parse("2025-11-08T06:00:00Z"), "upgrade");

        Response response =
                preview("{\"schedule_expression\":\"cron(0 6 * * ? *)\",\"group\":\"billing\",\"count\":1}");

        assertThat(response.text("timezone")).isEqualTo("Asia/Tokyo");
        assertThat(response.texts("next_executions")).containsExactly("2025-11-08T21:00:00Z");
        assertThat(verdicts(response))
                .containsExactly(
                        "11-07T06:00 skipped group_paused", "11-08T06:00 skipped group_paused", "11-09T06:00 runs");
        assertThat(preview("{\"schedule_expression\":\"rate(1 day)\",\"group\":\"billing\",\"timezone\":\"UTC\"}")
                        .text("timezone"))
                .isEqualTo("UTC");
    }

    @Test
    void without_a_group_it_is_previewed_in_the_default_group_as_it_would_be_created() {
        stage.putGroup("default", new DefinitionDefaults(ZoneId.of("Asia/Tokyo"), null));

        assertThat(preview("{\"schedule_expression\":\"rate(1 day)\",\"group\":null}")
                        .text("timezone"))
                .isEqualTo("Asia/Tokyo");
    }

    @Test
    void rows_that_do_not_run_are_limited() {
        stage.putGroup("billing", DefinitionDefaults.NONE);
        stage.pauseGroup("billing", null, Instant.parse("2025-11-10T06:00:00Z"), null);

        Response response = preview("{\"schedule_expression\":\"rate(1 minute)\",\"group\":\"billing\",\"count\":3}");

        assertThat(verdicts(response)).hasSize(103).allMatch(it -> it.endsWith("skipped group_paused"));
        assertThat(response.json().get("truncated").booleanValue()).isTrue();
        assertThat(response.texts("next_executions"))
                .startsWith("2025-11-10T06:00:00Z")
                .hasSize(3);
    }

    @Test
    void an_at_in_a_pause_of_the_group_has_a_warning() {
        stage.pauseGroup("default", null, Instant.parse("2025-11-10T06:00:00Z"), null);

        Response response = preview("{\"schedule_expression\":\"at(2025-11-08T06:00:00)\"}");

        assertThat(response.texts("next_executions")).isEmpty();
        assertThat(response.texts("warnings").get(0)).startsWith("It never runs: it fires once, in the pause of");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`\"absent\"` | group: absent does not exist; create it first with PUT /api/groups/absent",
                "`\"No_Name\"` | group: must have 1 to 64 of a-z",
                "`\"preview\"` | group: preview is a reserved word",
                "`\"\"` | group: must have 1 to 64 of a-z",
                "7 | group: must be a string",
            })
    void a_group_that_does_not_exist_is_refused(String group, String detail) {
        Response response = preview("{\"schedule_expression\":\"rate(1 day)\",\"group\":" + group + "}");

        response.assertError(400, "invalid_group");
        assertThat(response.details()).startsWith(detail);
    }
}
