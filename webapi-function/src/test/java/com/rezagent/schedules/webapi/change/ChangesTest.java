package com.rezagent.schedules.webapi.change;

import static com.rezagent.schedules.webapi.fake.FakeStage.NOW;
import static com.rezagent.schedules.webapi.fake.FakeStage.path;
import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.schedule.DefinitionDefaults;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lists of changes: who changed what, when and why. */
class ChangesTest {
    private static final String SECRET = "hunter2";

    private final FakeStage stage = new FakeStage();
    private final ScheduleId id = stage.create(teeTime());

    private Response changes(String query) {
        return stage.get(path(id) + "/changes" + query);
    }

    /** Returns each change as its version, action and changed fields. */
    private static List<String> texts(Response response) {
        return response.items("changes").stream()
                .map(it -> it.get("version") + " " + it.get("action").textValue() + " " + fields(it))
                .toList();
    }

    private static List<String> fields(JsonNode change) {
        return StreamSupport.stream(change.get("fields").spliterator(), false)
                .map(it -> it.get("field").textValue()
                        + (it.has("from") ? " " + Json.write(it.get("from")) + ">" + Json.write(it.get("to")) : ""))
                .toList();
    }

    private void replace(ObjectNode body) {
        stage.clock.advance(Duration.ofSeconds(1));
        assertThat(stage.put(path(id), body).status()).isEqualTo(200);
    }

    private void post(String action, String body) {
        stage.clock.advance(Duration.ofSeconds(1));
        assertThat(stage.post(path(id) + "/" + action, body).status()).isEqualTo(200);
    }

    @Test
    void a_pause_shows_who_when_why_and_what() {
        post("pause", "{\"reason\":\"Course closed\"}");

        assertThat(changes("?limit=1").items("changes").get(0))
                .isEqualTo(Json.parseObject("""
                        {"version": 2, "at": "2025-11-06T20:00:01Z", "by": "%s", "action": "pause",
                         "reason": "Course closed", "command_id": "cmd_id2", "schedule_id": "%s",
                         "name": "daily-pebble-beach-tee-time", "group": "default",
                         "fields": [{"field": "status", "from": "active", "to": "paused"},
                                    {"field": "paused_from", "from": null, "to": "2025-11-06T20:00:01Z"},
                                    {"field": "pause_reason", "from": null, "to": "Course closed"}]}
                        """.formatted(stage.record(id).createdBy(), id)));
    }

    @Test
    void each_version_has_one_change_newest_first() {
        replace(teeTime().put("schedule_expression", "cron(0 7 * * ? *)").put("description", "Later"));
        post("pause", "{\"until\":\"2025-11-08T12:00:00Z\"}");
        post("resume", "{}");
        stage.putGroup("billing", DefinitionDefaults.NONE);
        post("move", "{\"group\":\"billing\"}");
        stage.clock.advance(Duration.ofSeconds(1));
        stage.delete(path(id) + "?reason=obsolete");

        Response response = changes("");

        assertThat(texts(response).subList(0, 5))
                .containsExactly(
                        "6 delete [status \"active\">\"deleted\"]",
                        "5 move [group \"default\">\"billing\"]",
                        "4 resume [status \"paused\">\"active\", paused_from \"2025-11-06T20:00:02Z\">null,"
                                + " paused_until \"2025-11-08T12:00:00Z\">null]",
                        "3 pause [status \"active\">\"paused\", paused_from null>\"2025-11-06T20:00:02Z\","
                                + " paused_until null>\"2025-11-08T12:00:00Z\"]",
                        "2 update [schedule_expression \"cron(0 6 * * ? *)\">\"cron(0 7 * * ? *)\","
                                + " description null>\"Later\"]");
        assertThat(texts(response).get(5))
                .startsWith("1 create [status null>\"active\", group null>\"default\", name null>");
        assertThat(response.items("changes")).hasSize(6);
        assertThat(response.items("changes").get(0).get("reason").textValue()).isEqualTo("obsolete");
        assertThat(response.text("next_token")).isNull();
    }

