package com.rezagent.schedules.schedule;

import static com.rezagent.schedules.schedule.Schedules.NOW;
import static com.rezagent.schedules.schedule.Schedules.definition;
import static com.rezagent.schedules.schedule.Schedules.expression;
import static com.rezagent.schedules.schedule.Schedules.stamp;
import static com.rezagent.schedules.testing.Records.withComponent;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.plan.FiringPlan;
import com.rezagent.schedules.plan.Surroundings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The audit windows that changes of a schedule leave. The schedules are created at 20:00. */
class AuditWindowTest {
    private static final String HALF_HOURLY = "cron(0/30 * * * ? *)";

    private static Instant at(String time) {
        return Instant.parse("2025-11-06T" + time + "Z");
    }

    private static Definition defined(String expression, String payload) {
        return withComponent(
                withComponent(definition("s"), "expression", expression(expression)),
                "payload",
                JsonObject.parse("{\"mark\":\"" + payload + "\"}"));
    }

    private static Schedule created(String expression) {
        return Schedule.create(defined(expression, "a"), List.of(), stamp(NOW, "create"), "tests");
    }

    private static Schedule edited(Schedule before, String time, String expression, String payload) {
        return before.withDefinition(
                defined(expression, payload), List.of(), stamp(at(time), "edit at " + time), Instant.MAX);
    }

    /** Returns all firings in the audit windows. */
    private static List<Instant> left(Schedule schedule) {
        List<Instant> all = new ArrayList<>();
        schedule.auditWindows()
                .forEach(it -> overdue(schedule, it, Instant.parse("2099-01-01T00:00:00Z"))
                        .forEach(all::add));
        return all;
    }

    private static Stream<Instant> overdue(Schedule schedule, AuditWindow window, Instant now) {
        return FiringPlan.of(schedule, Surroundings.NONE).overdue(window, now);
    }

    @Test
    void edit_leaves_the_firings_since_the_last_change_to_audit() {
        Schedule edited = edited(created(HALF_HOURLY), "21:10:00", "cron(0 6 * * ? *)", "a");

        assertThat(left(edited)).containsExactly(at("20:30:00"), at("21:00:00"));
        assertThat(edited.auditWindows())
                .singleElement()
                .satisfies(it -> assertThat(it.incarnation()).isEqualTo(edited.incarnation()));
    }

    @Test
    void audited_firings_are_not_audited_again() {
        Schedule audited = created(HALF_HOURLY).audited(at("20:30:00"));

        assertThat(left(audited.paused(stamp(at("21:10:00"), "pause"), Instant.MAX)))
                .containsExactly(at("21:00:00"));
    }

    @Test
    void firing_in_the_second_of_a_change_belongs_to_the_time_before_it() {
        assertThat(left(edited(created(HALF_HOURLY), "20:30:00", "rate(2 hours)", "a")))
                .containsExactly(at("20:30:00"));
    }

    @Test
    void late_command_closes_the_window_at_its_issue_time_not_at_its_arrival() {
        Schedule resumed = created(HALF_HOURLY)
                .paused(stamp(at("20:10:00"), "pause"), Instant.MAX)
                .resumed(stamp(at("20:20:00"), "resume"), Instant.MAX);

        assertThat(left(edited(resumed, "20:40:00", "rate(2 hours)", "a"))).containsExactly(at("20:30:00"));
        assertThat(left(edited(resumed, "20:15:00", "rate(2 hours)", "a"))).isEmpty();
    }

    @Test
    void first_firing_of_a_rate_in_the_second_of_its_creation_is_audited() {
        assertThat(left(edited(created("rate(1 hour)"), "20:00:10", "rate(2 hours)", "a")))
                .containsExactly(NOW);
        assertThat(left(edited(created(HALF_HOURLY), "20:00:10", "rate(2 hours)", "a")))
                .as("a cron set in the second of a firing does not fire then")
                .isEmpty();
    }

