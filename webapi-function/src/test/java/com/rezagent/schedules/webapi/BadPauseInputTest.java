package com.rezagent.schedules.webapi;

import static com.rezagent.schedules.webapi.fake.FakeStage.path;
import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.DefinitionDefaults;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.fake.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Invalid pauses, moves and groups of a schedule: each has a code, says what to do, and changes nothing. */
class BadPauseInputTest {
    private final FakeStage stage = new FakeStage();
    private final ScheduleId id = stage.create(teeTime());
    private final Schedule before = stage.record(id);

    @AfterEach
    void nothing_was_changed_or_published() {
        assertThat(stage.record(id)).isEqualTo(before);
        assertThat(stage.store.all()).hasSize(1);
        assertThat(stage.topics.published()).hasSize(1);
    }

    private static void refused(Response response, int status, String code, String detail) {
        response.assertError(status, code, detail);
        assertThat(response.json().size()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "pause | `{\"until\":\"2025-11-06T19:59:59Z\"}` | invalid_until | until: 2025-11-06T19:59:59Z is not in the future; send a later time, or leave it out",
                "pause | `{\"until\":\"2025-11-06T20:00:00Z\"}` | invalid_until | is not in the future",
                "pause | `{\"until\":\"2025-11-06T21:00:00+01:00\"}` | invalid_until | until: 2025-11-06T20:00:00Z is not in the future",
                "pause | `{\"until\":\"2036-11-06T20:00:00Z\"}` | invalid_until | until: must be at most 10 years ahead",
                "pause | `{\"until\":\"2035-11-06T20:00:02Z\"}` | invalid_until | until: must be at most 10 years ahead",
                "pause | `{\"until\":\"2025-11-10T06:00:00.5Z\"}` | invalid_until | until: must be in whole seconds",
                "pause | `{\"until\":\"Monday\"}` | invalid_until | until: must be an RFC 3339 time; write it like",
                "pause | `{\"until\":\"2025-11-10T06:00:00\"}` | invalid_until | until: must be an RFC 3339 time",
                "pause | `{\"until\":1762840800}` | invalid_until | until: must be a string, not a number",
                "pause | `{\"until\":\"9999-12-31T23:59:59-18:00\"}` | invalid_until | until: must be in the years",
                "pause | `{\"from\":\"2025-11-08T00:00:00Z\"}` | invalid_request | from: unknown field; allowed fields are reason, until",
                "pause | `{\"reason\":7}` | invalid_request | reason: must be a string, not a number",
                "pause | `{\"reason\":\"\\ud800\"}` | invalid_request | reason: contains an unpaired surrogate",
                "pause | `[]` | invalid_json | ``",
                "pause | `{` | invalid_json | ``",
                "resume | `{\"until\":\"2025-11-10T06:00:00Z\"}` | invalid_request | until: unknown field; allowed fields are reason",
                "resume | `{\"reason\":[]}` | invalid_request | reason: must be a string, not an array",
                "resume | `7` | invalid_json | ``",
                "move | `{}` | invalid_group | group: is required; send the name of a group",
                "move | `{\"group\":null}` | invalid_group | group: is required",
                "move | `{\"group\":\"absent\"}` | invalid_group | group: absent does not exist; create it first with PUT /api/groups/absent",
                "move | `{\"group\":\"\"}` | invalid_group | group: must have 1 to 64 of a-z, 0-9 and -",
                "move | `{\"group\":\"Billing\"}` | invalid_group | group: must have 1 to 64 of a-z",
                "move | `{\"group\":\"-billing\"}` | invalid_group | group: must have 1 to 64 of a-z",
                "move | `{\"group\":\"import\"}` | invalid_group | group: import is a reserved word; choose another name",
                "move | `{\"group\":\"actions\"}` | invalid_group | group: actions is a reserved word",
                "move | `{\"group\":7}` | invalid_group | group: must be a string, not a number",
                "move | `{\"group\":\"default\",\"until\":null}` | invalid_request | until: unknown field; allowed fields are group, reason",
                "move | `{\"group\":\"default\",\"reason\":7}` | invalid_request | reason: must be a string",
                "move | `null` | invalid_json | ``",
                "move | `` | invalid_json | ``",
            })
    void an_invalid_change_returns_its_code_and_what_to_do(String route, String body, String code, String detail) {
        refused(stage.post(path(id) + "/" + route, body), 400, code, detail);
    }

