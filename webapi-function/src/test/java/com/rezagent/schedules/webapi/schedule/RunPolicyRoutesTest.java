package com.rezagent.schedules.webapi.schedule;

import static com.rezagent.schedules.webapi.fake.FakeStage.path;
import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.RunPolicies;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.fake.Response;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Run policies in requests and responses. */
class RunPolicyRoutesTest {
    private static final ScheduleId ID = FakeStage.idOf("daily-pebble-beach-tee-time");
    private static final String DEFAULTS = """
            {"expect_report":false,"report_within_seconds":null,"retry":{"maximum_attempts":1,"first_delay_seconds":60,\
            "multiplier":2,"maximum_delay_seconds":3600,"jitter":0.1},"overlap":"allow","pause_after_failures":null}""";

    private final FakeStage stage = new FakeStage();

    private static ObjectNode withPolicy(String json) {
        return teeTime().set("run_policy", Json.parse(json));
    }

    private Response create(String policy) {
        return stage.post("/api/schedules", withPolicy(policy));
    }

    private Response put(ObjectNode body) {
        stage.clock.advance(Duration.ofSeconds(1));
        return stage.put(path(ID), body);
    }

    private Response patch(String policy) {
        stage.clock.advance(Duration.ofSeconds(1));
        return stage.send(Request.of("PATCH", path(ID))
                .raw("{\"run_policy\":" + policy + "}")
                .header("Content-Type", "application/merge-patch+json"));
    }

    private Response preview(String expression, String policy) {
        return stage.post(
                "/api/schedules/preview",
                "{\"schedule_expression\":\"" + expression + "\",\"run_policy\":" + policy + "}");
    }