    @Test
    void many_edits_within_a_minute_add_no_window() {
        Schedule schedule = created(HALF_HOURLY);
        for (int second = 10; second < 60; second++) {
            schedule = edited(schedule, "20:00:" + second, "cron(" + second + " * * * ? *)", "a");
        }

        assertThat(schedule.auditWindows()).isEmpty();
    }

    @Test
    void payload_edits_extend_one_window() {
        Schedule schedule = created(HALF_HOURLY);
        for (int minute = 10; minute < 60; minute++) {
            schedule = edited(schedule, "21:" + minute + ":00", HALF_HOURLY, "edit " + minute);
        }

        assertThat(schedule.auditWindows()).hasSize(1);
        assertThat(left(schedule)).containsExactly(at("20:30:00"), at("21:00:00"), at("21:30:00"));
    }

    @Test
    void pause_that_held_back_no_firing_extends_the_window() {
        Schedule schedule = created(HALF_HOURLY);
        for (String hour : List.of("20", "21", "22")) {
            schedule = schedule.paused(stamp(at(hour + ":40:00"), "pause"), Instant.MAX)
                    .resumed(stamp(at(hour + ":50:00"), "resume"), Instant.MAX);
        }

        assertThat(schedule.auditWindows()).hasSize(1);
        assertThat(left(schedule))
                .containsExactly(at("20:30:00"), at("21:00:00"), at("21:30:00"), at("22:00:00"), at("22:30:00"));
    }

    @Test
    void oldest_windows_are_dropped_above_the_maximum() {
        Schedule schedule = created("cron(* * * * ? *)");
        for (int i = 0; i < AuditState.MAX_WINDOWS + 5; i++) {
            Instant start = NOW.plus(Duration.ofMinutes(3L * i));
            schedule = schedule.paused(stamp(start.plusSeconds(150), "pause " + i), Instant.MAX)
                    .resumed(stamp(start.plusSeconds(170), "resume " + i), Instant.MAX);
        }

        assertThat(schedule.auditWindows()).hasSize(AuditState.MAX_WINDOWS);
        assertThat(left(schedule)).hasSize(2 * AuditState.MAX_WINDOWS);
        assertThat(left(schedule)).first().isEqualTo(at("20:15:00"));
        assertThat(left(schedule)).last().isEqualTo(at("21:13:00"));
    }

    @Test
    void paused_schedule_has_no_audit_window() {
        Schedule paused = created(HALF_HOURLY).paused(stamp(at("20:10:00"), "pause"), Instant.MAX);

        assertThat(left(paused.deleted(stamp(at("23:00:00"), "delete"), at("23:00:00"))))
                .isEmpty();
        assertThat(left(paused.resumed(stamp(at("23:10:00"), "resume"), Instant.MAX)))
                .isEmpty();
        assertThat(paused.allAuditWindows()).isEmpty();
    }

    @Test
    void new_incarnation_keeps_the_audit_windows_of_the_previous_one() {
        Schedule deleted = created(HALF_HOURLY).deleted(stamp(at("20:40:00"), "delete"), at("20:40:00"));

        Schedule again = deleted.withNewIncarnation(
                new ParsedDefinition(defined("rate(1 hour)", "b"), Running.RUNNING, List.of()),
                stamp(at("20:50:00"), "again"),
                "tests",
                Instant.MAX);

        assertThat(left(again)).containsExactly(at("20:30:00"));
        assertThat(again.allAuditWindows())
                .extracting(AuditWindow::incarnation)
                .containsExactly(deleted.incarnation(), again.incarnation());
    }

    @Test
    void new_incarnation_after_completion_audits_the_last_firings() {
        Schedule completed = created("at(2025-11-06T15:30:00)").completed(at("20:30:05"));

        Schedule again = completed.withNewIncarnation(
                new ParsedDefinition(defined("rate(1 hour)", "b"), Running.RUNNING, List.of()),
                stamp(at("20:50:00"), "again"),
                "tests",
                Instant.MAX);

        assertThat(left(again)).as("15:30 in New York").containsExactly(at("20:30:00"));
    }