    @Test
    void requests_that_change_nothing_and_triggers_have_no_change() {
        stage.post("/api/schedules", teeTime());
        stage.put(path(id), teeTime());
        stage.post(path(id) + "/resume");
        stage.post(path(id) + "/trigger", "{\"reason\":\"try\"}");
        stage.post("/api/schedules", teeTime().put("timezone", "Asia/Tokyo"));

        assertThat(changes("").items("changes")).hasSize(1);
        assertThat(stage.store.changes().all()).hasSize(1);
    }

    @Test
    void payload_and_arguments_are_named_and_shown_only_with_the_definitions() {
        ObjectNode body = teeTime();
        body.putObject("payload").put("password", SECRET);
        body.putObject("arguments").put("token", SECRET);
        replace(body);
        replace(teeTime());

        assertThat(texts(changes("?limit=2")))
                .containsExactly("3 update [payload, arguments]", "2 update [payload, arguments]");
        assertThat(changes("").body()).doesNotContain(SECRET);
        assertThat(stage.get("/api/changes?group=default").body()).doesNotContain(SECRET);
        List<JsonNode> rows = changes("?include=definition").items("changes");
        assertThat(rows.get(1).at("/definition/payload/password").textValue()).isEqualTo(SECRET);
        assertThat(rows.get(0).at("/definition/payload")).isEqualTo(teeTime().get("payload"));
        assertThat(rows.get(2).at("/definition/payload")).isEqualTo(teeTime().get("payload"));
        assertThat(stage.log.toString()).doesNotContain(SECRET);
    }

    @Test
    void each_definition_is_that_of_its_version_on_every_page() {
        List<String> expected = new ArrayList<>();
        expected.add("cron(0 6 * * ? *)");
        for (int hour = 7; hour < 12; hour++) {
            String expression = "cron(0 " + hour + " * * ? *)";
            replace(teeTime().put("schedule_expression", expression));
            post("pause", "{}");
            post("resume", "{}");
            expected.addAll(List.of(expression, expression, expression));
        }
        Collections.reverse(expected);

        for (int limit : List.of(1, 2, 3, 7, 100)) {
            List<String> found = new ArrayList<>();
            String token = null;
            do {
                Response page =
                        changes("?include=definition&limit=" + limit + (token == null ? "" : "&next_token=" + token));
                page.items("changes")
                        .forEach(it -> found.add(
                                it.at("/definition/schedule_expression").textValue()));
                token = page.text("next_token");
            } while (token != null);
            assertThat(found).as("limit " + limit).isEqualTo(expected);
        }
    }

    @Test
    void a_page_ends_after_5_mb_of_definitions() {
        for (int i = 0; i < 27; i++) {
            ObjectNode body = teeTime();
            body.putObject("payload").put("text", i + "x".repeat(200_000));
            replace(body);
        }

        Response first = changes("?include=definition&limit=100");
        Response rest = changes("?include=definition&limit=100&next_token=" + first.text("next_token"));

        assertThat(first.body().length()).isLessThan(6_000_000);
        assertThat(first.items("changes")).hasSize(24);
        assertThat(rest.items("changes")).hasSize(4);
        assertThat(rest.items("changes").get(0).at("/definition/payload/text").textValue())
                .startsWith("2x");
        assertThat(changes("?limit=100").items("changes")).hasSize(28);
    }

    @Test
    void a_definition_is_null_if_a_later_change_is_missing() {
        replace(teeTime().put("description", "one"));
        replace(teeTime().put("description", "two"));
        // An earlier release wrote version 4 without a change.
        stage.scheduler.change(id, it -> it.paused(new Stamp(stage.clock.instant(), 70, "x"), stage.clock.instant()));

        assertThat(changes("?include=definition").items("changes"))
                .extracting(it -> it.get("definition").isNull())
                .containsExactly(true, false, false);
    }

