package com.rezagent.schedules.webapi.schedule;

import static com.rezagent.schedules.webapi.fake.FakeStage.idOf;
import static com.rezagent.schedules.webapi.fake.FakeStage.path;
import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.DefinitionDefaults;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Response;
import com.rezagent.schedules.webapi.http.ListBody;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters of {@code GET /api/schedules}, what it includes, and where its pages end. */
class ScheduleListTest {
    private final FakeStage stage = new FakeStage();

    private ScheduleId create(String name, String group, Map<String, String> labels) {
        ObjectNode body = teeTime().put("name", name).put("group", group);
        labels.forEach(body.putObject("labels")::put);
        return stage.create(body);
    }

    private Response get(String query) {
        return stage.get("/api/schedules?" + query);
    }

    private static List<String> names(Response response) {
        List<String> names = new ArrayList<>();
        response.json().get("schedules").forEach(it -> names.add(it.get("name").textValue()));
        return names;
    }

    private void createSamples() {
        stage.putGroup("billing", DefinitionDefaults.NONE);
        create("nightly b", "billing", Map.of("team", "finance", "tier", "1"));
        create("nightly a", "billing", Map.of("team", "finance: eu"));
        create("weekly", "billing", Map.of("team", "finance"));
        create("nightly c", "default", Map.of("team", "finance", "tier", "1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "group=billing | nightly a,nightly b,weekly",
                "group=billing&name_prefix=nightly | nightly a,nightly b",
                "group=billing&name_prefix=%20nightly%20 | nightly a,nightly b",
                "group=billing&name_prefix=Nightly | ''",
                "group=billing&label=team:finance | nightly b,weekly",
                "group=billing&label=team:finance:%20eu | nightly a",
                "group=billing&label=team:finance&label=tier:1 | nightly b",
                "group=billing&label=team:finance&label=tier:2 | ''",
                "group=billing&label=team:finance&name_prefix=w&status=active | weekly",
                "group=billing&label=team:finance&status=paused | ''",
                "group=default&label=tier:1 | nightly c",
                "name=weekly | weekly"
            })
    void filters_of_a_group_can_be_combined(String query, String names) {
        createSamples();

        assertThat(String.join(",", names(get(query)))).isEqualTo(names);
    }

    @Test
    void labels_are_in_responses_and_change_without_a_call_of_the_engine() {
        ScheduleId id = create("a", "default", Map.of("team", "golf"));
        long entry = stage.record(id).entryVersion();
        ObjectNode read = stage.get(path(id)).json();
        assertThat(read.get("labels")).isEqualTo(Json.parse("{\"team\":\"golf\"}"));

        read.putObject("labels").put("team", "tennis");
        assertThat(stage.put(path(id), read).json().get("labels")).isEqualTo(Json.parse("{\"team\":\"tennis\"}"));
        assertThat(get("name=a").json().at("/schedules/0/labels")).isEqualTo(Json.parse("{\"team\":\"tennis\"}"));
        assertThat(stage.record(id).entryVersion()).isEqualTo(entry);
        assertThat(stage.record(id).version()).isEqualTo(2);
    }

    @Test
    void ids_return_their_schedules_in_this_order_deleted_or_not() {
        createSamples();
        stage.delete(path(idOf("weekly")));
        String ids = idOf("weekly") + "," + idOf("unknown") + "," + idOf("nightly c") + "," + idOf("nightly a");

        assertThat(names(get("schedule_ids=" + ids))).containsExactly("weekly", "nightly c", "nightly a");
        assertThat(names(get("schedule_ids=" + ids.replace(",", "%2C"))))
                .containsExactly("weekly", "nightly c", "nightly a");
        Response first = get("limit=1&schedule_ids=" + ids);
        assertThat(names(first)).containsExactly("weekly");
        assertThat(names(get("limit=5&schedule_ids=" + ids + "&next_token=" + first.text("next_token"))))
                .containsExactly("nightly c", "nightly a");
        assertThat(get("schedule_ids=" + idOf("unknown")).json().get("schedules"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"group=billing", "created_by=arn:aws:iam::123456789012:user/golfer", "name=weekly", "ids"})
    void include_definition_adds_payload_and_arguments_to_each_schedule(String query) {
        createSamples();
        String list = query.equals("ids") ? "schedule_ids=" + idOf("weekly") : query;

        for (JsonNode schedule : get(list + "&include=definition").json().get("schedules")) {
            assertThat(schedule.get("payload").get("course_id").textValue()).isEqualTo("pebble-beach");
            assertThat(schedule.get("arguments").isNull()).isTrue();
            ScheduleId id = idOf(schedule.get("name").textValue());
            assertThat(stage.put(path(id), schedule).status()).isEqualTo(200);
            assertThat(stage.record(id).version()).isEqualTo(1);
        }
        assertThat(get(list).json().at("/schedules/0").has("payload")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name=a&schedule_ids=s | schedule_ids: can't be combined with name; send name; schedule_ids; group with",
                "name=a&label=a:b | label: can't be combined with name",
                "name=a&name_prefix=b | name_prefix: can't be combined with name",
                "name=a&next_token=b | next_token: can't be combined with name",
                "schedule_ids=s&group=billing | group: can't be combined with schedule_ids; send name",
                "schedule_ids=s&status=active | status: can't be combined with schedule_ids",
                "schedule_ids=s&created_by=me | created_by: can't be combined with schedule_ids",
                "schedule_ids=s&label=a:b | label: can't be combined with schedule_ids",
                "group=billing&created_by=me | created_by: can't be combined with group; send name",
                "label=a:b | label: needs group; send name",
                "name_prefix=a&status=active | name_prefix: needs group",
                "created_by=me&label=a:b | label: needs group",
                "group=billing&label=team | label: must be key:value; a key has",
                "group=billing&label=:x | label: must be key:value",
                "group=billing&label=Team:x | label: must be key:value",
                "group=billing&label=team: | label: must be key:value",
                "group=billing&label=a:1&label=a:2 | label: has two values of a",
                "group=billing&label=a:1&label=b:1&label=c:1&label=d:1 | label: at most 3 are allowed",
                "group=billing&label= | label: must not be empty",
                "group=billing&name_prefix= | name_prefix: must not be empty",
                "group=billing&name_prefix=a%0Ab | name_prefix: use 1 to 100 printable characters",
                "schedule_ids=s,,t | schedule_ids: must be distinct values separated by commas",
                "schedule_ids=s,s | schedule_ids: must be distinct",
                "schedule_ids= | schedule_ids: must not be empty",
                "schedule_ids=no%20id | schedule_ids: must be ids separated by commas",
                "schedule_ids=s&schedule_ids=t | schedule_ids: duplicate parameter",
                "include=payload | include: use definition",
                "include=definition,definition | include: has 2 values; at most 1",
                "limit=1001 | limit: must be a whole number from 1 to 1000",
                "limit=0 | limit: must be"
            })
    void other_combinations_and_bad_values_are_refused_and_named(String query, String detail) {
        createSamples();

        get(query).assertError(400, "invalid_request", detail);
    }

    @Test
    void the_101st_id_is_refused() {
        List<String> ids = IntStream.rangeClosed(1, 101).mapToObj(i -> "s" + i).toList();

        assertThat(get("schedule_ids=" + String.join(",", ids.subList(0, 100))).status())
                .isEqualTo(200);
        assertThat(get("schedule_ids=" + String.join(",", ids)).details())
                .contains("schedule_ids: has 101 values; at most 100 are allowed");
    }

    @Test
    void a_group_that_does_not_exist_returns_404_whatever_the_filters() {
        assertThat(get("group=nobody&label=a:b").error()).isEqualTo("group_not_found");
        assertThat(get("group=nobody&name_prefix=a").error()).isEqualTo("group_not_found");
    }

    @Test
    void a_page_has_up_to_a_thousand_schedules() {
        IntStream.range(0, 120).forEach(i -> create("%03d".formatted(i), "default", Map.of()));

        assertThat(get("limit=1000").json().get("schedules")).hasSize(120);
        assertThat(get("limit=1000&group=default").json().get("schedules")).hasSize(120);
    }

    @Test
    void a_page_ends_at_5_mb_as_lambda_returns_it_and_the_next_one_continues() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 45; i++) {
            names.add("%02d".formatted(i));
            ObjectNode body = teeTime().put("name", names.get(i));
            // Each quote takes two bytes more in the text that Lambda returns.
            body.putObject("payload").put("x", "\"".repeat(60_000));
            stage.create(body);
        }
        List<String> listed = new ArrayList<>();
        String token = "";
        do {
            Response page = get("group=default&limit=1000&include=definition" + token);
            byte[] event = Json.writeBytes(Json.object().put("body", page.body()));
            assertThat(event.length).isLessThan(ListBody.MAX_BYTES + 1_000);
            assertThat(names(page)).hasSizeBetween(3, 30);
            listed.addAll(names(page));
            token = page.text("next_token") == null ? "" : "&next_token=" + page.text("next_token");
        } while (!token.isEmpty());

        assertThat(listed).isEqualTo(names);
        assertThat(get("group=default&limit=1000").body().getBytes(StandardCharsets.UTF_8).length)
                .isLessThan(100_000);
    }
}
