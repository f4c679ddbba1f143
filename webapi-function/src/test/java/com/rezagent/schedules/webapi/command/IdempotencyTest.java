package com.rezagent.schedules.webapi.command;

import static com.rezagent.schedules.webapi.fake.FakeStage.path;
import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.execution.Trigger;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.fake.Response;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyTest {
    private static final ScheduleId ID =
            ScheduleName.parse(teeTime().get("name").textValue()).id();

    private final FakeStage stage = new FakeStage();

    @Test
    void a_repeated_create_with_its_key_returns_the_first_result() {
        ObjectNode reminder = teeTime().put("schedule_expression", "at(2025-11-07T09:00:00)");
        Response first = create(reminder, "k-1");
        stage.clock.advance(Duration.ofDays(3));

        Response again = create(reminder, "k-1");

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(201);
        assertThat(commandIds()).hasSize(1);
    }

    @Test
    void white_space_in_the_body_does_not_make_a_different_request() {
        create(teeTime(), "k-1");
        Response again = stage.send(Request.post("/api/schedules")
                .header("Idempotency-Key", "k-1")
                .json(teeTime().toPrettyString()));

        assertThat(again.status()).isEqualTo(201);
    }

    @Test
    void a_key_with_another_body_returns_422_and_publishes_nothing() {
        create(teeTime(), "k-1");

        create(teeTime().put("description", "another"), "k-1").assertError(422, "idempotency_key_reused");
        assertThat(stage.topics.published()).hasSize(1);
    }

    @Test
    void a_key_with_another_if_match_returns_422() {
        create(teeTime(), "k-1");
        String etag = stage.get(path(ID)).header("ETag");
        send("pause", "k-2", etag);

        assertThat(send("pause", "k-2", "*").status()).isEqualTo(422);
        assertThat(send("pause", "k-2", etag).status()).isEqualTo(200);
    }

    @Test
    void a_repeated_pause_after_a_resume_changes_nothing() {
        create(teeTime(), "k-1");
        send("pause", "k-2", null);
        send("resume", "k-3", null);

        Response again = send("pause", "k-2", null);

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text("status")).isEqualTo("active");
    }

    @Test
    void a_repeated_request_after_a_delete_returns_its_first_result() {
        create(teeTime(), "k-1");
        send("pause", "k-2", null);
        String triggered = send("trigger", "t-1", null).text("execution_id");
        stage.delete(path(ID));

        assertThat(send("pause", "k-2", null).status()).isEqualTo(200);
        assertThat(send("trigger", "t-1", null).text("execution_id")).isEqualTo(triggered);
        assertThat(send("pause", "k-3", null).error()).isEqualTo("schedule_deleted");
        assertThat(send("trigger", "t-2", null).error()).isEqualTo("schedule_deleted");
    }

    @Test
    void one_key_on_different_routes_or_schedules_gives_different_commands() {
        create(teeTime(), "k");
        create(teeTime().put("name", "another"), "k");
        send("pause", "k", null);
        send("resume", "k", null);

        assertThat(commandIds()).hasSize(4);
        assertThat(stage.record(ID).state().text()).isEqualTo("active");
    }

    @Test
    void a_repeated_trigger_is_the_same_execution_at_the_same_time() {
        create(teeTime(), "k-1");
        Response first = send("trigger", "t-1", null);
        // The scheduler function stores the first delivery.
        stage.history.recordTrigger(
                ID, first.text("command_id"), new Trigger(stage.clock.instant(), digest(first.text("command_id"))));
        stage.clock.advance(Duration.ofHours(30));

        Response again = send("trigger", "t-1", null);

        assertThat(again.status()).isEqualTo(202);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(send("trigger", "t-2", null).text("execution_id")).isNotEqualTo(first.text("execution_id"));
        assertThat(send("trigger", "t-1", "*").error()).isEqualTo("idempotency_key_reused");
    }

    @Test
    void sessions_of_one_role_share_keys_but_other_callers_do_not() {
        String role = "arn:aws:sts::123456789012:assumed-role/deployer/";
        assertThat(Principal.of(role + "session-1")).isEqualTo(Principal.of(role + "session-2"));
        assertThat(Principal.of("arn:aws:sts::123456789012:assumed-role/other/s"))
                .isNotEqualTo(Principal.of(role + "s"));
        assertThat(Principal.of("arn:aws:iam::123456789012:user/a/b")).isEqualTo("arn:aws:iam::123456789012:user/a/b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a,b", "ä", "a.b"})
    void a_malformed_key_returns_400_and_publishes_nothing(String key) {
        Response response = create(teeTime(), key);

        response.assertError(400, "invalid_request");
        assertThat(response.details()).startsWith("Idempotency-Key: ");
        assertThat(stage.topics.published()).isEmpty();
    }

    @Test
    void a_key_may_have_at_most_64_characters() {
        assertThat(create(teeTime(), "k".repeat(64)).status()).isEqualTo(201);
        assertThat(create(teeTime(), "k".repeat(65)).status()).isEqualTo(400);
    }

    @Test
    void a_replacement_ignores_the_key() {
        create(teeTime(), "k-1");
        Response replaced = stage.send(
                Request.put(path(ID)).header("Idempotency-Key", "not a key").json(teeTime()));

        assertThat(replaced.status()).isEqualTo(200);
    }

    private Response create(ObjectNode body, String key) {
        return stage.send(
                Request.post("/api/schedules").header("Idempotency-Key", key).json(body));
    }

    private Response send(String route, String key, String ifMatch) {
        Request request = Request.post(path(ID) + "/" + route).header("Idempotency-Key", key);
        return stage.send(ifMatch == null ? request : request.header("If-Match", ifMatch));
    }

    private Set<String> commandIds() {
        return stage.topics.published().stream()
                .map(it ->
                        Json.parseObject(it.message().body()).get("command_id").textValue())
                .collect(Collectors.toSet());
    }

    private String digest(String commandId) {
        return stage.topics.published().stream()
                .map(it -> Json.parseObject(it.message().body()))
                .filter(it -> it.get("command_id").textValue().equals(commandId))
                .map(it -> it.get("request_sha256").textValue())
                .findFirst()
                .orElseThrow();
    }
}
