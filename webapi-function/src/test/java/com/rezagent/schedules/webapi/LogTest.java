package com.rezagent.schedules.webapi;

import static com.rezagent.schedules.webapi.fake.FakeStage.path;
import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.log.LogEvent;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogTest {
    private final FakeStage stage = new FakeStage();

    private LogEvent last(String name) {
        var events = stage.logged(name);
        return events.get(events.size() - 1);
    }

    @Test
    void each_request_writes_one_log_line_with_its_context() {
        ScheduleId id = stage.create(teeTime());

        stage.post(path(id) + "/pause");

        assertThat(stage.logged("request_handled")).hasSize(2);
        assertThat(last("request_handled").fields())
                .isEqualTo(Map.of(
                        "request_id", "req-1",
                        "method", "POST",
                        "status", 200,
                        "duration_ms", 10L,
                        "route", "/api/schedules/{id}/pause",
                        "requested_by", "arn:aws:iam::123456789012:user/golfer",
                        "schedule_id", id.value(),
                        "command_id", "cmd_id2"));
    }

    @Test
    void a_refusal_logs_its_code() {
        stage.post("/api/schedules", "{}");

        assertThat(last("request_handled").text("error")).isEqualTo("invalid_name");
        assertThat(last("request_handled").text("route")).isEqualTo("/api/schedules");
    }

    @Test
    void a_wrong_method_and_an_unknown_route_log_their_codes() {
        stage.send(Request.of("BREW", "/health"));
        assertThat(last("request_handled").text("error")).isEqualTo("method_not_allowed");
        assertThat(last("request_handled").text("method")).isEqualTo("other");

        stage.get("/nowhere");
        assertThat(last("request_handled").text("error")).isEqualTo("route_not_found");
        assertThat(last("request_handled").fields()).doesNotContainKey("route");
    }

    @Test
    void a_command_refused_during_the_wait_is_logged_with_its_id() {
        stage.create(teeTime());

        stage.post("/api/schedules", teeTime().put("timezone", "Asia/Tokyo"));

        assertThat(last("request_handled").text("error")).isEqualTo("schedule_name_conflict");
        assertThat(last("request_handled").text("command_id")).isEqualTo("cmd_id2");
    }

    @Test
    void a_create_logs_its_definition_but_not_its_payload() {
        ScheduleId id = stage.create(teeTime().put("flexible_time_window_minutes", 15));

        assertThat(last("command_published").fields())
                .containsEntry("action", "create")
                .containsEntry("schedule_id", id.value())
                .containsEntry("command_id", "cmd_id1")
                .containsEntry("requested_by", "arn:aws:iam::123456789012:user/golfer")
                .containsEntry("request_id", "req-1")
                .containsEntry("message_id", "sns-1")
                .containsEntry("schedule_expression", "cron(0 6 * * ? *)")
                .containsEntry("timezone", "America/New_York")
                .containsEntry("target_type", "web_action")
                .containsEntry("flexible_time_window_minutes", 15);
        assertThat(stage.log.toString()).doesNotContain("pebble-beach\"", "check_and_book", "party_size");
    }

    @Test
    void a_refused_request_logs_no_published_command() {
        stage.post("/api/schedules", "{}");

        assertThat(stage.logged("command_published")).isEmpty();
    }

    @Test
    void a_requested_wait_is_logged_separately_from_the_latency() {
        stage.topics.subscribe(stage.scheduler::hold);

        stage.send(Request.post("/api/schedules").json(teeTime()).header("Prefer", "wait=2"));
        assertThat(last("request_handled").fields()).containsEntry("waited_ms", 2_000L);

        stage.post("/api/schedules", teeTime());
        assertThat(last("request_handled").fields()).doesNotContainKey("waited_ms");
    }
}