    private static List<String> warnings(Response response) {
        assertThat(response.status()).as(response.body()).isBetween(200, 201);
        return StreamSupport.stream(response.json().get("warnings").spliterator(), false)
                .map(JsonNode::textValue)
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> bad_policies_are_refused_with_the_path_of_the_field() {
        return RunPolicies.refused().stream()
                .map(it -> DynamicTest.dynamicTest(it.json(), () -> new RunPolicyRoutesTest().refuse(it)));
    }

    private void refuse(RunPolicies.Refused bad) {
        assertRefused(create(bad.json()), bad);
        assertRefused(preview("rate(1 day)", bad.json()), bad);
        assertThat(stage.store.all()).isEmpty();
        create(RunPolicies.FULL_JSON);
        assertRefused(put(withPolicy(bad.json())), bad);
        assertThat(stage.record(ID).version()).isEqualTo(1);
    }

    private static void assertRefused(Response response, RunPolicies.Refused bad) {
        response.assertError(400, "invalid_run_policy");
        assertThat(response.details()).startsWith(bad.detail());
        assertThat(response.text("message")).isEqualTo("The run policy is invalid");
    }

    @Test
    void the_first_error_determines_the_code_and_all_are_listed() {
        ObjectNode body =
                withPolicy("{\"overlap\":\"skip\",\"retry\":{\"jitter\":2}}").put("timezone", "Mars/Olympus");

        Response response = stage.post("/api/schedules", body);

        assertThat(response.error()).isEqualTo("invalid_timezone");
        assertThat(response.details()).contains("run_policy.retry.jitter: ", "run_policy.overlap: needs reports");
    }

    @Test
    void a_schedule_without_a_policy_does_not_show_one() {
        stage.create(teeTime());

        assertThat(stage.read(ID).has("run_policy")).isFalse();
        assertThat(create("null").status()).isEqualTo(200);
        assertThat(stage.store.changes().all()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            FULL | FULL
            {}   | DEFAULTS
            {"expect_report":false,"report_within_seconds":null,"retry":null} | DEFAULTS
            """)
    void a_policy_is_shown_complete_and_can_be_sent_back(String sent, String shown) {
        String expected = shown.equals("FULL") ? RunPolicies.FULL_JSON : DEFAULTS;
        Response created = create(sent.equals("FULL") ? RunPolicies.FULL_JSON : sent);

        assertThat(created.status()).as(created.body()).isEqualTo(201);
        assertThat(Json.write(created.json().get("run_policy"))).isEqualTo(expected);
        assertThat(Json.write(stage.read(ID).get("run_policy"))).isEqualTo(expected);
        assertThat(Json.write(stage.get("/api/schedules").json().at("/schedules/0/run_policy")))
                .isEqualTo(expected);
        assertThat(put(stage.read(ID)).status()).isEqualTo(200);
        assertThat(stage.post("/api/schedules", stage.read(ID)).status()).isEqualTo(200);
        assertThat(stage.record(ID).version()).isEqualTo(1);
    }

    @Test
    void a_replacement_without_the_policy_removes_it() {
        create(RunPolicies.FULL_JSON);

        assertThat(put(teeTime()).json().has("run_policy")).isFalse();
        assertThat(stage.record(ID).version()).isEqualTo(2);
    }

    @Test
    void a_patch_is_merged_into_nested_objects_and_null_removes() {
        create(RunPolicies.FULL_JSON);

        Response response = patch("{\"report_within_seconds\":60,\"retry\":{\"jitter\":null,\"multiplier\":3}}");

        assertThat(response.status()).as(response.body()).isEqualTo(200);
        assertThat(Json.write(stage.read(ID).get("run_policy")))
                .isEqualTo(RunPolicies.FULL_JSON
                        .replace(":600", ":60")
                        .replace("0.25", "0.1")
                        .replace("1.5", "3"));
        patch("{\"retry\":null,\"overlap\":null,\"pause_after_failures\":null,\"report_within_seconds\":null}");
        assertThat(Json.write(stage.read(ID).get("run_policy")))
                .isEqualTo(DEFAULTS.replace("false", "true").replace("seconds\":null", "seconds\":900"));
        assertThat(patch("{\"retry\":{\"maximum_attempts\":21}}").error()).isEqualTo("invalid_run_policy");
        assertThat(patch("null").json().has("run_policy")).isFalse();
        assertThat(patch("null").status()).isEqualTo(200);
        assertThat(stage.record(ID).version()).isEqualTo(4);
    }

    @Test
    void a_patch_that_stops_reports_says_what_still_needs_them() {
        create(RunPolicies.FULL_JSON);

        Response response = patch("{\"expect_report\":false}");

        assertThat(response.error()).isEqualTo("invalid_run_policy");
        assertThat(response.details())
                .contains(
                        "run_policy.report_within_seconds: needs reports",
                        "run_policy.retry.maximum_attempts: needs reports",
                        "run_policy.overlap: needs reports",
                        "run_policy.pause_after_failures: needs reports");
    }

    @Test
    void changes_show_the_policy_before_and_after_and_a_revert_brings_it_back() {
        create(RunPolicies.FULL_JSON);
        put(teeTime());

        JsonNode change =
                stage.get(path(ID) + "/changes?include=definition").json().at("/changes/0");
        assertThat(Json.write(change.get("fields")))
                .isEqualTo("[{\"field\":\"run_policy\",\"from\":" + RunPolicies.FULL_JSON + ",\"to\":null}]");
        assertThat(change.get("definition").has("run_policy")).isFalse();

        Response reverted = stage.post(path(ID) + "/revert", "{\"version\":1}");

        assertThat(reverted.status()).as(reverted.body()).isEqualTo(200);
        assertThat(stage.record(ID).requireDefinition().runPolicy()).isEqualTo(RunPolicies.FULL);
        JsonNode first =
                stage.get(path(ID) + "/changes?include=definition").json().at("/changes/2/definition/run_policy");
        assertThat(Json.write(first)).isEqualTo(RunPolicies.FULL_JSON);
    }

    @Test
    void a_restored_schedule_has_its_policy() {
        create(RunPolicies.FULL_JSON);
        stage.clock.advance(Duration.ofSeconds(1));
        stage.delete(path(ID));
        stage.clock.advance(Duration.ofSeconds(1));

        Response restored = stage.post(path(ID) + "/restore");

        assertThat(Json.write(restored.json().get("run_policy"))).isEqualTo(RunPolicies.FULL_JSON);
    }

    @Test
    void the_command_needs_schema_version_5_only_with_a_policy() {
        create(RunPolicies.FULL_JSON);
        put(teeTime());

        assertThat(stage.topics.published().get(0).message().body()).contains("\"schema_version\":5");
        assertThat(stage.topics.published().get(1).message().body()).doesNotContain("schema_version");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            null                                                            | []
            {}                                                              | []
            {"expect_report":true}                                          | []
            {"expect_report":true,"retry":{"maximum_attempts":4}}           | [60,120,240]
            {"expect_report":true,"retry":{"maximum_attempts":4,"jitter":0.5,"maximum_delay_seconds":100}} | [60,100,100]
            {"expect_report":true,"retry":{"maximum_attempts":3,"first_delay_seconds":7200}} | [7200,7200]
            """)
    void a_preview_has_a_delay_for_each_retry(String policy, String delays) {
        Response response = preview("rate(1 day)", policy);

        assertThat(Json.write(response.json().get("retry_delays_seconds"))).isEqualTo(delays);
        assertThat(warnings(response)).isEmpty();
    }

    @Test
    void a_preview_without_the_field_has_no_delays() {
        Response response = stage.post("/api/schedules/preview", "{\"schedule_expression\":\"rate(1 day)\"}");

        assertThat(response.json().get("retry_delays_seconds")).isEmpty();
    }

    @Test
    void attempts_later_than_seven_days_after_the_scheduled_time_have_a_warning() {
        String policy = "{\"expect_report\":true,\"retry\":{\"maximum_attempts\":%d,\"first_delay_seconds\":86400}}";

        assertThat(warnings(preview("rate(1 day)", policy.formatted(8)))).isEmpty();
        assertThat(warnings(preview("rate(1 day)", policy.formatted(20))))
                .containsExactly(
                        "Attempt 9 and later ones are not made: the delays add up to more than 7 days after the"
                                + " scheduled time. Lower the delays or maximum_attempts.");
        assertThat(warnings(create(policy.formatted(9))))
                .singleElement()
                .asString()
                .startsWith("Attempt 9 and later");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            rate(15 minutes)        | skip  |
            rate(14 minutes)        | skip  | 900 seconds are longer than the shortest time between two firings, 840 seconds
            rate(14 minutes)        | allow |
            cron(0,10 6 * * ? *)    | skip  | 900 seconds are longer than the shortest time between two firings, 600 seconds
            cron(0,20 6 * * ? *)    | skip  |
            at(2026-01-01T00:00:00) | skip  |
            """)
    void a_report_time_longer_than_the_period_has_a_warning_if_overlaps_are_skipped(
            String expression, String overlap, String warning) {
        Response response = preview(expression, "{\"expect_report\":true,\"overlap\":\"" + overlap + "\"}");

        if (warning == null) {
            assertThat(warnings(response)).isEmpty();
        } else {
            assertThat(warnings(response)).singleElement().asString().contains(warning);
        }
    }

    @Test
    void a_preview_says_that_failures_count_only_after_a_first_report() {
        assertThat(warnings(preview("rate(1 day)", "{\"expect_report\":true,\"pause_after_failures\":5}")))
                .singleElement()
                .asString()
                .startsWith("pause_after_failures has no effect until a first report has arrived");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"expect_report":true,"report_within_seconds":189} | true
            {"expect_report":true,"report_within_seconds":190} | false
            {"expect_report":true}                             | false
            {}                                                 | false
            """)
    void a_preview_warns_if_lambda_repeats_a_consumer_for_longer_than_its_report_is_awaited(
            String policy, boolean isWarned) {
        List<String> warnings = warnings(preview("rate(1 day)", policy));

        assertThat(warnings)
                .hasSize(isWarned ? 1 : 0)
                .allMatch(it -> it.startsWith("Lambda itself repeats a function"));
    }
}
