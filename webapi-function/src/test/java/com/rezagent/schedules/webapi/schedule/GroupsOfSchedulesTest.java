package com.rezagent.schedules.webapi.schedule;

import static com.rezagent.schedules.webapi.fake.FakeStage.path;
import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.schedule.DefinitionDefaults;
import com.rezagent.schedules.schedule.RetryPolicy;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.fake.Response;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Schedules are created in groups, moved, and listed by group. */
class GroupsOfSchedulesTest {
    private static final DefinitionDefaults TOKYO =
            new DefinitionDefaults(ZoneId.of("Asia/Tokyo"), new RetryPolicy(3, Duration.ofHours(1)));

    private final FakeStage stage = new FakeStage();

    @BeforeEach
    void groups() {
        stage.putGroup("billing", TOKYO);
        stage.putGroup("nightly", DefinitionDefaults.NONE);
    }

    private static ObjectNode named(String name, String group) {
        ObjectNode body = teeTime().put("name", name).put("group", group);
        return body.without("timezone");
    }

    private Response move(ScheduleId id, String json) {
        return stage.post(path(id) + "/move", json);
    }

    @Test
    void a_create_takes_the_defaults_of_its_group() {
        Response created = stage.post("/api/schedules", named("a", "billing"));

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.text("group")).isEqualTo("billing");
        assertThat(created.text("timezone")).isEqualTo("Asia/Tokyo");
        assertThat(created.json().at("/retry_policy/maximum_retry_attempts").intValue())
                .isEqualTo(3);
        assertThat(stage.post("/api/schedules", named("b", "billing").put("timezone", "Europe/Berlin"))
                        .text("timezone"))
                .isEqualTo("Europe/Berlin");
        assertThat(stage.post("/api/schedules", named("c", "nightly")).text("timezone"))
                .isEqualTo("UTC");
        assertThat(stage.post("/api/schedules", named("d", "billing").without("group"))
                        .text("group"))
                .isEqualTo("default");
    }

    @Test
    void a_create_that_is_still_pending_shows_the_defaults_too() {
        stage.topics.subscribe(stage.scheduler::hold);

        Response accepted = stage.post("/api/schedules", named("a", "billing"));

        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.text("group")).isEqualTo("billing");
        assertThat(accepted.text("timezone")).isEqualTo("Asia/Tokyo");
        assertThat(accepted.text("next_execution")).isEqualTo("2025-11-06T21:00:00Z");
    }

    @Test
    void the_same_body_is_unchanged_after_the_defaults_of_the_group_have_changed() {
        stage.post("/api/schedules", named("a", "billing"));
        stage.putGroup("billing", new DefinitionDefaults(ZoneId.of("Europe/Berlin"), null));

        Response again = stage.post("/api/schedules", named("a", "billing"));

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text("version")).isEqualTo("1");
        assertThat(again.text("timezone")).isEqualTo("Asia/Tokyo");
        assertThat(stage.post("/api/schedules", named("a", "nightly")).error()).isEqualTo("schedule_name_conflict");
    }

    @Test
    void a_move_keeps_everything_but_the_group() {
        ScheduleId id = stage.create(named("a", "billing"));
        ObjectNode before = stage.get(path(id)).json();

        Response moved = move(id, "{\"group\":\"nightly\",\"reason\":\"Belongs there\"}");

        assertThat(moved.status()).isEqualTo(200);
        assertThat(moved.json()).isEqualTo(before.put("group", "nightly").put("version", 2));
        assertThat(move(id, "{\"group\":\"nightly\"}").text("version")).isEqualTo("2");
        assertThat(stage.topics.published().get(1).message().body())
                .contains("\"action\":\"move\"", "\"group\":\"nightly\"", "\"reason\":\"Belongs there\"");
    }

    @Test
    void a_moved_schedule_is_blocked_by_its_new_group() {
        ScheduleId id = stage.create(named("a", "billing"));
        stage.pauseGroup("nightly", null, null, "upgrade");

        Response moved = move(id, "{\"group\":\"nightly\"}");

        assertThat(moved.json().at("/blocked_by/0/source").textValue()).isEqualTo("group:nightly");
        assertThat(moved.text("next_execution")).isNull();
    }

    @Test
    void a_move_checks_if_match_only_if_it_changes_something() {
        ScheduleId id = stage.create(named("a", "billing"));
        Request move = Request.post(path(id) + "/move").header("If-Match", "\"other-1\"");

        assertThat(stage.send(move.json("{\"group\":\"nightly\"}")).error()).isEqualTo("version_conflict");
        assertThat(stage.send(move.json("{\"group\":\"billing\"}")).status()).isEqualTo(200);
    }

    @Test
    void a_replacement_that_names_another_group_is_refused_with_the_route() {
        ScheduleId id = stage.create(named("a", "billing"));
        Request put = Request.put(path(id)).json(named("a", "nightly"));

        Response refused = stage.send(put);

        assertThat(refused.error()).isEqualTo("invalid_request");
        assertThat(refused.details())
                .startsWith("group: is nightly, but the schedule is in billing")
                .contains("use POST /api/schedules/" + id + "/move");
        assertThat(stage.send(put.header("If-Match", "\"other-1\"")).error())
                .as("the condition is checked first")
                .isEqualTo("version_conflict");
        assertThat(stage.topics.published()).hasSize(1);
    }

    /** A replacement never takes the defaults of a group. */
    @Test
    void a_replacement_may_name_the_group_of_the_schedule() {
        ScheduleId id = stage.create(named("a", "billing"));

        Response replaced = stage.put(path(id), named("a", "billing"));

        assertThat(replaced.status()).isEqualTo(200);
        assertThat(replaced.text("timezone")).isEqualTo("UTC");
        assertThat(stage.topics.published().get(1).message().body()).doesNotContain("\"group\"");
    }

    @Test
    void what_was_read_in_a_group_can_be_sent_back_and_sent_under_another_name() {
        ScheduleId id = stage.create(named("a", "billing"));
        ObjectNode read = stage.get(path(id)).json();

        assertThat(stage.put(path(id), read).json()).isEqualTo(read);
        assertThat(stage.post("/api/schedules", read.deepCopy().put("name", "copy"))
                        .text("group"))
                .isEqualTo("billing");
    }

    @Test
    void a_list_by_group_is_in_the_order_of_names() {
        for (String name : List.of("b", "Z", "ä", "a", "c")) {
            stage.post("/api/schedules", named(name, "billing"));
        }
        stage.post("/api/schedules", named("elsewhere", "nightly"));

        Response page = stage.get("/api/schedules?group=billing&limit=3");
        Response rest = stage.get("/api/schedules?group=billing&limit=3&next_token=" + page.text("next_token"));

        assertThat(page.texts("schedules", "name")).containsExactly("Z", "a", "b");
        assertThat(rest.texts("schedules", "name")).containsExactly("c", "ä");
        assertThat(stage.get("/api/schedules?group=nightly&limit=3&next_token=" + page.text("next_token"))
                        .error())
                .isEqualTo("invalid_request");
    }

    @Test
    void a_list_by_group_and_status_has_only_those() {
        ScheduleId paused = stage.create(named("paused", "billing"));
        stage.create(named("active", "billing"));
        stage.post(path(paused) + "/pause");

        assertThat(stage.get("/api/schedules?group=billing&status=paused").texts("schedules", "name"))
                .containsExactly("paused");
        assertThat(stage.get("/api/schedules?group=billing&status=deleted").texts("schedules", "name"))
                .isEmpty();
    }

    @Test
    void a_group_that_does_not_exist_has_no_list() {
        stage.get("/api/schedules?group=absent").assertError(404, "group_not_found", "GET /api/groups");
        assertThat(stage.get("/api/schedules?group=nightly").texts("schedules", "name"))
                .isEmpty();
        assertThat(stage.get("/api/schedules?group=default").texts("schedules", "name"))
                .isEmpty();
    }

    @Test
    void a_member_of_a_deleted_group_is_still_listed_and_says_so() {
        ScheduleId id = stage.create(teeTime());
        stage.deleteGroup("nightly");
        stage.scheduler.change(
                id,
                it -> it.moved(
                        new ResourceName("nightly"),
                        new Stamp(FakeStage.NOW.plusSeconds(1), 30, "moved"),
                        FakeStage.NOW));

        Response listed = stage.get("/api/schedules?group=nightly");

        assertThat(listed.texts("schedules", "name")).containsExactly("daily-pebble-beach-tee-time");
        assertThat(listed.json().at("/schedules/0/warnings/0").textValue())
                .startsWith("The group nightly does not exist any more");
        assertThat(stage.get(path(id)).json().get("warnings").size()).isOne();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "group=billing&created_by=me | invalid_request | created_by: can't be combined with group; send name",
                "name=a&group=billing | invalid_request | group: can't be combined with name",
                "group= | invalid_request | group: must not be empty",
                "group=a&group=b | invalid_request | group: duplicate parameter",
                "group=No_Name | invalid_group | group: must have 1 to 64 of a-z",
                "group=import | invalid_group | group: import is a reserved word",
                "group=billing&next_token=x | invalid_request | next_token: does not belong",
            })
    void a_list_that_does_not_exist_is_refused(String query, String code, String details) {
        Response response = stage.get("/api/schedules?" + query);

        response.assertError(400, code);
        assertThat(response.details()).startsWith(details);
    }
}
