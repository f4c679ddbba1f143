package com.rezagent.schedules.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.engine.EngineEntry.EntryState;
import com.rezagent.schedules.engine.EngineTarget;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.Schedules;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DesiredEntryTest {
    private static final Instant T0 = Instant.parse("2025-11-06T20:00:00Z");
    private static final EngineTarget TARGET = new EngineTarget("arn:function", "arn:role", null);

    @Test
    void an_entry_contains_the_name_the_canonical_expression_and_the_input() {
        EngineEntry entry =
                desired(schedule("cron(0 0 * * SUN *)", null, null), T0).orElseThrow();
        assertThat(entry.description()).isEqualTo("a");
        assertThat(entry.expression()).isEqualTo("cron(0 0 ? * SUN *)");
        assertThat(entry.state()).isEqualTo(EntryState.ENABLED);
        assertThat(Json.parse(entry.input()).get("version").longValue()).isEqualTo(1);
        assertThat(entry.input())
                .contains("<aws.scheduler.scheduled-time>")
                .contains(entry.id().value());
    }

    @Test
    void a_paused_schedule_has_a_disabled_entry() {
        Schedule paused =
                schedule("rate(1 hour)", null, null).paused(new Stamp(T0.plusSeconds(1), 70, "p"), Instant.MAX);
        assertThat(desired(paused, T0).orElseThrow().state()).isEqualTo(EntryState.DISABLED);
    }

    @Test
    void deleted_failed_completed_and_finished_schedules_have_no_entry() {
        Schedule schedule = schedule("at(2025-11-06T21:00:00)", null, null);
        assertThat(desired(schedule, T0)).isPresent();
        assertThat(desired(schedule.deleted(new Stamp(T0, 80, "d"), T0), T0)).isEmpty();
        assertThat(desired(schedule.withEngineRefusal("c", "m", T0), T0)).isEmpty();
        assertThat(desired(schedule.completed(T0), T0)).isEmpty();
        assertThat(desired(schedule, T0.plusSeconds(3600))).isEmpty();
        assertThat(desired(schedule("rate(1 hour)", null, T0.plusSeconds(60)), T0.plusSeconds(600)))
                .isEmpty();
    }

    @Test
    void an_entry_whose_last_firing_was_due_a_moment_ago_may_still_fire() {
        Schedule schedule = schedule("at(2025-11-06T21:00:00)", null, null);
        Instant due = T0.plus(Duration.ofHours(1));
        assertThat(plan(schedule).mayStillFire(due.plusSeconds(299))).isTrue();
        assertThat(plan(schedule).mayStillFire(due.plusSeconds(300))).isFalse();
        assertThat(plan(schedule.completed(due)).mayStillFire(due.plusSeconds(1)))
                .isFalse();
    }

    @Test
    void a_young_rate_starts_at_its_anchor_so_that_it_fires_at_once() {
        Schedule schedule = schedule("rate(1 hour)", null, null);
        assertThat(start(schedule, T0)).isEqualTo(T0);
        assertThat(start(schedule, T0.plus(Duration.ofMinutes(3)))).isEqualTo(T0);
    }

    @Test
    void a_rate_with_an_old_anchor_starts_at_its_next_whole_period() {
        Schedule schedule = schedule("rate(1 hour)", null, null);
        assertThat(start(schedule, T0.plus(Duration.ofMinutes(4)))).isEqualTo(T0.plus(Duration.ofHours(1)));
        assertThat(start(schedule, T0.plus(Duration.ofMinutes(150)))).isEqualTo(T0.plus(Duration.ofHours(3)));
    }

    @Test
    void an_update_just_after_a_firing_was_due_requests_that_firing_again() {
        Schedule schedule = schedule("rate(1 hour)", null, null);
        Instant due = T0.plus(Duration.ofHours(1));
        assertThat(start(schedule, due.plusSeconds(1))).isEqualTo(due);
        assertThat(start(schedule, due.plus(Duration.ofMinutes(5)))).isEqualTo(due.plus(Duration.ofHours(1)));
    }

    @Test
    void a_resume_just_after_a_suppressed_firing_does_not_request_it() {
        Instant due = T0.plus(Duration.ofHours(1));
        Schedule resumed = schedule("rate(1 hour)", null, null)
                .paused(new Stamp(due.minusSeconds(60), 70, "p"), Instant.MAX)
                .resumed(new Stamp(due.plusSeconds(60), 40, "r"), Instant.MAX);
        assertThat(start(resumed, due.plusSeconds(61))).isEqualTo(due.plus(Duration.ofHours(1)));
    }

    @Test
    void a_cron_omits_a_start_that_has_passed() {
        Schedule schedule = schedule("cron(0 * * * ? *)", T0.plusSeconds(600), null);
        assertThat(start(schedule, T0)).isEqualTo(T0.plusSeconds(600));
        assertThat(start(schedule, T0.plusSeconds(600))).isNull();
    }

    @Test
    void the_end_is_sent_one_second_later_and_no_entry_after_it() {
        Instant end = T0.plus(Duration.ofHours(6));
        Schedule schedule = schedule("rate(2 hours)", T0, end);
        Instant inLastPeriod = end.minus(Duration.ofMinutes(90));
        EngineEntry entry = desired(schedule, inLastPeriod).orElseThrow();
        assertThat(entry.start()).isEqualTo(end);
        assertThat(entry.end()).isEqualTo(end.plusSeconds(1));
        assertThat(desired(schedule, end)).isPresent();
        assertThat(desired(schedule, end.plusSeconds(1))).isEmpty();
    }

    @Test
    void a_rate_does_not_start_with_an_anchor_that_a_pause_suppressed() {
        Instant start = T0.plus(Duration.ofHours(1));
        Schedule suppressed = schedule("rate(1 day)", start, null)
                .paused(new Stamp(T0.plusSeconds(60), 70, "p"), Instant.MAX)
                .resumed(new Stamp(start.plusSeconds(120), 40, "r"), Instant.MAX);
        assertThat(desired(suppressed, start.plusSeconds(121)).orElseThrow().start())
                .isEqualTo(start.plus(Duration.ofDays(1)));
        Schedule resumedInTime = schedule("rate(1 day)", start, null)
                .paused(new Stamp(T0.plusSeconds(60), 70, "p"), Instant.MAX)
                .resumed(new Stamp(start.minusSeconds(1), 40, "r"), Instant.MAX);
        assertThat(desired(resumedInTime, start.plusSeconds(121)).orElseThrow().start())
                .isEqualTo(start);
    }

    @Test
    void a_firing_that_fell_due_before_the_engine_had_an_entry_is_due() {
        Schedule once = schedule("at(2025-11-06T20:00:30)", null, null);
        assertThat(due(once, T0.plusSeconds(29))).isEmpty();
        assertThat(due(once, T0.plusSeconds(60))).contains(T0.plusSeconds(30));
        assertThat(due(once, T0.plus(Duration.ofHours(20)))).contains(T0.plusSeconds(30));
        assertThat(due(once, T0.plus(Duration.ofHours(25)))).isEmpty();
        assertThat(due(once.converged("arn"), T0.plusSeconds(60))).isEmpty();
        assertThat(due(once.paused(new Stamp(T0.plusSeconds(1), 70, "p"), Instant.MAX), T0.plusSeconds(60)))
                .isEmpty();

        Schedule minutely = schedule("cron(* * * * ? *)", null, null);
        assertThat(due(minutely, T0.plusSeconds(150))).contains(T0.plusSeconds(120));
        Schedule hourly = schedule("cron(1 * * * ? *)", null, null);
        assertThat(due(hourly, T0.plusSeconds(359))).contains(T0.plusSeconds(60));
        assertThat(due(hourly, T0.plusSeconds(360))).isEmpty();
    }

    @Test
    void the_firing_that_a_rates_entry_starts_with_is_left_to_the_engine() {
        Schedule rate = schedule("rate(1 hour)", null, null);
        assertThat(due(rate, T0.plusSeconds(10))).isEmpty();
        // Too old to be sent as a start, but less than five minutes old.
        assertThat(due(rate, T0.plusSeconds(299))).contains(T0);
        assertThat(due(rate, T0.plusSeconds(600))).isEmpty();
    }

    private static Optional<Instant> due(Schedule schedule, Instant now) {
        return plan(schedule).due(desired(schedule, now), now).latest();
    }

    private static Optional<EngineEntry> desired(Schedule schedule, Instant now) {
        return plan(schedule).desiredEntry(TARGET, now);
    }

    private static @Nullable Instant start(Schedule schedule, Instant now) {
        return desired(schedule, now).orElseThrow().start();
    }

    private static FiringPlan plan(Schedule schedule) {
        return FiringPlan.of(schedule, Surroundings.NONE);
    }

    private static Schedule schedule(String expression, @Nullable Instant start, @Nullable Instant end) {
        return Schedules.ofExpression(expression, T0, start, end);
    }
}