    @Test
    void changes_after_the_version_that_was_read_are_left_out() {
        replace(teeTime().put("description", "one"));
        Schedule read = stage.record(id);
        post("pause", "{}");
        replace(teeTime().put("description", "two"));
        // The record was read before; or it began again at version 1 after its time to live, and these are older.
        stage.store.put(read);

        assertThat(versions(changes(""))).containsExactly(2, 1);
        assertThat(changes("?include=definition").items("changes"))
                .extracting(it -> it.at("/definition/description").textValue())
                .containsExactly("one", null);
        assertThat(changes("?include=definition&limit=1")
                        .items("changes")
                        .get(0)
                        .at("/definition/description"))
                .isEqualTo(Json.parse("\"one\""));
        assertThat(stage.post(path(id) + "/revert", "{\"version\":1}").text("description"))
                .isNull();
    }

    @Test
    void from_is_included_and_to_is_excluded() {
        post("pause", "{}");
        post("resume", "{}");

        assertThat(versions(changes("?from=2025-11-06T20:00:01Z"))).containsExactly(3, 2);
        assertThat(versions(changes("?to=2025-11-06T20:00:02Z"))).containsExactly(2, 1);
        assertThat(versions(changes("?from=2025-11-06T20:00:01Z&to=2025-11-06T21:00:02%2B01:00")))
                .containsExactly(2);
        assertThat(versions(stage.get("/api/changes?group=default&from=2025-11-06T20:00:01Z&to=2025-11-06T20:00:02Z")))
                .containsExactly(2);
        assertThat(versions(changes("?from=2099-01-01T00:00:00Z"))).isEmpty();
    }

    private static List<Integer> versions(Response response) {
        return response.items("changes").stream()
                .map(it -> it.get("version").intValue())
                .toList();
    }

    @Test
    void changes_older_than_90_days_are_gone() {
        post("pause", "{}");
        stage.clock.set(NOW.plus(Duration.ofDays(90)));

        assertThat(versions(changes(""))).containsExactly(2);
        assertThat(versions(stage.get("/api/changes?group=default"))).containsExactly(2);
        stage.clock.advance(Duration.ofSeconds(1));
        assertThat(versions(changes(""))).isEmpty();
        assertThat(versions(stage.get("/api/changes?group=default"))).isEmpty();
    }

    @Test
    void a_group_has_changes_of_its_own_and_of_its_members_also_when_it_is_deleted() {
        stage.put("/api/groups/billing", "{\"title\":\"Billing\",\"reason\":\"New team\"}");
        stage.clock.advance(Duration.ofSeconds(1));
        ScheduleId member = stage.create(teeTime().put("name", "member").put("group", "billing"));
        stage.clock.advance(Duration.ofSeconds(1));
        stage.post("/api/groups/billing/pause", "{\"reason\":\"Release\"}");
        stage.clock.advance(Duration.ofSeconds(1));
        stage.put(
                "/api/groups/billing",
                "{\"title\":\"Bills\",\"defaults\":{\"timezone\":\"Asia/Tokyo\"},\"notify\":{\"after_failures\":3}}");

        assertThat(texts(stage.get("/api/groups/billing/changes")))
                .containsExactly(
                        "3 put_group [title \"Billing\">\"Bills\", defaults null>{\"timezone\":\"Asia/Tokyo\"},"
                                + " notify null>{\"after_failures\":3}]",
                        "2 pause_group [status \"active\">\"paused\", paused_from null>\"2025-11-06T20:00:02Z\","
                                + " pause_reason null>\"Release\"]",
                        "1 put_group [status null>\"active\", title null>\"Billing\"]");
        assertThat(stage.get("/api/changes?group=billing").items("changes"))
                .extracting(it -> it.get("schedule_id").textValue() + " "
                        + it.get("action").textValue())
                .containsExactly("null put_group", "null pause_group", member + " create", "null put_group");
        assertThat(stage.get("/api/groups/billing/changes")
                        .items("changes")
                        .get(2)
                        .get("reason")
                        .textValue())
                .isEqualTo("New team");

        stage.clock.advance(Duration.ofSeconds(1));
        stage.delete(path(member));
        stage.clock.advance(Duration.ofSeconds(1));
        stage.deleteGroup("billing");
        assertThat(versions(stage.get("/api/groups/billing/changes"))).containsExactly(4, 3, 2, 1);
        assertThat(stage.get("/api/changes?group=billing").items("changes")).hasSize(6);
    }

