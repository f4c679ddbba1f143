package com.rezagent.schedules.plan;

import static com.rezagent.schedules.schedule.Schedules.stamp;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.schedule.AuditWindow;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.schedule.Schedules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiringPlanTest {
    /** All schedules are created at noon and a half second; times in tables are of that day. */
    private static final Instant CREATED = Instant.parse("2026-01-05T12:00:00.500Z");

    private static Instant at(String time) {
        return Instant.parse("2026-01-05T" + time + "Z");
    }

    private static Schedule schedule(String expression, @Nullable String start, @Nullable String end) {
        return Schedules.ofExpression(
                expression, CREATED, start == null ? null : at(start), end == null ? null : at(end));
    }

    /** Returns a schedule after changes: words such as {@code paused}, in this order. */
    private static Schedule changed(Schedule schedule, String changes) {
        Schedule result = schedule;
        for (String change : changes.split(" ")) {
            result = switch (change) {
                case "new" -> result;
                case "converged" -> result.converged("arn");
                case "paused" -> result.paused(stamp(CREATED.plusSeconds(1), "pause"), Instant.MAX);
                case "refused" -> result.withEngineRefusal("code", "message", CREATED);
                case "completed" -> result.completed(CREATED.plusSeconds(2));
                case "deleted" -> result.deleted(stamp(CREATED.plusSeconds(3), "delete"), CREATED.plusSeconds(3));
                default -> throw new IllegalArgumentException(change);
            };
        }
        return result;
    }

    private static FiringPlan plan(Schedule schedule) {
        return FiringPlan.of(schedule, Surroundings.NONE);
    }

    private static String text(Verdict verdict) {
        return verdict instanceof Verdict.Skipped skipped ? skipped.reason() : "runs";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    new                      | 13:00:00 | CURRENT           | runs
                    converged                | 13:00:00 | CURRENT           | runs
                    completed                | 13:00:00 | CURRENT           | runs
                    paused                   | 13:00:00 | CURRENT           | paused
                    completed paused         | 13:00:00 | CURRENT           | paused
                    refused                  | 13:00:00 | CURRENT           | failed
                    deleted                  | 13:00:00 | CURRENT           | deleted
                    converged                | 12:00:00 | CURRENT           | runs
                    converged                | 11:59:59 | CURRENT           | before_creation: scheduled before the schedule was created
                    converged                | 12:59:59 | CURRENT           | runs
                    converged                | 13:00:00 | OUTDATED          | runs
                    converged                | 12:59:59 | OUTDATED          | outdated: the schedule has changed and no longer fires then
                    converged                | 13:00:00 | OTHER_INCARNATION | outdated: the schedule has changed and no longer fires then
                    converged                | 18:00:00 | CURRENT           | runs
                    converged                | 18:00:01 | CURRENT           | outdated: the schedule has changed and no longer fires then
                    paused refused deleted   | 11:00:00 | OTHER_INCARNATION | deleted
                    paused refused           | 11:00:00 | OTHER_INCARNATION | failed
                    paused                   | 11:00:00 | OTHER_INCARNATION | before_creation: scheduled before the schedule was created
                    paused                   | 13:00:00 | OTHER_INCARNATION | outdated: the schedule has changed and no longer fires then
                    """)
    void verdict_is_that_of_the_first_gate_that_holds_a_firing_back(
            String changes, String scheduled, EntryMatch entry, String expected) {
        Schedule hourly = changed(schedule("cron(0 * * * ? *)", null, "18:00:00"), changes);

        assertThat(text(plan(hourly).verdict(at(scheduled), at(scheduled), entry)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "11:57:00, CURRENT,  runs",
        "11:57:01, CURRENT,  before_creation: scheduled before the schedule was created",
        "12:57:29, OUTDATED, runs",
        "12:56:31, OUTDATED, runs",
        "12:57:30, OUTDATED, outdated: the schedule has changed and no longer fires then",
        "12:56:30, OUTDATED, outdated: the schedule has changed and no longer fires then",
    })
    void rate_may_start_a_moment_before_its_creation_and_is_outdated_beyond_its_tolerance(
            String scheduled, EntryMatch entry, String expected) {
        Schedule rate = schedule("rate(1 hour)", "11:57:00", null);

        assertThat(text(plan(rate).verdict(at(scheduled), at(scheduled), entry)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "new, runs",
        "paused, runs",
        "completed, runs",
        "completed paused, runs",
        "refused, failed",
        "paused refused deleted, deleted"
    })
    void manual_execution_runs_unless_the_schedule_is_deleted_or_failed(String changes, String expected) {
        Schedule hourly = changed(schedule("cron(0 * * * ? *)", null, null), changes);

        assertThat(text(plan(hourly).verdictOfManualExecution(at("11:00:00")))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "new,       12:30:00, 13:00:00",
        "converged, 13:00:00, 14:00:00",
        "converged, 12:59:59, 13:00:00",
        "converged, 10:30:00, 12:00:00",
        "converged, 18:00:00, ",
        "paused,    12:30:00, ",
        "refused,   12:30:00, ",
        "completed, 12:30:00, ",
        "deleted,   12:30:00, "
    })
    void next_firing_is_the_first_after_a_time_that_runs(String changes, String after, @Nullable String expected) {
        Schedule hourly = changed(schedule("cron(0 * * * ? *)", null, "18:00:00"), changes);

        Instant next = expected == null ? null : at(expected);
        assertThat(plan(hourly).next(at(after)).orElse(null)).isEqualTo(next);
        assertThat(UpcomingFirings.of(ScheduleSummary.of(hourly), Surroundings.NONE)
                        .next(at(after))
                        .orElse(null))
                .as("in a list")
                .isEqualTo(next);
    }

    @Test
    void orphans_tombstone_has_no_firing_and_no_warning() {
        Schedule tombstone =
                Schedule.tombstone(schedule("rate(1 hour)", null, null).id(), CREATED);
        FiringPlan plan = plan(tombstone);

        assertThat(plan.next(CREATED)).isEmpty();
        assertThat(plan.hasFiringAfter(CREATED)).isFalse();
        assertThat(plan.warnings(CREATED)).isEmpty();
        assertThat(plan.isOver(CREATED)).isFalse();
        assertThat(text(plan.verdict(at("13:00:00")))).isEqualTo("deleted");
    }

    @ParameterizedTest
    @CsvSource({"new, true", "converged, true", "paused, true", "refused, false", "completed, false", "deleted, false"})
    void schedule_that_may_fire_has_the_warnings_of_its_timing(String changes, boolean hasWarnings) {
        Schedule uneven = changed(schedule("cron(0/45 * * * ? *)", null, null), changes);

        assertThat(plan(uneven).warnings(CREATED)).hasSize(hasWarnings ? 1 : 0);
    }

    @Test
    void timing_that_is_not_saved_fires_as_if_it_were_active() {
        UpcomingFirings upcoming = UpcomingFirings.ofUnsaved(
                schedule("rate(1 hour)", null, "14:30:00").recurrence(), Surroundings.NONE, List.of("canonical"));

        assertThat(upcoming.after(at("11:00:00"))).containsExactly(at("12:00:00"), at("13:00:00"), at("14:00:00"));
        assertThat(upcoming.warnings(at("11:00:00"))).startsWith("canonical");
    }

    @ParameterizedTest
    @CsvSource({
        "converged, 17:59:59, false",
        "converged, 18:00:00, true",
        "new,       18:00:00, true",
        "paused,    18:00:00, false",
        "refused,   18:00:00, false",
        "completed, 18:00:00, false",
        "deleted,   18:00:00, false"
    })
    void schedule_is_over_while_it_is_active_without_a_firing_left(String changes, String now, boolean isOver) {
        Schedule hourly = changed(schedule("cron(0 * * * ? *)", null, "18:00:00"), changes);

        assertThat(plan(hourly).isOver(at(now))).isEqualTo(isOver);
    }

    @Test
    void last_firing_is_the_latest_within_its_grace_and_never_before_the_creation() {
        Schedule hourly = schedule("cron(0 * * * ? *)", null, "18:00:00");
        Instant graceOver = at("18:00:00").plus(hourly.requireDefinition().grace());

        assertThat(plan(hourly).lastFiring(at("18:00:01"))).contains(at("18:00:00"));
        assertThat(plan(hourly).lastFiring(graceOver.minusNanos(1))).contains(at("18:00:00"));
        assertThat(plan(hourly).lastFiring(graceOver)).isEmpty();
        assertThat(plan(schedule("cron(0 11 * * ? *)", null, null)).lastFiring(at("12:30:00")))
                .isEmpty();
        assertThat(plan(schedule("rate(1 day)", "11:57:00", null)).lastFiring(at("12:30:00")))
                .contains(at("11:57:00"));
    }

    @Test
    void firing_expected_in_a_pause_with_an_end_was_held_back_also_after_one_without_an_end_replaced_it() {
        Schedule timed = schedule("cron(0 * * * ? *)", null, null)
                .paused(at("14:30:00"), null, "tests", stamp(at("12:30:00"), "pause"), at("12:30:00"));
        Schedule plain = timed.paused(null, null, "tests", stamp(at("13:30:00"), "longer"), at("13:30:00"));
        AuditWindow window = new AuditWindow(
                plain.incarnation(), plain.recurrence(), Duration.ofHours(1), Instant.MIN, at("13:30:00"));

        assertThat(text(plan(plain).verdictOfMissing(window, at("13:00:00")))).startsWith("paused");
    }

    @Test
    void skip_reason_begins_with_its_code() {
        assertThat(Stream.of(SkipCode.values())).allSatisfy(it -> {
            assertThat(new Verdict.Skipped(it, null).reason()).isEqualTo(it.text());
            assertThat(new Verdict.Skipped(it, "why").reason()).isEqualTo(it.text() + ": why");
        });
    }
}
