package com.rezagent.schedules.webapi.group;

import static com.rezagent.schedules.webapi.group.GroupRequests.BILLING;
import static com.rezagent.schedules.webapi.group.GroupRequests.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.fake.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Put, read, list and delete. */
class GroupTest {
    private final FakeStage stage = new FakeStage();
    private final GroupRequests groups = new GroupRequests(stage);

    @Test
    void a_put_creates_a_group_and_returns_201_with_its_location() {
        Response created = groups.put(SETTINGS);

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).isEqualTo(BILLING);
        assertThat(created.header("ETag")).endsWith("-1\"");
        assertThat(created.json()).isEqualTo(Json.parseObject("""
                {"group":"billing","title":"Billing","description":"Invoices",
                 "defaults":{"timezone":"Asia/Tokyo",
                  "retry_policy":{"maximum_retry_attempts":3,"maximum_event_age_seconds":600}},
                 "notify":{"after_failures":3},"status":"active","paused_from":null,"paused_until":null,"pause_reason":null,"paused_by":null,
                 "counts":null,"version":1,"created_by":"arn:aws:iam::123456789012:user/golfer",
                 "created_at":"2025-11-06T20:00:00Z","updated_at":"2025-11-06T20:00:00Z","warnings":[]}
                """));
    }

    @Test
    void a_second_put_replaces_every_setting_and_returns_200() {
        groups.put(SETTINGS);

        Response replaced = groups.put("{\"title\":\"Invoices\"}");

        assertThat(replaced.status()).isEqualTo(200);
        assertThat(replaced.header("Location")).isNull();
        assertThat(replaced.text("version")).isEqualTo("2");
        assertThat(replaced.text("title")).isEqualTo("Invoices");
        assertThat(replaced.text("description")).isNull();
        assertThat(replaced.json().path("defaults")).isEqualTo(Json.parse("{\"timezone\":null,\"retry_policy\":null}"));
        assertThat(replaced.json().path("notify")).isEqualTo(Json.parse("{\"after_failures\":10}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"notify\":null}",
                "{\"notify\":{}}",
                "{\"notify\":{\"after_failures\":null}}",
                "{\"notify\":{\"after_failures\":10}}"
            })
    void the_default_of_notices_is_the_same_as_none(String settings) {
        groups.put("{}");

        Response again = groups.put(settings);

        assertThat(again.text("version")).isEqualTo("1");
        assertThat(again.json().path("notify")).isEqualTo(Json.parse("{\"after_failures\":10}"));
    }

    @Test
    void an_identical_put_is_200_unchanged_and_still_published() {
        groups.put(SETTINGS);

        Response again = stage.send(Request.put(BILLING).json(SETTINGS).header("If-Match", "\"outdated-7\""));

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text("version")).isEqualTo("1");
        assertThat(stage.topics.published()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", SETTINGS})
    void what_a_get_returns_can_be_put_back_and_changes_nothing(String settings) {
        groups.put(settings);
        groups.pause("{\"until\":\"2025-11-10T06:00:00Z\",\"reason\":\"upgrade\"}");
        Response read = groups.get();

        Response put = stage.send(Request.put(BILLING).json(read.json()).header("If-Match", read.header("ETag")));

        assertThat(put.status()).isEqualTo(200);
        assertThat(put.text("version")).isEqualTo("2");
        assertThat(groups.get().json()).isEqualTo(read.json());
    }

    @Test
    void if_match_replaces_only_the_version_that_was_read() {
        String first = groups.put(SETTINGS).header("ETag");
        Request change = Request.put(BILLING).json("{\"title\":\"Other\"}");
        assertThat(stage.send(change.header("If-Match", first)).status()).isEqualTo(200);

        Response conflict = stage.send(Request.put(BILLING).json("{}").header("If-Match", first));

        conflict.assertError(412, "version_conflict");
        assertThat(conflict.text("message")).isEqualTo("The group has changed since it was read");
        assertThat(groups.get().text("title")).isEqualTo("Other");
        assertThat(stage.send(Request.put(BILLING).json("{}").header("If-Match", "*"))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "\"some-1\""})
    void if_match_never_creates(String condition) {
        Response response = stage.send(Request.put(BILLING).json(SETTINGS).header("If-Match", condition));

        assertThat(response.status()).isEqualTo(412);
        assertThat(groups.get().status()).isEqualTo(404);
    }

    @Test
    void if_none_match_only_creates() {
        Request put = Request.put(BILLING).json(SETTINGS).header("If-None-Match", "*");
        assertThat(stage.send(put).status()).isEqualTo(201);

        stage.send(put).assertError(412, "version_conflict", "leave the header out to replace it");
        groups.delete();
        assertThat(stage.send(put).status()).isEqualTo(201);
    }

    /** The scheduler function checks it, too: another create may be applied first. */
    @Test
    void if_none_match_of_two_concurrent_creates_lets_one_win() {
        stage.topics.subscribe(stage.scheduler::hold);
        Request create = Request.put(BILLING).header("If-None-Match", "*");
        stage.send(create.json(SETTINGS));
        stage.sleeper.after(Duration.ofMillis(20), stage.scheduler::deliverHeld);

        assertThat(stage.send(create.json("{}")).status()).isEqualTo(412);
        assertThat(groups.get().text("title")).isEqualTo("Billing");
    }

    @Test
    void a_put_that_is_not_applied_in_time_returns_202_with_what_was_sent() {
        stage.topics.subscribe(stage.scheduler::hold);

        Response pending = groups.put(SETTINGS);

        assertThat(pending.status()).isEqualTo(202);
        assertThat(pending.header("Location")).isEqualTo(BILLING);
        assertThat(pending.header("ETag")).isNull();
        assertThat(pending.text("title")).isEqualTo("Billing");
        assertThat(pending.text("command_id")).startsWith("cmd_");
        assertThat(groups.get().status()).isEqualTo(404);
        stage.scheduler.deliverHeld();
        assertThat(groups.get().text("title")).isEqualTo("Billing");
    }

    @Test
    void a_put_waits_as_long_as_the_request_prefers() {
        stage.topics.subscribe(stage.scheduler::hold);
        stage.sleeper.after(Duration.ofSeconds(2), stage.scheduler::deliverHeld);

        Response response = stage.send(Request.put(BILLING).json(SETTINGS).header("Prefer", "wait=5"));

        assertThat(response.status()).isEqualTo(201);
        assertThat(response.header("Preference-Applied")).isEqualTo("wait=5");
    }

    @Test
    void a_put_after_which_the_group_was_deleted_says_that_it_came_too_late() {
        groups.put(SETTINGS);
        groups.delete();
        stage.topics.subscribe(stage.scheduler::hold);
        stage.sleeper.after(Duration.ofMillis(20), () -> {
            stage.clock.advance(Duration.ofSeconds(1));
            stage.deleteGroup("billing");
            stage.scheduler.deliverHeld();
        });

        Response late = groups.put("{}");

        assertThat(late.status()).isEqualTo(200);
        assertThat(late.text("status")).isEqualTo("deleted");
        assertThat(late.json().path("warnings").toString()).contains("a later command took effect first");
    }

    @Test
    void a_read_counts_the_members_by_their_own_status() {
        groups.put(SETTINGS);
        groups.pause("{}");
        groups.member("one");
        groups.member("two");

        Response read = groups.get();

        assertThat(read.text("status")).isEqualTo("paused");
        assertThat(read.json().path("counts"))
                .isEqualTo(Json.parse("{\"pending\":2,\"active\":0,\"paused\":0,\"failed\":0,\"completed\":0}"));
        assertThat(stage.get("/api/groups").json().at("/groups/0/counts").isNull())
                .isTrue();
    }

    @Test
    void a_read_does_not_count_more_than_a_thousand_members() {
        groups.put("{}");
        for (int i = 0; i < MemberCounts.MAX_COUNTED; i++) {
            groups.member("member " + i);
        }
        assertThat(groups.get().json().at("/counts/pending").intValue()).isEqualTo(1_000);

        groups.member("one more");

        assertThat(groups.get().json().path("counts").isNull()).isTrue();
    }

    @Test
    void the_default_group_is_there_before_its_first_put_with_version_0() {
        Response read = stage.get("/api/groups/default");

        assertThat(read.status()).isEqualTo(200);
        assertThat(read.text("version")).isEqualTo("0");
        assertThat(read.header("ETag")).isEqualTo("\"default-0\"");
        assertThat(read.text("created_by")).isNull();
        assertThat(read.text("created_at")).isNull();
        assertThat(read.text("updated_at")).isNull();
        Response put =
                stage.send(Request.put("/api/groups/default").json(read.json()).header("If-Match", "\"default-0\""));
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.text("version")).isEqualTo("1");
        assertThat(put.text("created_by")).isEqualTo("arn:aws:iam::123456789012:user/golfer");
    }

    @Test
    void the_default_group_cannot_be_created_only() {
        assertThat(stage.send(Request.put("/api/groups/default").json("{}").header("If-None-Match", "*"))
                        .status())
                .isEqualTo(412);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 100})
    void a_list_has_every_group_in_the_order_of_names_and_the_default_group_once(int limit) {
        List<String> expected = List.of("a", "billing", "default", "e", "z-1");
        for (String name : List.of("z-1", "e", "billing", "a", "gone")) {
            stage.put("/api/groups/" + name, "{}");
        }
        stage.delete("/api/groups/gone");

        assertThat(names(limit)).isEqualTo(expected);
        stage.put("/api/groups/default", "{}");
        assertThat(names(limit)).isEqualTo(expected);
    }

    private List<String> names(int limit) {
        List<String> names = new ArrayList<>();
        String next = "";
        do {
            ObjectNode page = stage.get("/api/groups?limit=" + limit + next).json();
            assertThat(page.path("groups")).hasSizeLessThanOrEqualTo(limit);
            page.path("groups").forEach(it -> names.add(it.path("group").textValue()));
            next = page.path("next_token").isNull()
                    ? ""
                    : "&next_token=" + page.path("next_token").textValue();
        } while (!next.isEmpty());
        return names;
    }

    @Test
    void a_member_whose_time_to_live_has_passed_does_not_count() {
        groups.put("{}");
        for (int i = 0; i < 12; i++) {
            stage.store.put(groups.member("member " + i).completed(FakeStage.NOW));
        }
        assertThat(groups.delete().error()).isEqualTo("group_not_empty");

        stage.clock.advance(Schedule.TIME_TO_LIVE);

        assertThat(stage.get("/api/schedules?group=billing").json().get("schedules"))
                .isEmpty();
        assertThat(groups.delete().status()).isEqualTo(200);
    }

    @Test
    void a_deleted_group_is_not_found_and_a_put_creates_it_anew() {
        groups.put(SETTINGS);
        groups.pause("{}");

        Response deleted = stage.delete(BILLING + "?reason=obsolete");

        assertThat(deleted.status()).isEqualTo(200);
        assertThat(deleted.text("status")).isEqualTo("deleted");
        assertThat(groups.get().error()).isEqualTo("group_not_found");
        assertThat(groups.delete().error()).isEqualTo("group_not_found");
        assertThat(groups.pause("{}").error()).isEqualTo("group_not_found");
        Response again = groups.put("{}");
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.text("status")).isEqualTo("active");
        assertThat(again.text("title")).isNull();
    }

    @Test
    void a_delete_publishes_its_reason_and_accepts_a_condition() {
        String tag = groups.put(SETTINGS).header("ETag");
        groups.put("{}");
        assertThat(stage.send(Request.delete(BILLING).header("If-Match", tag)).status())
                .isEqualTo(412);

        stage.delete(BILLING + "?reason=no+longer+needed");

        String message = stage.topics.published().get(2).message().body();
        assertThat(Json.parseObject(message).path("reason").textValue()).isEqualTo("no longer needed");
    }
}