    @Test
    void a_move_is_a_change_of_the_group_that_it_leads_to() {
        stage.putGroup("billing", DefinitionDefaults.NONE);
        post("move", "{\"group\":\"billing\"}");

        assertThat(texts(stage.get("/api/changes?group=billing")).get(0))
                .isEqualTo("2 move [group \"default\">\"billing\"]");
        assertThat(versions(stage.get("/api/changes?group=default"))).containsExactly(1);
    }

    @Test
    void the_default_group_has_a_list_before_it_has_a_record() {
        assertThat(stage.get("/api/groups/default/changes").items("changes")).isEmpty();
        assertThat(stage.get("/api/changes?group=default").items("changes")).hasSize(1);
    }

    @Test
    void tokens_belong_to_their_list_and_filters() {
        post("pause", "{}");
        post("resume", "{}");
        String ofSchedule = changes("?limit=1").text("next_token");
        String ofGroup = stage.get("/api/changes?group=default&limit=1").text("next_token");

        assertThat(versions(changes("?next_token=" + ofSchedule))).containsExactly(2, 1);
        assertThat(versions(stage.get("/api/changes?group=default&next_token=" + ofGroup)))
                .containsExactly(2, 1);
        for (String target : List.of(
                path(id) + "/changes?next_token=" + ofGroup,
                path(id) + "/changes?include=definition&next_token=" + ofSchedule,
                path(id) + "/changes?from=2025-11-06T20:00:00Z&next_token=" + ofSchedule,
                path(id) + "/executions?next_token=" + ofSchedule,
                "/api/changes?group=default&next_token=" + ofSchedule,
                "/api/groups/default/changes?next_token=" + ofGroup)) {
            assertThat(stage.get(target).status()).as(target).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?from=yesterday | from",
                "?from=2025-11-06 | from",
                "?from=2025-11-06T20:00:00 | from",
                "?to=2025-11-06T20:00:00.5Z | to",
                "?from=2025-11-06T20:00:01Z&to=2025-11-06T20:00:01Z | to: must be after from",
                "?from=2025-11-06T20:00:02Z&to=2025-11-06T20:00:01Z | to: must be after from",
                "?from= | from: must not be empty",
                "?limit=0 | limit: must be a whole number from 1 to 100",
                "?limit=101 | limit",
                "?next_token=x | next_token: does not belong to this list",
                "?include=payload | include: use definition",
                "?until=2025-11-06T20:00:00Z | until: unknown parameter",
                "?group=default | group: unknown parameter",
            })
    void invalid_parameters_are_refused_with_what_to_send(String query, String details) {
        changes(query).assertError(400, "invalid_request", details);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = ".",
            value = {
                "/api/changes | 400 | invalid_request | group: is required; GET /api/groups lists the groups",
                "/api/changes?group= | 400 | invalid_request | group: must not be empty",
                "/api/changes?group=No_Name | 400 | invalid_group | group: must have 1 to 64",
                "/api/changes?group=actions | 400 | invalid_group | group: actions is a reserved word",
                "/api/changes?group=absent | 404 | group_not_found | GET /api/groups lists the groups",
                "/api/changes?group=default&include=definition | 400 | invalid_request | include: unknown parameter",
                "/api/changes?group=default&limit=many | 400 | invalid_request | limit",
                "/api/groups/absent/changes | 404 | group_not_found | group: absent does not exist",
                "/api/groups/No_Name/changes | 400 | invalid_group | group: must have 1 to 64",
                "/api/schedules/sched_0/changes | 404 | schedule_not_found | sched_0 does not exist",
            })
    void unknown_resources_are_refused_with_what_to_do(String target, int status, String code, String details) {
        stage.get(target).assertError(status, code, details);
    }
}
