package com.rezagent.schedules.webapi.schedule;

import static com.rezagent.schedules.webapi.fake.FakeStage.path;
import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.schedule.DefinitionDefaults;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.webapi.RoutesTest;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.fake.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code POST /api/schedules/actions}: one action on several schedules. */
class ScheduleActionsTest {
    private final FakeStage stage = new FakeStage();

    private List<ScheduleId> created(int count) {
        List<ScheduleId> ids = IntStream.range(0, count)
                .mapToObj(i -> stage.create(teeTime().put("name", "schedule " + i)))
                .toList();
        stage.topics.clear();
        return ids;
    }

    private static String body(String action, List<ScheduleId> ids, String more) {
        return "{\"action\":\"" + action + "\",\"schedule_ids\":["
                + ids.stream().map(it -> "\"" + it + "\"").collect(joining(",")) + "]" + more + "}";
    }

    private Response act(String json) {
        return stage.post("/api/schedules/actions", json);
    }

    private Response act(String action, List<ScheduleId> ids, String more) {
        return act(body(action, ids, more));
    }

    private static List<String> results(Response response) {
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        List<String> results = new ArrayList<>();
        for (JsonNode result : response.json().path("results")) {
            results.add(result.path("status") + " " + result.path("error").asText());
        }
        return results;
    }

    private List<String> statuses(List<ScheduleId> ids) {
        return ids.stream().map(it -> stage.get(path(it)).text("status")).toList();
    }

    @Test
    void each_schedule_has_a_result_in_the_order_of_the_request() {
        List<ScheduleId> ids = created(3);
        List<ScheduleId> asked = List.of(ids.get(2), FakeStage.idOf("absent"), ids.get(0));

        Response response = act("pause", asked, ",\"until\":\"2025-11-10T06:00:00Z\",\"reason\":\"upgrade\"");

        assertThat(results(response)).containsExactly("200 null", "404 schedule_not_found", "200 null");
        JsonNode results = response.json().path("results");
        for (int i = 0; i < 3; i++) {
            assertThat(results.at("/" + i + "/schedule_id").textValue())
                    .isEqualTo(asked.get(i).value());
        }
        assertThat(results.at("/0/command_id").textValue()).startsWith("cmd_");
        assertThat(results.at("/1/command_id").isNull()).isTrue();
        assertThat(results.at("/1/details").textValue()).contains("does not exist");
        assertThat(stage.topics.published()).hasSize(2);
        assertThat(statuses(ids)).containsExactly("paused", "active", "paused");
        assertThat(stage.get(path(ids.get(0))).text("pause_reason")).isEqualTo("upgrade");
    }

    @Test
    void every_action_does_what_its_own_route_does() {
        stage.putGroup("billing", DefinitionDefaults.NONE);
        List<ScheduleId> ids = created(2);

        assertThat(results(act("pause", ids, ""))).containsOnly("200 null");
        assertThat(statuses(ids)).containsOnly("paused");
        assertThat(results(act("resume", ids, ",\"reason\":null"))).containsOnly("200 null");
        assertThat(statuses(ids)).containsOnly("active");
        assertThat(results(act("move", ids, ",\"group\":\"billing\",\"until\":null")))
                .containsOnly("200 null");
        assertThat(stage.get("/api/schedules?group=billing").json().path("schedules"))
                .hasSize(2);
        assertThat(results(act("trigger", ids, ",\"reason\":\"again\""))).containsOnly("200 null");
        assertThat(stage.topics
                        .published()
                        .get(stage.topics.published().size() - 1)
                        .message()
                        .body())
                .contains("\"trigger\"", "\"reason\":\"again\"");
        assertThat(results(act("delete", ids, ""))).containsOnly("200 null");
        assertThat(statuses(ids)).containsOnly("deleted");
        assertThat(results(act("restore", ids, ",\"reason\":\"oops\""))).containsOnly("200 null");
        assertThat(statuses(ids)).containsOnly("paused");
        assertThat(stage.get(path(ids.get(0))).text("group")).isEqualTo("billing");
    }