    @ParameterizedTest
    @CsvSource({"pause", "resume", "move"})
    void a_reason_has_at_most_200_characters(String route) {
        String group = route.equals("move") ? "\"group\":\"default\"," : "";
        String body = "{" + group + "\"reason\":\"" + "\ud83d\ude00".repeat(201) + "\"}";

        refused(
                stage.post(path(id) + "/" + route, body),
                400,
                "invalid_request",
                "reason: must have at most 200 characters");
    }

    @Test
    void all_errors_of_a_body_are_reported_together() {
        Response response = stage.post(path(id) + "/pause", "{\"until\":\"soon\",\"reason\":7,\"color\":\"red\"}");

        refused(response, 400, "invalid_until", "until: ");
        assertThat(response.details()).contains("reason: ", "color: unknown field");
    }

    @Test
    void a_deleted_group_cannot_be_moved_to_or_created_in() {
        stage.putGroup("gone", DefinitionDefaults.NONE);
        stage.deleteGroup("gone");

        refused(
                stage.post(path(id) + "/move", "{\"group\":\"gone\"}"),
                400,
                "invalid_group",
                "group: gone does not exist");
        refused(
                stage.post("/api/schedules", teeTime().put("name", "other").put("group", "gone")),
                400,
                "invalid_group",
                "group: gone does not exist");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`\"absent\"` | group: absent does not exist; create it first with PUT /api/groups/absent, or leave it out",
                "`\"No_Name\"` | group: must have 1 to 64 of a-z",
                "`\"export\"` | group: export is a reserved word",
                "`\"\"` | group: must have 1 to 64 of a-z",
                "7 | group: must be a string, not a number",
                "`[\"billing\"]` | group: must be a string, not an array",
            })
    void a_create_in_a_group_that_cannot_be_is_refused(String group, String detail) {
        String body = Json.write(teeTime().put("name", "other")).replaceFirst("\\{", "{\"group\":" + group + ",");

        refused(stage.post("/api/schedules", body), 400, "invalid_group", detail);
    }

    @Test
    void a_name_of_65_characters_is_refused() {
        String name = "x".repeat(65);

        refused(
                stage.post(path(id) + "/move", "{\"group\":\"" + name + "\"}"),
                400,
                "invalid_group",
                "group: must have 1 to 64");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`\"billing\"` | invalid_request | group: is billing, but the schedule is in default, and a replacement changes its definition only; use POST",
                "`\"absent\"` | invalid_request | group: is absent, but the schedule is in default",
                "`\"No_Name\"` | invalid_group | group: must have 1 to 64 of a-z",
                "`\"import\"` | invalid_group | group: import is a reserved word",
                "7 | invalid_group | group: must be a string",
            })
    void a_replacement_with_another_group_is_refused(String group, String code, String detail) {
        stage.putGroup("billing", DefinitionDefaults.NONE);
        String body = Json.write(teeTime()).replaceFirst("\\{", "{\"group\":" + group + ",");

        refused(stage.put(path(id), body), 400, code, detail);
    }

    @Test
    void a_replacement_that_would_pause_is_refused_after_if_match() {
        Request put = Request.put(path(id)).json(teeTime().put("status", "paused"));

        refused(stage.send(put), 400, "invalid_request", "use POST /api/schedules/" + id + "/pause");
        refused(stage.send(put.header("If-Match", "\"other-1\"")), 412, "version_conflict", "If-Match: ");
    }
}
