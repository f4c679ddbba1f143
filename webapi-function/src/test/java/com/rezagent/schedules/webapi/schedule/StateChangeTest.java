package com.rezagent.schedules.webapi.schedule;

import static com.rezagent.schedules.webapi.fake.FakeStage.path;
import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.command.ScheduleAction;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.schedule.ParsedDefinition;
import com.rezagent.schedules.schedule.Running;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.fake.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Delete, pause, resume and trigger. */
class StateChangeTest {
    private final FakeStage stage = new FakeStage();
    private final ScheduleId id = stage.create(teeTime());

    private Response pause() {
        return stage.post(path(id) + "/pause");
    }

    private Response resume() {
        return stage.post(path(id) + "/resume");
    }

    private Response delete() {
        return stage.delete(path(id));
    }

    private Response trigger() {
        return stage.post(path(id) + "/trigger");
    }

    @Test
    void a_pause_returns_the_paused_schedule_without_a_next_execution() {
        Response response = pause();

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text("status")).isEqualTo("paused");
        assertThat(response.text("next_execution")).isNull();
        assertThat(response.text("version")).isEqualTo("2");
        assertThat(response.header("ETag")).contains(stage.record(id).entityTag());
    }

    @Test
    void a_resume_returns_the_active_schedule_with_its_next_execution() {
        pause();

        Response response = resume();

        assertThat(response.text("status")).isEqualTo("active");
        assertThat(response.text("next_execution")).isEqualTo("2025-11-07T11:00:00Z");
    }

    @Test
    void pause_resume_and_delete_are_idempotent_and_publish_each_time() {
        pause();
        assertThat(pause().text("version")).isEqualTo("2");
        resume();
        assertThat(resume().text("version")).isEqualTo("3");
        delete();
        Response again = delete();

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text("version")).isEqualTo("4");
        assertThat(stage.topics.published()).hasSize(7);
    }

    @Test
    void a_delete_returns_the_deleted_schedule() {
        Response response = delete();

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text("status")).isEqualTo("deleted");
        assertThat(response.text("next_execution")).isNull();
        assertThat(response.text("name")).isEqualTo("daily-pebble-beach-tee-time");
    }

    @Test
    void a_delete_is_later_than_a_create_still_in_transit() {
        delete();
        stage.topics.subscribe(stage.scheduler::hold);
        stage.post("/api/schedules", teeTime());
        stage.topics.subscribe((messageId, message) -> {
            stage.scheduler.process(messageId, message);
            stage.scheduler.deliverHeld();
        });

        assertThat(delete().status()).isEqualTo(200);
        assertThat(stage.record(id).isDeleted()).isTrue();
    }

    @Test
    void a_pending_change_shows_the_current_record() {
        stage.topics.subscribe(stage.scheduler::hold);

        Response response = delete();

        assertThat(response.status()).isEqualTo(202);
        assertThat(response.text("status")).isEqualTo("active");
        assertThat(response.text("command_id")).isEqualTo("cmd_id2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/pause", "/resume", "/trigger"})
    void a_deleted_schedule_cannot_be_changed(String action) {
        delete();

        stage.post(path(id) + action).assertError(409, "schedule_deleted");
        assertThat(stage.topics.published()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /api/schedules/sched_0/pause",
                "POST /api/schedules/sched_0/resume",
                "POST /api/schedules/sched_0/trigger",
                "DELETE /api/schedules/sched_0",
                "GET /api/schedules/sched_0",
                "GET /api/schedules/sched_0/executions",
                "GET /api/schedules/no%20id",
                "GET /api/schedules/%zz",
                "GET /api/schedules/%00",
                "GET /api/schedules/%2e%2e%2fhealth",
                "GET /api/schedules/ÿ",
                "DELETE /api/schedules/0123456789012345678901234567890123456789012345678901234567890123456789"
            })
    void an_unknown_schedule_is_not_found_and_nothing_is_published(String line) {
        String[] parts = line.split(" ", 2);

        stage.send(Request.of(parts[0], parts[1])).assertError(404, "schedule_not_found");
        assertThat(stage.topics.published()).hasSize(1);
    }

    @Test
    void an_expired_record_returns_404() {
        delete();
        stage.clock.advance(Duration.ofDays(91));

        assertThat(delete().status()).isEqualTo(404);
        assertThat(stage.get(path(id)).status()).isEqualTo(404);
    }

    @Test
    void an_at_that_passed_while_paused_cannot_be_resumed() {
        ScheduleId reminder =
                stage.create(teeTime().put("name", "reminder").put("schedule_expression", "at(2025-11-07T09:00:00)"));
        stage.post(path(reminder) + "/pause");
        stage.clock.advance(Duration.ofDays(2));

        stage.post(path(reminder) + "/resume").assertError(400, "invalid_schedule_expression");
    }

    @Test
    void a_condition_that_does_not_match_prevents_the_change() {
        assertThat(stage.send(Request.delete(path(id)).header("If-Match", "\"other-1\""))
                        .status())
                .isEqualTo(412);
        assertThat(stage.record(id).isDeleted()).isFalse();
    }

    @Test
    void a_repeated_delete_with_an_outdated_if_match_returns_200() {
        String etag = stage.get(path(id)).header("ETag");
        stage.send(Request.delete(path(id)).header("If-Match", etag));

        assertThat(stage.send(Request.delete(path(id)).header("If-Match", etag)).status())
                .isEqualTo(200);
    }

    @Test
    void a_body_without_fields_is_accepted() {
        assertThat(stage.post(path(id) + "/pause", "{}").status()).isEqualTo(200);
    }

    @Test
    void a_field_that_the_route_does_not_accept_is_refused_and_named() {
        Response response = stage.post(path(id) + "/pause", "{\"from\":\"2026-01-01T00:00:00Z\"}");

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.details()).startsWith("from: unknown field; allowed fields are reason, until");
    }

    @Test
    void a_trigger_returns_202_with_the_requested_execution() {
        Response response = trigger();

        assertThat(response.status()).isEqualTo(202);
        assertThat(response.text("command_id")).isEqualTo("cmd_id2");
        assertThat(response.text("schedule_id")).isEqualTo(id.value());
        Instant scheduled = Instant.parse(response.text("scheduled_time"));
        assertThat(response.text("execution_id"))
                .isEqualTo(ExecutionKey.manual(id, scheduled, "cmd_id2").executionId());
        assertThat(scheduled).isEqualTo(stage.clock.instant());
        assertThat(stage.sleeper.pauses()).hasSize(1);
    }

    @Test
    void a_paused_schedule_can_be_triggered() {
        pause();

        assertThat(trigger().status()).isEqualTo(202);
    }

    @Test
    void a_failed_schedule_cannot_be_triggered() {
        stage.scheduler.change(
                id, it -> it.withEngineRefusal("ValidationException", "The role is wrong", FakeStage.NOW));

        trigger().assertError(409, "schedule_failed", "The role is wrong");
    }

    @Test
    void each_trigger_is_a_separate_execution_even_if_the_clock_is_stopped() {
        assertThat(trigger().text("execution_id")).isNotEqualTo(trigger().text("execution_id"));
    }

    private static Schedule deletedByAFastClock(Schedule schedule) {
        Stamp ahead = new Stamp(FakeStage.NOW.plusSeconds(240), ScheduleAction.DELETE.rank(), "fast");
        return schedule.deleted(ahead, FakeStage.NOW);
    }

    private static Schedule createdAgain(Schedule schedule) {
        return schedule.withNewIncarnation(
                new ParsedDefinition(schedule.requireDefinition(), Running.RUNNING, List.of()),
                new Stamp(FakeStage.NOW.plusSeconds(241), ScheduleAction.CREATE.rank(), "later"),
                "someone",
                FakeStage.NOW);
    }

    @Test
    void a_trigger_is_refused_if_the_delete_of_the_schedule_is_ahead_of_the_clock() {
        stage.scheduler.change(id, StateChangeTest::deletedByAFastClock);

        assertThat(trigger().error()).isEqualTo("schedule_deleted");
    }

    @Test
    void a_trigger_is_checked_even_if_an_earlier_delete_is_ahead_of_the_clock() {
        stage.scheduler.change(id, it -> createdAgain(deletedByAFastClock(it)));

        assertThat(trigger().status()).isEqualTo(202);
        assertThat(stage.send(Request.post(path(id) + "/trigger").header("If-Match", "\"other-1\""))
                        .status())
                .isEqualTo(412);

        stage.scheduler.change(
                id, it -> it.withEngineRefusal("ValidationException", "The role is wrong", FakeStage.NOW));

        assertThat(trigger().error()).isEqualTo("schedule_failed");
    }
}
