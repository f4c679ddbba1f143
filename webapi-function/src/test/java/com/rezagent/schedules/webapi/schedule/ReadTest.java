package com.rezagent.schedules.webapi.schedule;

import static com.rezagent.schedules.webapi.fake.FakeStage.path;
import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.fake.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The list, one schedule, and its executions. */
class ReadTest {
    private final FakeStage stage = new FakeStage();

    private ScheduleId create(String name) {
        stage.clock.advance(Duration.ofMinutes(1));
        return stage.create(teeTime().put("name", name));
    }

    @Test
    void a_stage_without_schedules_lists_none() {
        Response response = stage.get("/api/schedules");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"schedules\":[],\"next_token\":null}");
    }

    @Test
    void the_list_is_newest_first_and_a_summary_leaves_the_payload_out() {
        create("first");
        create("second");

        Response response = stage.get("/api/schedules");

        assertThat(response.texts("schedules", "name")).containsExactly("second", "first");
        JsonNode summary = response.json().get("schedules").get(0);
        assertThat(summary.has("payload")).isFalse();
        assertThat(summary.has("arguments")).isFalse();
        assertThat(summary.has("last_triggered")).isFalse();
        assertThat(summary.has("execution_count")).isFalse();
        assertThat(summary.get("next_execution").textValue()).isEqualTo("2025-11-07T11:00:00Z");
        assertThat(summary.get("warnings").isArray()).isTrue();
    }

    @Test
    void the_next_token_returns_the_following_page() {
        create("first");
        create("second");
        create("third");

        Response page = stage.get("/api/schedules?limit=2");
        Response rest = stage.get("/api/schedules?limit=2&next_token=" + page.text("next_token"));

        assertThat(page.texts("schedules", "name")).containsExactly("third", "second");
        assertThat(rest.texts("schedules", "name")).containsExactly("first");
        assertThat(rest.text("next_token")).isNull();
    }

    @Test
    void filters_by_status_and_by_creator() {
        create("active");
        ScheduleId paused = create("paused");
        stage.post(path(paused) + "/pause");
        stage.send(Request.post("/api/schedules")
                .json(teeTime().put("name", "hers"))
                .authorizedBy(Request.jwt("her@example.com")));

        assertThat(stage.get("/api/schedules?status=paused").texts("schedules", "name"))
                .containsExactly("paused");
        assertThat(stage.get("/api/schedules?created_by=her%40example.com").texts("schedules", "name"))
                .containsExactly("hers");
        assertThat(stage.get("/api/schedules?status=paused&created_by=her@example.com")
                        .texts("schedules", "name"))
                .isEmpty();
    }

    @Test
    void deleted_schedules_are_listed_only_on_request_and_remain_readable() {
        ScheduleId id = create("deleted");
        stage.delete(path(id));

        assertThat(stage.get("/api/schedules").texts("schedules", "name")).isEmpty();
        assertThat(stage.get("/api/schedules?status=deleted").texts("schedules", "name"))
                .containsExactly("deleted");
        assertThat(stage.get(path(id)).text("status")).isEqualTo("deleted");
    }

    @Test
    void an_expired_schedule_is_not_listed() {
        ScheduleId id = create("deleted");
        stage.delete(path(id));
        stage.clock.advance(Duration.ofDays(90));

        assertThat(stage.get("/api/schedules?status=deleted").texts("schedules", "name"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/schedules?limit=0 | limit: ",
                "/api/schedules?limit=1001 | limit: ",
                "/api/schedules?limit=ten | limit: ",
                "/api/schedules?limit=-1 | limit: ",
                "/api/schedules?limit=1e2 | limit: ",
                "/api/schedules?limit= | limit: ",
                "/api/schedules?limit=5&limit=6 | limit: duplicate parameter",
                "/api/schedules?status=happy | status: use pending, active",
                "/api/schedules?status=ACTIVE | status: use pending, active",
                "/api/schedules?created_by= | created_by: ",
                "/api/schedules?created_by=%zz | created_by: ",
                "/api/schedules?created_by=a%07b | created_by: is not a valid identity",
                "/api/schedules?next_token=junk | next_token: ",
                "/api/schedules?offset=3 | offset: unknown parameter",
                "/api/schedules?%ff=3 | %ff: unknown parameter",
                "/api/schedules/sched_0?include=payload | include: use expression_description",
                "/api/schedules/sched_0?fields=name | fields: unknown parameter",
                "/api/schedules/sched_0/executions?limit=1000 | limit: ",
                "/api/schedules/sched_0/executions?status=active | status: unknown parameter",
                "/health?verbose | verbose: unknown parameter",
            })
    void an_invalid_or_unknown_parameter_is_refused_and_named(String target, String detail) {
        Response response = stage.get(target);

        response.assertError(400, "invalid_request");
        assertThat(response.details()).startsWith(detail);
    }

    /**
     * DynamoDB refuses a longer key for its index with a validation error, which would be returned as an internal
     * error.
     */
    @Test
    void created_by_cannot_be_longer_than_an_identity() {
        Response response = stage.get("/api/schedules?created_by=" + "%E6%B0%B4".repeat(700));

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.details()).startsWith("created_by: ");
    }

    @Test
    void all_errors_of_a_query_are_reported_together() {
        assertThat(stage.get("/api/schedules?limit=0&status=happy").details()).contains("limit: ", "status: ");
    }

    @Test
    void a_schedule_is_read_with_its_entity_tag() {
        ScheduleId id = create("one");

        Response response = stage.get(path(id));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("ETag")).isEqualTo("\"" + stage.record(id).entityTag() + "\"");
        assertThat(response.json().get("payload").get("course_id").textValue()).isEqualTo("pebble-beach");
        assertThat(response.json().has("expression_description")).isFalse();
        assertThat(response.json().has("command_id")).isFalse();
    }

    @Test
    void the_expression_description_is_included_on_request() {
        ScheduleId id = create("one");

        assertThat(stage.get(path(id) + "?include=expression_description").text("expression_description"))
                .isEqualTo("At 06:00, every day");
        assertThat(stage.get("/api/schedules").json().get("schedules").get(0).has("expression_description"))
                .isFalse();
    }

    @Test
    void warnings_about_clock_changes_cover_the_year_after_the_read() {
        stage.clock.set(Instant.parse("2026-01-01T00:00:00Z"));
        ScheduleId id = stage.create(teeTime().put("schedule_expression", "cron(30 02 * * ? *)"));
        String canonicalised =
                "The expression was written as cron(30 2 * * ? *) because numbers have no leading zeros.";

        assertThat(warnings(id))
                .containsExactly(
                        canonicalised,
                        "On 2026-03-08 clocks in America/New_York go forward from 02:00 to 03:00: the run at 02:30 is"
                                + " skipped.");
        stage.clock.set(Instant.parse("2026-03-08T08:00:00Z"));
        assertThat(warnings(id)).containsExactly(canonicalised);
        stage.clock.set(Instant.parse("2026-06-01T00:00:00Z"));
        assertThat(warnings(id)).hasSize(2).last().asString().startsWith("On 2027-03-14 clocks in America/New_York");
        stage.post(path(id) + "/pause");
        assertThat(warnings(id)).hasSize(2);
        stage.delete(path(id));
        assertThat(warnings(id)).containsExactly(canonicalised);
    }

    /** Returns the warnings of a schedule, and checks that the list has the same if it contains the schedule. */
    private List<String> warnings(ScheduleId id) {
        List<String> warnings = texts(stage.get(path(id)).json().get("warnings"));
        stage.get("/api/schedules")
                .json()
                .get("schedules")
                .forEach(it -> assertThat(texts(it.get("warnings"))).isEqualTo(warnings));
        return warnings;
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::textValue)
                .toList();
    }

    @Test
    void the_tombstone_of_a_foreign_engine_entry_is_not_a_schedule() {
        Schedule tombstone = Schedule.tombstone(new ScheduleId("foreign"), FakeStage.NOW);
        stage.store.put(tombstone);

        assertThat(stage.get("/api/schedules/foreign").status()).isEqualTo(404);
        assertThat(stage.get("/api/schedules/foreign/executions").status()).isEqualTo(404);
        assertThat(stage.delete("/api/schedules/foreign").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | 4,3,2,1",
                "?outcome=missed | 3,1",
                "?outcome=skipped&limit=1 | 4",
                "?outcome=published | ''",
                "?from=2025-11-07T00:00:00Z | 4,3,2",
                "?to=2025-11-09T01:00:00%2B01:00 | 3,2,1",
                "?from=2025-11-07T00:00:00Z&to=2025-11-09T00:00:00Z | 3,2",
                "?outcome=missed&from=2025-11-07T00:00:00Z | 3"
            })
    void executions_can_be_filtered_by_outcome_and_scheduled_time(String query, String expected) {
        ScheduleId id = create("one");
        for (int day = 1; day <= 4; day++) {
            Instant time = Instant.parse("2025-11-05T00:00:00Z").plus(Duration.ofDays(day));
            ExecutionOutcome outcome = day % 2 == 1 ? ExecutionOutcome.MISSED : ExecutionOutcome.SKIPPED;
            stage.history.add(
                    Execution.unclaimed(ExecutionKey.firing(id, time), "i", outcome, "" + day, stage.clock.instant()));
        }

        List<String> found = new ArrayList<>();
        stage.get(path(id) + "/executions" + query)
                .json()
                .get("executions")
                .forEach(it -> found.add(it.get("error").textValue()));
        assertThat(String.join(",", found)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "outcome=late | outcome: use in_progress, published, skipped, failed, missed, waiting, retrying",
                "outcome= | outcome: must not be empty",
                "from=yesterday | from: must be an RFC 3339 time",
                "from=2025-11-07T00:00:00.5Z | from: must be in whole seconds",
                "from=2025-11-07T00:00:00Z&to=2025-11-07T00:00:00Z | to: must be after from",
                "limit=101 | limit: must be a whole number from 1 to 100"
            })
    void bad_filters_of_executions_are_refused_and_named(String query, String detail) {
        Response response = stage.get(path(create("one")) + "/executions?" + query);

        response.assertError(400, "invalid_request");
        assertThat(response.details()).startsWith(detail);
    }

    @Test
    void executions_are_listed_newest_first_with_all_fields() {
        ScheduleId id = create("one");
        Instant first = Instant.parse("2025-11-07T11:00:00Z");
        Instant second = Instant.parse("2025-11-08T11:00:00Z");
        ExecutionKey published = ExecutionKey.firing(id, first);
        stage.history.add(Execution.claimed(published, "i", first.plusMillis(900), Duration.ofSeconds(30))
                .published("sns-7", first.plusMillis(1_250)));
        ExecutionKey missed = ExecutionKey.firing(id, second);
        stage.history.add(Execution.unclaimed(
                missed,
                "i",
                ExecutionOutcome.MISSED,
                "It did not arrive within its grace period",
                second.plusSeconds(90_000)));

        Response response = stage.get(path(id) + "/executions");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text("next_token")).isNull();
        JsonNode executions = response.json().get("executions");
        assertThat(executions.get(0))
                .isEqualTo(Json.parse("""
                        {"execution_id": "%s", "schedule_id": "%s", "scheduled_time": "2025-11-08T11:00:00Z",
                         "actual_time": null, "finished_at": "2025-11-09T12:00:00Z", "outcome": "missed",
                         "failed_by": null, "attempts": 0, "attempt": 0,
                         "lateness_ms": null, "manual": false, "command_id": null, "message_id": "%s",
                         "sns_message_id": null, "error": "It did not arrive within its grace period",
                         "reason": null, "skip_code": null, "overridden": []}
                        """.formatted(missed.executionId(), id, missed.messageId())));
        JsonNode done = executions.get(1);
        assertThat(done.get("actual_time").textValue()).isEqualTo("2025-11-07T11:00:00.900Z");
        assertThat(done.get("finished_at").textValue()).isEqualTo("2025-11-07T11:00:01.250Z");
        assertThat(done.get("outcome").textValue()).isEqualTo("published");
        assertThat(done.get("attempts").intValue()).isEqualTo(1);
        assertThat(done.get("lateness_ms").longValue()).isEqualTo(1_250);
        assertThat(done.get("sns_message_id").textValue()).isEqualTo("sns-7");
    }

    @Test
    void a_triggered_execution_has_the_id_that_the_trigger_returned() {
        ScheduleId id = create("one");
        Response triggered = stage.post(path(id) + "/trigger");
        Instant at = Instant.parse(triggered.text("scheduled_time"));
        stage.history.add(Execution.claimed(
                ExecutionKey.manual(id, at, triggered.text("command_id")), "i", at, Duration.ofSeconds(30)));

        JsonNode execution =
                stage.get(path(id) + "/executions").json().get("executions").get(0);

        assertThat(execution.get("execution_id").textValue()).isEqualTo(triggered.text("execution_id"));
        assertThat(execution.get("manual").booleanValue()).isTrue();
        assertThat(execution.get("command_id").textValue()).isEqualTo(triggered.text("command_id"));
        assertThat(execution.get("outcome").textValue()).isEqualTo("in_progress");
    }

    @Test
    void executions_are_paged_and_expire_after_90_days() {
        ScheduleId id = create("one");
        for (int day = 1; day <= 3; day++) {
            Instant at = Instant.parse("2025-11-07T11:00:00Z").plus(Duration.ofDays(day));
            stage.history.add(Execution.claimed(ExecutionKey.firing(id, at), "i", at, Duration.ofSeconds(30))
                    .published("sns-" + day, at));
        }

        Response page = stage.get(path(id) + "/executions?limit=2");
        Response rest = stage.get(path(id) + "/executions?limit=2&next_token=" + page.text("next_token"));
        stage.clock.advance(Duration.ofDays(95));

        assertThat(page.json().get("executions")).hasSize(2);
        assertThat(rest.json().get("executions")).hasSize(1);
        assertThat(stage.get(path(id) + "/executions").json().get("executions")).isEmpty();
        assertThat(stage.get(path(id) + "/executions?next_token=junk").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"first, first", "%20first+, first", "e%CC%81, \u00e9", "FIRST, ''", "fir, ''", "none, ''"})
    void a_schedule_is_found_by_its_exact_name(String query, String name) {
        create("first");
        create("\u00e9");

        Response response = stage.get("/api/schedules?name=" + query);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.texts("schedules", "name")).isEqualTo(name.isEmpty() ? List.of() : List.of(name));
        assertThat(response.json().get("next_token").isNull()).isTrue();
    }

    @Test
    void a_deleted_schedule_is_found_by_name_with_the_fields_of_the_list() {
        ScheduleId id = create("first");
        JsonNode listed = stage.get("/api/schedules").json().get("schedules");
        assertThat(stage.get("/api/schedules?name=first&limit=1").json().get("schedules"))
                .isEqualTo(listed);

        stage.delete(path(id));

        assertThat(stage.get("/api/schedules?name=first")
                        .json()
                        .at("/schedules/0/status")
                        .textValue())
                .isEqualTo("deleted");
    }

    @ParameterizedTest
    @CsvSource({
        "status=active, status",
        "created_by=local, created_by",
        "next_token=abc, next_token",
    })
    void a_name_cannot_be_combined_with_another_filter(String other, String parameter) {
        Response response = stage.get("/api/schedules?name=first&" + other);

        response.assertError(400, "invalid_request");
        assertThat(response.details())
                .startsWith(parameter + ": can't be combined with name")
                .contains("status and created_by");
    }

    @ParameterizedTest
    @CsvSource({"''", "%20", "%07", "%F0%90"})
    void an_invalid_name_is_refused(String name) {
        Response response = stage.get("/api/schedules?name=" + name);

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.details()).startsWith("name: ");
    }
}