    @Test
    void engine_refusal_leaves_the_firings_while_it_was_converged_to_audit() {
        Schedule converged = created(HALF_HOURLY).converged("arn");

        Schedule refused = converged.withEngineRefusal("code", "message", at("20:40:00.5"));

        assertThat(left(refused)).containsExactly(at("20:30:00"));
        assertThat(refused.allAuditWindows()).hasSize(1);
        assertThat(created(HALF_HOURLY)
                        .withEngineRefusal("code", "message", at("20:40:00"))
                        .allAuditWindows())
                .as("never converged")
                .isEmpty();
    }

    @Test
    void refused_schedule_has_no_audit_window() {
        Schedule refused = created(HALF_HOURLY).withEngineRefusal("code", "message", at("20:00:01"));

        Schedule retried = refused.withEngineRetry(at("21:10:00"));

        assertThat(left(retried.paused(stamp(at("21:40:00"), "pause"), Instant.MAX)))
                .containsExactly(at("21:30:00"));
    }

    @Test
    void a_definition_from_before_an_engine_retry_that_arrives_after_it_is_audited_from_its_own_time() {
        Schedule retried = created(HALF_HOURLY)
                .withEngineRefusal("code", "message", at("20:00:01"))
                .withEngineRetry(at("21:10:00"));

        Schedule late = retried.withDefinition(
                defined("rate(10 minutes)", "b"), List.of(), stamp(at("20:55:00"), "late"), at("21:10:05"));

        assertThat(left(late.paused(stamp(at("21:26:00"), "pause"), at("21:26:00"))))
                .containsExactly(at("21:05:00"), at("21:15:00"), at("21:25:00"));
    }

    @Test
    void firing_that_a_pause_or_delete_may_have_prevented_is_not_audited() {
        Schedule schedule = created(HALF_HOURLY);

        for (String tooEarly : List.of("21:30:00", "21:30:59")) {
            assertThat(left(schedule.paused(stamp(at(tooEarly), "pause"), Instant.MAX)))
                    .containsExactly(at("20:30:00"), at("21:00:00"));
            assertThat(left(schedule.deleted(stamp(at(tooEarly), "delete"), at(tooEarly))))
                    .containsExactly(at("20:30:00"), at("21:00:00"));
        }
        assertThat(left(schedule.paused(stamp(at("21:31:00"), "pause"), Instant.MAX)))
                .containsExactly(at("20:30:00"), at("21:00:00"), at("21:30:00"));
    }

    @Test
    void audit_continues_after_the_last_one_until_no_firing_is_left() {
        Schedule paused = created(HALF_HOURLY).paused(stamp(at("21:40:00"), "pause"), Instant.MAX);

        Schedule once = paused.audited(paused.allAuditWindows().get(0), at("20:30:00"));
        assertThat(left(once)).containsExactly(at("21:00:00"), at("21:30:00"));

        Schedule twice = once.audited(once.allAuditWindows().get(0), at("21:30:00"));
        assertThat(twice.auditWindows()).isEmpty();
        assertThat(twice.audit().auditedUntil()).as("current window").isNull();
    }

    @Test
    void firing_is_overdue_once_its_grace_is_over() {
        Schedule paused = created(HALF_HOURLY).paused(stamp(at("21:40:00"), "pause"), Instant.MAX);
        AuditWindow left = paused.auditWindows().get(0);

        assertThat(overdue(paused, left, at("21:00:00").plus(left.grace()).minusNanos(1)))
                .containsExactly(at("20:30:00"));
        assertThat(overdue(paused, left, at("21:00:00").plus(left.grace())))
                .containsExactly(at("20:30:00"), at("21:00:00"));
    }
}
