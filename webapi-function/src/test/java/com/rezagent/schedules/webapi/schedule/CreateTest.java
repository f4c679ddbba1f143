package com.rezagent.schedules.webapi.schedule;

import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.ScheduleAction;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.fake.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CreateTest {
    private static final ScheduleId ID = FakeStage.idOf("daily-pebble-beach-tee-time");

    private final FakeStage stage = new FakeStage();

    @Test
    void a_create_that_takes_effect_returns_201_with_the_whole_schedule() {
        Response response = stage.post("/api/schedules", teeTime());

        assertThat(response.status()).isEqualTo(201);
        assertThat(response.header("Location")).isEqualTo("/api/schedules/" + ID);
        assertThat(response.header("ETag")).isEqualTo("\"" + stage.record(ID).entityTag() + "\"");
        assertThat(response.header("Content-Type")).isEqualTo("application/json");
        assertThat(response.text("status")).isEqualTo("active");
        assertThat(response.text("next_execution")).isEqualTo("2025-11-07T11:00:00Z");
        assertThat(response.text("created_at")).isEqualTo("2025-11-06T20:00:00Z");
        assertThat(response.json().has("command_id")).isFalse();
    }

    @Test
    void a_create_made_stale_by_a_delete_with_a_fast_clock_is_published_again() {
        stage.post("/api/schedules", teeTime());
        Schedule created = stage.record(ID);
        Stamp ahead = new Stamp(FakeStage.NOW.plusSeconds(10), ScheduleAction.DELETE.rank(), "cmd_ahead");
        assertThat(stage.store.replace(
                        created, created.deleted(ahead, FakeStage.NOW).converged(null)))
                .isTrue();

        Response response = stage.post("/api/schedules", teeTime());

        assertThat(response.status()).isEqualTo(201);
        assertThat(response.text("status")).isEqualTo("active");
    }

    @Test
    void a_202_has_every_field_of_a_schedule() {
        stage.topics.subscribe(stage.scheduler::hold);

        Response response = stage.post("/api/schedules", teeTime());

        assertThat(response.status()).isEqualTo(202);
        assertThat(response.json().properties().stream().map(it -> it.getKey()))
                .containsExactlyInAnyOrder(
                        "schedule_id",
                        "name",
                        "schedule_expression",
                        "timezone",
                        "target_type",
                        "target_topic_arn",
                        "payload",
                        "description",
                        "start_date",
                        "end_date",
                        "flexible_time_window_minutes",
                        "retry_policy",
                        "labels",
                        "arguments",
                        "group",
                        "status",
                        "status_reason",
                        "paused_from",
                        "paused_until",
                        "pause_reason",
                        "paused_by",
                        "blocked_by",
                        "skipped_times",
                        "eventbridge_arn",
                        "next_execution",
                        "created_by",
                        "created_at",
                        "updated_at",
                        "last_triggered",
                        "execution_count",
                        "version",
                        "warnings",
                        "command_id");
        assertThat(response.text("status")).isEqualTo("pending");
        assertThat(response.text("command_id")).isEqualTo("cmd_id1");
        assertThat(response.header("Location")).isEqualTo("/api/schedules/" + ID);
        assertThat(response.header("ETag")).isNull();
    }

    @Test
    void the_command_contains_the_body_as_sent_the_caller_and_the_time() {
        ObjectNode body = teeTime().put("schedule_expression", "cron(0 0 * * sun *)");

        stage.post("/api/schedules", body);

        assertThat(stage.topics.published()).hasSize(1);
        var published = stage.topics.published().get(0);
        assertThat(published.topic()).isEqualTo(FakeStage.STAGE.scheduleCreation());
        ObjectNode command = Json.parseObject(published.message().body());
        assertThat(command.get("action").textValue()).isEqualTo("create");
        assertThat(command.get("schedule")).isEqualTo(body);
        assertThat(command.get("command_id").textValue()).isEqualTo("cmd_id1");
        assertThat(command.get("requested_by").textValue()).isEqualTo("arn:aws:iam::123456789012:user/golfer");
        assertThat(command.get("requested_at").textValue()).isEqualTo("2025-11-06T20:00:00Z");
        assertThat(command.has("expected_version")).isFalse();
    }

    @Test
    void a_canonicalised_expression_is_returned_with_a_warning() {
        Response response = stage.post("/api/schedules", teeTime().put("schedule_expression", "cron(0 0 * * SUN *)"));

        assertThat(response.text("schedule_expression")).isEqualTo("cron(0 0 ? * SUN *)");
        assertThat(response.json().get("warnings")).isNotEmpty();
    }

    @Test
    void a_repeated_create_publishes_again_and_returns_200_with_the_existing_schedule() {
        stage.post("/api/schedules", teeTime());

        Response again = stage.post("/api/schedules", teeTime());

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text("version")).isEqualTo("1");
        assertThat(stage.topics.published()).hasSize(2);
    }

    @Test
    void the_same_name_with_another_definition_returns_409() {
        stage.post("/api/schedules", teeTime());

        stage.post("/api/schedules", teeTime().put("timezone", "Europe/London"))
                .assertError(409, "schedule_name_conflict", ID.value());
        assertThat(stage.record(ID).version()).isEqualTo(1);
    }

    @Test
    void the_name_of_a_deleted_schedule_can_be_used_again() {
        stage.post("/api/schedules", teeTime());
        stage.delete("/api/schedules/" + ID);

        Response again = stage.post("/api/schedules", teeTime());

        assertThat(again.status()).isEqualTo(201);
        assertThat(again.text("version")).isEqualTo("3");
    }

    @Test
    void a_pending_create_over_a_deleted_schedule_shows_the_sent_definition() {
        stage.post("/api/schedules", teeTime());
        stage.delete("/api/schedules/" + ID);
        stage.topics.subscribe(stage.scheduler::hold);

        Response again = stage.post("/api/schedules", teeTime());

        assertThat(again.status()).isEqualTo(202);
        assertThat(again.text("status")).isEqualTo("pending");
    }

    @Test
    void a_create_publishes_once_and_reads_only_while_waiting() {
        stage.post("/api/schedules", teeTime());

        assertThat(stage.topics.published()).hasSize(1);
        assertThat(stage.store.readCount()).isEqualTo(1);
    }

    @Test
    void a_repeated_create_of_a_past_at_returns_200_while_the_schedule_exists() {
        ObjectNode reminder = teeTime().put("schedule_expression", "at(2025-11-07T09:00:00)");
        stage.post("/api/schedules", reminder);
        stage.clock.advance(Duration.ofDays(1));

        assertThat(stage.post("/api/schedules", reminder).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_taken_name_is_a_conflict_even_if_the_times_are_in_the_past(boolean hasKey) {
        ObjectNode reminder = teeTime().put("schedule_expression", "at(2025-11-07T09:00:00)");
        stage.post("/api/schedules", reminder);
        stage.clock.advance(Duration.ofDays(1));
        ObjectNode other = reminder.deepCopy().put("description", "another");

        Request request = Request.post("/api/schedules").json(other);
        stage.send(hasKey ? request.header("Idempotency-Key", "k") : request)
                .assertError(409, "schedule_name_conflict");
        assertThat(stage.topics.published()).hasSize(1);
        assertThat(stage.store.readCount()).isEqualTo(2);
        stage.delete("/api/schedules/" + ID);
        assertThat(stage.post("/api/schedules", other).error()).isEqualTo("invalid_schedule_expression");
    }

    @Test
    void a_taken_name_with_times_to_come_is_decided_by_the_scheduler_function() {
        stage.post("/api/schedules", teeTime());
        // The delete is applied before the create, although it was not visible when the create was sent.
        stage.topics.subscribe(stage.scheduler::hold);
        stage.delete("/api/schedules/" + ID);
        stage.topics.subscribe((id, message) -> {
            stage.scheduler.deliverHeld();
            stage.scheduler.process(id, message);
        });

        Response response = stage.send(Request.post("/api/schedules")
                .header("Idempotency-Key", "k")
                .json(teeTime().put("description", "another")));

        assertThat(response.status()).isEqualTo(201);
    }

    @Test
    void a_repeated_create_of_a_completed_at_returns_200_with_the_existing_schedule() {
        ObjectNode reminder = teeTime().put("schedule_expression", "at(2025-11-07T09:00:00)");
        stage.post("/api/schedules", reminder);
        stage.clock.advance(Duration.ofDays(1));
        stage.scheduler.change(ID, schedule -> schedule.completed(stage.clock.instant()));

        Response response = stage.post("/api/schedules", reminder);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text("status")).isEqualTo("completed");
        assertThat(stage.post("/api/schedules", reminder.deepCopy().put("description", "another"))
                        .error())
                .isEqualTo("invalid_schedule_expression");
    }

    @Test
    void a_create_with_status_paused_starts_paused_and_can_be_repeated() {
        ObjectNode paused = teeTime().put("status", "paused");

        Response created = stage.post("/api/schedules", paused);

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.text("status")).isEqualTo("paused");
        assertThat(created.json().get("next_execution").isNull()).isTrue();
        assertThat(stage.post("/api/schedules", paused).status()).isEqualTo(200);
        assertThat(stage.post("/api/schedules", teeTime()).error()).isEqualTo("schedule_name_conflict");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"pending\"", "\"active\"", "\"failed\"", "\"completed\"", "\"deleted\"", "null"})
    void a_create_with_another_status_of_a_response_or_null_starts_active(String status) {
        ObjectNode body = teeTime();
        body.set("status", Json.parse(status));

        Response created = stage.post("/api/schedules", body);

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.text("status")).isEqualTo("active");
    }

    @Test
    void a_create_overtaken_by_a_different_create_returns_409() {
        String other = teeTime().put("description", "another").toString();
        stage.scheduler.process(
                "foreign",
                new TopicMessage(
                        "{\"action\":\"create\",\"schedule\":" + other + ",\"requested_at\":\"2025-11-06T20:04:00Z\"}",
                        Map.of()));

        stage.post("/api/schedules", teeTime()).assertError(409, "schedule_name_conflict");
    }

    @Test
    void a_repeated_create_with_a_start_date_in_the_past_returns_200() {
        ObjectNode body = teeTime().put("start_date", "2025-11-06T21:00:00Z");
        stage.post("/api/schedules", body);
        stage.clock.advance(Duration.ofDays(2));

        assertThat(stage.post("/api/schedules", body).status()).isEqualTo(200);
    }

    @Test
    void a_create_refused_by_the_engine_returns_202_failed_without_further_waiting() {
        stage.topics.subscribe((id, message) -> {
            stage.scheduler.decide(id, message);
            stage.scheduler.change(
                    ID,
                    it -> it.withEngineRefusal("ValidationException", "The timezone is not supported", FakeStage.NOW));
        });

        Response response = stage.post("/api/schedules", teeTime());

        assertThat(response.status()).isEqualTo(202);
        assertThat(response.text("status")).isEqualTo("failed");
        assertThat(response.text("status_reason")).isEqualTo("The timezone is not supported");
        assertThat(stage.sleeper.pauses()).hasSize(1);
    }

    @Test
    void a_description_that_makes_the_definition_too_large_is_refused_before_it_is_published() {
        ObjectNode body = teeTime();
        body.putObject("payload").put("text", "x".repeat(259_000));
        body.put("description", "é".repeat(500));

        stage.post("/api/schedules", body).assertError(413, "payload_too_large");
        assertThat(stage.topics.published()).isEmpty();
    }

    @Test
    void a_definition_over_the_size_limit_is_refused() {
        ObjectNode body = teeTime();
        body.putObject("payload").put("text", "x".repeat(260_000));

        Response response = stage.post("/api/schedules", body);

        assertThat(response.status()).isEqualTo(413);
        assertThat(response.details()).contains("259584");
        assertThat(stage.topics.published()).isEmpty();
    }

    @Test
    void a_payload_just_under_the_limit_is_accepted() {
        ObjectNode body = teeTime();
        body.putObject("payload").put("text", "x".repeat(259_000));

        assertThat(stage.post("/api/schedules", body).status()).isEqualTo(201);
    }

    @Test
    void white_space_does_not_count_towards_the_limit() {
        assertThat(stage.post("/api/schedules", " ".repeat(300_000) + Json.write(teeTime()))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void the_location_starts_with_the_stage_unless_it_is_the_default_one() {
        Response response =
                stage.send(Request.post("/dev/api/schedules").stage("dev").json(teeTime()));

        assertThat(response.status()).isEqualTo(201);
        assertThat(response.header("Location")).isEqualTo("/dev/api/schedules/" + ID);
    }

    @Test
    void a_thousand_concurrent_creates_of_one_name_create_one_schedule() throws InterruptedException {
        List<Integer> statuses = new CopyOnWriteArrayList<>();
        ExecutorService callers = Executors.newFixedThreadPool(50);
        for (int i = 0; i < 1_000; i++) {
            callers.execute(
                    () -> statuses.add(stage.post("/api/schedules", teeTime()).status()));
        }
        callers.shutdown();
        assertThat(callers.awaitTermination(1, TimeUnit.MINUTES)).isTrue();

        // The fake time passes for all callers together, so some reach the end of their wait before the create is
        // visible.
        assertThat(statuses).hasSize(1_000).isSubsetOf(200, 201, 202);
        assertThat(statuses.stream().filter(it -> it == 201).count()).isLessThanOrEqualTo(1);
        assertThat(stage.store.all()).hasSize(1);
        assertThat(stage.record(ID).version()).isEqualTo(1);
        assertThat(stage.topics.published()).hasSize(1_000);
    }
}
