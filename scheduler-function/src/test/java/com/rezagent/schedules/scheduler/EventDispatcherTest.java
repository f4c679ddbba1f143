package com.rezagent.schedules.scheduler;

import static com.rezagent.schedules.scheduler.SchedulerFixture.ID;
import static com.rezagent.schedules.scheduler.SchedulerFixture.NOW;
import static com.rezagent.schedules.scheduler.SchedulerFixture.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.command.ScheduleCommand;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.scheduler.event.UnknownEventException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventDispatcherTest {
    private final SchedulerFixture function = new SchedulerFixture();

    private String firing(Instant scheduledTime) {
        return Json.write(Json.object()
                .put("schedule_id", ID.value())
                .put("entry_version", function.record().entryVersion())
                .put("incarnation", function.record().incarnation())
                .put("scheduled_time", scheduledTime.toString()));
    }

    @Test
    void command_is_processed() {
        assertThat(function.dispatch(function.messages(message(function.create("cron(0 13 * * ? *)")))))
                .isEmpty();

        assertThat(function.record().isConverged()).isTrue();
        assertThat(function.logged("command_decided"))
                .singleElement()
                .satisfies(it -> assertThat(it)
                        .containsEntry("stage", "test")
                        .containsEntry("request_id", "request")
                        .containsEntry("schedule_id", ID.value())
                        .containsKey("command_id"));
    }

    @Test
    void firing_is_executed() {
        function.created("cron(0 13 * * ? *)");
        Instant due = NOW.plus(Duration.ofHours(1));
        function.clock.set(due);

        assertThat(function.dispatch(firing(due))).isEmpty();

        assertThat(function.published()).isEqualTo(1);
    }

    @Test
    void reconcile_request_returns_its_report() {
        function.created("cron(0 13 * * ? *)");

        assertThat(function.dispatch("{\"action\":\"reconcile\",\"dry_run\":true}")
                        .path("checked")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void reconcile_request_may_arrive_as_a_message() {
        function.dispatch(function.messages("{\"action\":\"reconcile\"}"));

        assertThat(function.logged("reconciled")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    not JSON                                 | unreadable_command | 1
                    []                                       | unreadable_command | 1
                    {"action":"dance"}                       | unreadable_command | 1
                    {"action":"pause"}                       | invalid_request    | 0
                    {"action":"reconcile","unknown":1}       | invalid_request    | 0
                    {"action":"reconcile","side":"SIDEWAYS"} | invalid_request    | 0
                    """)
    void invalid_message_is_refused_and_only_an_unreadable_one_is_a_dead_letter(
            String body, String code, int deadLetters) {
        function.dispatch(function.messages(body));

        assertThat(function.logged("command_refused"))
                .singleElement()
                .satisfies(it ->
                        assertThat(it).containsEntry("command_id", "message").containsEntry("code", code));
        assertThat(function.notices()).containsExactly("schedule_command_refused");
        assertThat(function.deadLetters).hasSize(deadLetters);
    }

    @Test
    void failure_of_one_message_does_not_stop_the_others() {
        String later = "{\"action\":\"pause\",\"name\":\"a\",\"schema_version\":99}";
        String create = message(function.create("cron(0 13 * * ? *)"));

        assertThatThrownBy(() -> function.dispatch(function.messages(later, create, later)))
                .isInstanceOfSatisfying(TransientException.class, it -> {
                    assertThat(it.reason()).isEqualTo(TransientException.Reason.UNKNOWN_VERSION);
                    assertThat(it.getSuppressed()).hasSize(1);
                });
        assertThat(function.record().isConverged()).isTrue();
        assertThat(function.notices()).isEmpty();
    }

    @Test
    void unknown_event_fails() {
        assertThatThrownBy(() -> function.dispatch("{\"detail-type\":\"Something\"}"))
                .isInstanceOf(UnknownEventException.class);
    }

    @Test
    void trigger_in_a_message_is_executed() {
        function.created("cron(0 13 * * ? *)");

        function.dispatch(function.messages(message(new ScheduleCommand.Trigger(function.context(), ID))));

        assertThat(function.published()).isEqualTo(1);
    }
}