    @Test
    void the_next_firing_of_each_is_skipped_or_the_one_that_is_named() {
        List<ScheduleId> ids = new ArrayList<>(created(1));
        ids.add(stage.create(teeTime().put("name", "other").put("schedule_expression", "cron(0 7 * * ? *)")));

        assertThat(results(act("skip", ids, ""))).containsOnly("200 null");
        assertThat(skipped(ids)).containsExactly("[\"2025-11-07T11:00:00Z\"]", "[\"2025-11-07T12:00:00Z\"]");
        assertThat(results(act("skip", ids, ""))).containsOnly("200 null");
        assertThat(results(act("unskip", ids, ",\"scheduled_time\":\"2025-11-07T11:00:00Z\"")))
                .containsExactly("200 null", "400 not_a_firing");
        assertThat(skipped(ids)).containsExactly("[]", "[\"2025-11-07T12:00:00Z\"]");
    }

    private List<String> skipped(List<ScheduleId> ids) {
        return ids.stream()
                .map(it -> stage.get(path(it)).json().path("skipped_times").toString())
                .toList();
    }

    @Test
    void a_hundred_schedules_deleted_at_once_are_restored_at_once() {
        List<ScheduleId> ids = created(100);

        assertThat(results(act("delete", ids, ""))).hasSize(100).containsOnly("200 null");
        assertThat(results(act("restore", ids, ""))).hasSize(100).containsOnly("200 null");

        assertThat(stage.store.all()).allMatch(it -> it.status() == Status.PAUSED);
    }

    @Test
    void schedules_that_are_refused_do_not_affect_the_others() {
        List<ScheduleId> ids = created(3);
        stage.delete(path(ids.get(0)));

        assertThat(results(act("pause", ids, ""))).containsExactly("409 schedule_deleted", "200 null", "200 null");
        assertThat(results(act("restore", ids, "")))
                .containsExactly("200 null", "409 schedule_name_conflict", "409 schedule_name_conflict");
        assertThat(results(act("move", ids, ",\"group\":\"absent\"")))
                .containsExactly("400 invalid_group", "400 invalid_group", "400 invalid_group");
    }

    @Test
    void an_expired_schedule_is_not_found() {
        List<ScheduleId> ids = created(1);
        act("delete", ids, "");
        stage.clock.advance(Duration.ofDays(90));

        assertThat(results(act("restore", ids, ""))).containsExactly("404 schedule_not_found");
    }

    @Test
    void commands_without_an_outcome_at_the_first_look_are_202_without_a_wait() {
        List<ScheduleId> ids = created(12);
        stage.topics.subscribe(stage.scheduler::hold);
        Duration waited = stage.sleeper.waited();

        assertThat(results(act("pause", ids, ""))).hasSize(12).containsOnly("202 null");

        assertThat(stage.sleeper.waited()).isEqualTo(waited);
        stage.scheduler.deliverHeld();
        assertThat(statuses(ids)).containsOnly("paused");
    }

    @Test
    void a_failed_look_leaves_202() {
        List<ScheduleId> ids = created(2);
        stage.topics.subscribe((messageId, message) -> {
            stage.scheduler.process(messageId, message);
            stage.store.beforeRead(() -> {
                throw new TransientException(TransientException.Reason.THROTTLED, "throttled");
            });
        });

        assertThat(results(act("pause", ids, ""))).containsOnly("202 null");
        assertThat(stage.logged("record_not_read")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"pause", "trigger", "delete"})
    void a_repeated_request_with_its_key_takes_effect_once(String action) {
        List<ScheduleId> ids = created(3);
        Request keyed = Request.post("/api/schedules/actions").header("Idempotency-Key", "k");
        Response first = stage.send(keyed.json(body(action, ids, "")));
        if (action.equals("pause")) {
            act("resume", ids, "");
        } else if (action.equals("delete")) {
            act("restore", ids, "");
        }
        List<Status> before = stage.store.all().stream().map(it -> it.status()).toList();

        assertThat(stage.send(keyed.json(body(action, ids, ""))).json()).isEqualTo(first.json());
        assertThat(stage.store.all().stream().map(it -> it.status()).toList()).isEqualTo(before);
        assertThat(first.json().path("results").findValuesAsText("command_id")).doesNotHaveDuplicates();
        int published = stage.topics.published().size();
        assertThat(stage.send(keyed.json(body(action, ids, ",\"reason\":\"other\"")))
                        .error())
                .isEqualTo("idempotency_key_reused");
        assertThat(stage.topics.published()).hasSize(published);
    }

    @Test
    void a_key_belongs_to_the_route_so_that_a_single_request_may_use_it_too() {
        List<ScheduleId> ids = created(1);
        Request keyed = Request.post("/api/schedules/actions").header("Idempotency-Key", "k");
        stage.send(keyed.json(body("pause", ids, "")));

        assertThat(stage.send(Request.post(path(ids.get(0)) + "/pause").header("Idempotency-Key", "k"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void the_failure_of_one_entry_of_a_batch_is_reported_for_it_alone() {
        List<ScheduleId> ids = created(25);
        stage.topics.beforePublish((topic, message) -> {
            if (message.body().contains(ids.get(3).value())) {
                throw new TransientException(TransientException.Reason.THROTTLED, "throttled");
            }
            if (message.body().contains(ids.get(12).value())) {
                throw new RefusedException(ErrorCode.INVALID_TARGET, "The topic refused the message", "gone");
            }
        });

        Response response = act("pause", ids, "");

        List<String> results = results(response);
        assertThat(IntStream.range(0, 25).filter(i -> results.get(i).equals("503 service_unavailable")))
                .containsExactly(3, 12);
        assertThat(results).filteredOn(it -> it.equals("200 null")).hasSize(23);
        JsonNode failed = response.json().path("results").get(3);
        assertThat(failed.path("command_id").textValue()).startsWith("cmd_");
        assertThat(failed.path("details").textValue()).contains("Retry", "may already have been applied");
        assertThat(stage.logged("request_not_served")).hasSize(2);
        assertThat(stage.logged("command_published")).hasSize(25 + 23);
    }

    @Test
    void a_batch_that_fails_as_a_whole_ends_publishing() {
        List<ScheduleId> ids = created(35);
        AtomicInteger calls = new AtomicInteger();
        stage.topics.beforePublish((topic, message) -> {
            int call = calls.getAndIncrement();
            if (call >= 10 && call < 20) {
                throw new TransientException(TransientException.Reason.TIMED_OUT, "timed out");
            }
        });

        Response response = act("pause", ids, "");

        List<String> results = results(response);
        assertThat(results.subList(0, 10)).containsOnly("200 null");
        assertThat(results.subList(10, 35)).containsOnly("503 service_unavailable");
        assertThat(calls).hasValue(20);
        assertThat(response.json().at("/results/19/details").textValue()).contains("may already have been applied");
        assertThat(response.json().at("/results/20/details").textValue()).contains("was not requested");
        assertThat(response.json().at("/results/20/command_id").isNull()).isTrue();
    }

    @Test
    void a_failure_of_the_first_batch_fails_the_request() {
        List<ScheduleId> ids = created(12);
        stage.topics.beforePublish((topic, message) -> {
            throw new TransientException(TransientException.Reason.THROTTLED, "throttled");
        });

        Response response = act("pause", ids, "");

        assertThat(response.status()).isEqualTo(503);
        assertThat(response.text("command_id")).startsWith("cmd_");
    }

    @Test
    void publishing_stops_before_the_timeout_of_the_function() {
        List<ScheduleId> ids = created(25);
        stage.topics.beforePublish((topic, message) -> stage.sleeper.pause(Duration.ofMillis(700)));

        List<String> results = results(act("pause", ids, ""));

        assertThat(results.subList(0, 20)).containsOnly("200 null");
        assertThat(results.subList(20, 25)).containsOnly("503 service_unavailable");
    }

    @Test
    void the_group_of_a_move_is_read_once() {
        stage.putGroup("billing", DefinitionDefaults.NONE);
        List<ScheduleId> ids = created(20);
        AtomicInteger reads = new AtomicInteger();
        stage.topics.subscribe(stage.scheduler::hold);
        stage.groups.beforeRead(reads::incrementAndGet);

        act("move", ids, ",\"group\":\"billing\"");

        assertThat(reads).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource
    void each_action_needs_the_role_of_its_own_route(BulkAction action) {
        String route = action == BulkAction.DELETE
                ? "DELETE /api/schedules/{id}"
                : "POST /api/schedules/{id}/" + action.text();

        assertThat(RoutesTest.roleOf(stage, route)).isEqualTo(action.role());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                                                   | invalid_json    | ``
            `null`                                               | invalid_json    | ``
            `[]`                                                 | invalid_json    | ``
            `{"schedule_ids":["ID"]}`                            | invalid_request | action: use one of pause, resume
            `{"action":"explode","schedule_ids":["ID"]}`         | invalid_request | action: use one of pause, resume
            `{"action":"PAUSE","schedule_ids":["ID"]}`           | invalid_request | action: use one of pause, resume
            `{"action":7,"schedule_ids":["ID"]}`                 | invalid_request | action: must be a string
            `{"action":"pause"}`                                 | invalid_request | schedule_ids: must be a list of 1 to 100 ids
            `{"action":"pause","schedule_ids":null}`             | invalid_request | schedule_ids: must be a list of 1 to 100 ids
            `{"action":"pause","schedule_ids":[]}`               | invalid_request | schedule_ids: must be a list of 1 to 100 ids
            `{"action":"pause","schedule_ids":"ID"}`             | invalid_request | schedule_ids: must be a list of 1 to 100 ids
            `{"action":"pause","schedule_ids":{"0":"ID"}}`       | invalid_request | schedule_ids: must be a list of 1 to 100 ids
            `{"action":"pause","schedule_ids":["ID","ID"]}`      | invalid_request | schedule_ids[1]: ID is there twice; name each schedule once
            `{"action":"pause","schedule_ids":["ID",7]}`         | invalid_request | schedule_ids[1]: is not a valid id
            `{"action":"pause","schedule_ids":["ID",null]}`      | invalid_request | schedule_ids[1]: is not a valid id
            `{"action":"pause","schedule_ids":["ID",""]}`        | invalid_request | schedule_ids[1]: is not a valid id
            `{"action":"pause","schedule_ids":["a b","ID"]}`     | invalid_request | schedule_ids[0]: is not a valid id, which looks like sched_…; correct it
            `{"action":"pause","schedule_ids":["*"]}`            | invalid_request | schedule_ids[0]: is not a valid id
            `{"action":"pause","schedule_ids":["ID"],"group":"billing"}` | invalid_request | group: does not belong to pause, only to move; leave it out
            `{"action":"move","schedule_ids":["ID"],"group":"default","until":"2025-11-10T06:00:00Z"}` | invalid_request | until: does not belong to move, only to pause; leave it out
            `{"action":"delete","schedule_ids":["ID"],"until":"2025-11-10T06:00:00Z"}` | invalid_request | until: does not belong to delete
            `{"action":"pause","schedule_ids":["ID"],"from":"2025-11-10T06:00:00Z"}` | invalid_request | from: unknown field; allowed fields are
            `{"action":"pause","schedule_ids":["ID"],"until":"2025-11-06T19:00:00Z"}` | invalid_until | until: 2025-11-06T19:00:00Z is not in the future
            `{"action":"pause","schedule_ids":["ID"],"until":7}`  | invalid_until   | until: must be a string
            `{"action":"pause","schedule_ids":["ID"],"reason":7}` | invalid_request | reason: must be a string
            `{"action":"skip","schedule_ids":["ID"],"scheduled_time":"tomorrow"}` | invalid_request | scheduled_time: must be an RFC 3339 time
            `{"action":"skip","schedule_ids":["ID"],"scheduled_time":"2025-11-07T11:00:00.5Z"}` | invalid_request | scheduled_time: must be in whole seconds
            `{"action":"pause","schedule_ids":["ID"],"scheduled_time":"2025-11-07T11:00:00Z"}` | invalid_request | scheduled_time: does not belong to pause, only to skip and unskip; leave it out
            `{"action":"move","schedule_ids":["ID"]}`            | invalid_group   | group: is required
            `{"action":"move","schedule_ids":["ID"],"group":"No_Name"}` | invalid_group | group: must have 1 to 64
            """)
    void an_invalid_request_is_refused_with_what_to_do(String body, String code, String detail) {
        String id = created(1).get(0).value();

        act(body.replace("ID", id)).assertError(400, code, detail.replace("ID", id));
        assertThat(stage.topics.published()).isEmpty();
    }

    @Test
    void more_than_a_hundred_ids_are_refused() {
        List<ScheduleId> ids =
                IntStream.range(0, 101).mapToObj(i -> FakeStage.idOf("s" + i)).toList();

        Response refused = act("pause", ids, "");

        assertThat(refused.error()).isEqualTo("invalid_request");
        assertThat(refused.details())
                .isEqualTo("schedule_ids: must be a list of 1 to 100 ids, not 101; send several requests");
        assertThat(results(act("pause", ids.subList(0, 100), ""))).hasSize(100).containsOnly("404 schedule_not_found");
    }

    @Test
    void all_errors_are_reported_together() {
        Response refused = act("{\"action\":\"explode\",\"schedule_ids\":[\"a b\",\"c d\"],\"reason\":7,\"colour\":1}");

        assertThat(Stream.of("action:", "schedule_ids[0]:", "schedule_ids[1]:", "reason:", "colour:"))
                .allMatch(refused.details()::contains);
    }
}
