package com.rezagent.schedules.plan;

import static com.rezagent.schedules.schedule.Schedules.stamp;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.schedule.Schedules;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpcomingFiringsTest {
    private static final Instant NOW = Instant.parse("2026-01-05T12:00:00Z");
    private static final ResourceName BILLING = new ResourceName("billing");

    private static Instant at(String day) {
        return Instant.parse(day.contains("T") ? day : "2026-" + day + "T12:00:00Z");
    }

    private static Schedule schedule(String expression) {
        return schedule(expression, "UTC");
    }

    private static Schedule schedule(String expression, String timezone) {
        return Schedules.ofExpression(expression, NOW, it -> it.put("timezone", timezone))
                .converged("arn");
    }

    private static Schedule pausedUntil(Schedule schedule, @Nullable Instant until) {
        return schedule.paused(until, "course closed", "tests", stamp(NOW.plusMillis(1), "pause"), NOW.plusMillis(1));
    }

    private static Surroundings groupPaused(String since, @Nullable String until) {
        Pause pause = new Pause(at(since), until == null ? null : at(until), "upgrade", "tests");
        return new Surroundings(new GroupGate(BILLING, true, pause));
    }

    private static List<String> rows(UpcomingFirings firings, String after, int count) {
        return firings.rows(at(after), NOW)
                .limit(count)
                .map(it -> it.firing().localTime() + " " + (it.runs() ? "runs" : it.reason()))
                .toList();
    }

    @Test
    void next_firing_is_the_first_after_the_pauses_of_the_schedule_and_its_group() {
        Schedule daily = pausedUntil(schedule("cron(0 12 * * ? *)"), at("01-10"));

        assertThat(UpcomingFirings.of(daily, Surroundings.NONE).next(NOW)).contains(at("01-10"));
        assertThat(UpcomingFirings.of(daily, groupPaused("01-09", "01-20")).next(NOW))
                .contains(at("01-20"));
        assertThat(UpcomingFirings.of(daily, groupPaused("01-08", null)).next(NOW))
                .isEmpty();
        assertThat(UpcomingFirings.of(ScheduleSummary.of(daily), groupPaused("01-09", "01-20"))
                        .next(NOW))
                .contains(at("01-20"));
    }

    @Test
    void firing_before_a_pause_to_come_is_the_next_one() {
        UpcomingFirings firings =
                UpcomingFirings.of(schedule("cron(0 12 * * ? *)"), groupPaused("2026-01-07T00:00:00Z", "01-08"));

        assertThat(firings.after(NOW).limit(3)).containsExactly(at("01-06"), at("01-08"), at("01-09"));
        assertThat(firings.blocks(NOW)).isEmpty();
    }

    /** A pause may hold back more firings than can be examined one by one. */
    @Test
    void ten_years_of_pause_over_firings_every_minute_are_passed_at_once() {
        Schedule minutely = pausedUntil(schedule("rate(1 minute)"), Instant.parse("2035-12-31T00:00:00Z"));

        assertThat(UpcomingFirings.of(minutely, Surroundings.NONE).next(NOW))
                .contains(Instant.parse("2035-12-31T00:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({"2025-12-29T12:00:00Z, true", "2025-12-30T12:00:00Z, false"})
    void search_ends_after_a_number_of_firings_and_says_so(Instant after, boolean isGivenUp) {
        UpcomingFirings firings = UpcomingFirings.of(schedule("cron(* * * * ? *)"), Surroundings.NONE);

        assertThat(firings.next(after).isEmpty()).isEqualTo(isGivenUp);
        assertThat(firings.warnings(after).toString().contains("No firing that runs was found among the next 10000"))
                .isEqualTo(isGivenUp);
    }

    @Test
    void search_in_lists_ends_earlier() {
        UpcomingFirings firings =
                UpcomingFirings.of(ScheduleSummary.of(schedule("cron(* * * * ? *)")), Surroundings.NONE);

        assertThat(firings.next(NOW.minusSeconds(300 * 60))).contains(NOW);
        assertThat(firings.next(NOW.minusSeconds(500 * 60))).isEmpty();
        assertThat(firings.warnings(NOW.minusSeconds(500 * 60)))
                .containsExactly("No firing that runs was found among the next 400 firings of the next 10 years.");
    }

    @Test
    void search_ends_ten_years_ahead_once_a_firing_is_held_back() {
        Schedule rare = schedule("cron(0 0 1 1 ? 2027,2040)");

        assertThat(UpcomingFirings.of(rare, Surroundings.NONE).next(Instant.parse("2028-01-01T00:00:00Z")))
                .contains(Instant.parse("2040-01-01T00:00:00Z"));
        UpcomingFirings held = UpcomingFirings.of(pausedUntil(rare, at("2028-01-01T00:00:00Z")), Surroundings.NONE);
        assertThat(held.next(NOW)).isEmpty();
        assertThat(held.warnings(NOW))
                .contains("No firing that runs was found among the next 10000 firings of the next 10 years.");
    }

    @Test
    void at_in_a_pause_has_a_warning_that_it_never_runs() {
        Schedule once = schedule("at(2026-01-07T12:00:00)");
        String until = "2026-01-09T12:00:00Z";

        assertThat(UpcomingFirings.of(pausedUntil(once, at("01-09")), Surroundings.NONE)
                        .warnings(NOW))
                .containsExactly("It never runs: it fires once, in the pause until " + until
                        + ". Resume it earlier if it is to run.");
        assertThat(UpcomingFirings.of(once, groupPaused("01-06", "01-09")).warnings(NOW))
                .containsExactly("It never runs: it fires once, in the pause of the group billing until " + until
                        + ". Resume it earlier if it is to run.");
        assertThat(UpcomingFirings.of(pausedUntil(once, at("01-07")), Surroundings.NONE)
                        .warnings(NOW))
                .as("the end of the pause")
                .isEmpty();
        assertThat(UpcomingFirings.of(pausedUntil(once, null), Surroundings.NONE)
                        .warnings(NOW))
                .as("a pause without an end")
                .isEmpty();
    }

    @Test
    void schedule_whose_last_firings_are_in_a_pause_has_a_warning() {
        Schedule soonOver = pausedUntil(schedule("cron(0 0 1 2 ? 2026)"), at("03-01"));

        assertThat(UpcomingFirings.of(soonOver, Surroundings.NONE).warnings(NOW))
                .containsExactly("No firing is left after the pause until 2026-03-01T12:00:00Z. Resume it earlier if it"
                        + " is to run.");
    }

    @Test
    void member_of_a_group_that_does_not_exist_has_a_warning() {
        Surroundings gone = new Surroundings(new GroupGate(BILLING, false, null));
        Schedule daily = schedule("cron(0 12 * * ? *)");

        assertThat(UpcomingFirings.of(daily, gone).warnings(NOW))
                .containsExactly("The group billing does not exist any more; a pause that it had still holds. Move the"
                        + " schedule to another group.");
        Schedule deleted = daily.deleted(stamp(NOW.plusSeconds(1), "delete"), NOW.plusSeconds(1));
        assertThat(UpcomingFirings.of(deleted, gone).warnings(NOW)).isEmpty();
    }

    @Test
    void rows_are_all_firings_with_the_first_gate_that_holds_each_back() {
        Schedule daily = pausedUntil(schedule("cron(0 12 * * ? *)"), at("01-07"));

        assertThat(rows(UpcomingFirings.of(daily, groupPaused("2026-01-06T00:00:00Z", "01-08")), "01-04", 5))
                .containsExactly(
                        "2026-01-05T12:00 runs",
                        "2026-01-06T12:00 paused: until 2026-01-07T12:00:00Z; course closed",
                        "2026-01-07T12:00 group_paused: group billing is paused until 2026-01-08T12:00:00Z; upgrade",
                        "2026-01-08T12:00 runs",
                        "2026-01-09T12:00 runs");
    }

    @Test
    void rows_before_a_pause_without_an_end_are_not_held_back_by_it() {
        Schedule hourly = schedule("cron(0 * * * ? *)")
                .paused(
                        null,
                        null,
                        "tests",
                        stamp(Instant.parse("2026-01-05T14:30:00Z"), "pause"),
                        Instant.parse("2026-01-05T14:30:00Z"));
        UpcomingFirings firings = UpcomingFirings.of(hourly, Surroundings.NONE);

        assertThat(firings.rows(NOW, Instant.parse("2026-01-05T16:00:00Z"))
                        .limit(4)
                        .map(FiringRow::runs))
                .containsExactly(true, true, false, false);
        assertThat(firings.rows(NOW, NOW).limit(1).map(FiringRow::runs))
                .as("the pause is in force, although a fast clock dated it later")
                .containsExactly(false);
    }

    @Test
    void rows_of_a_deleted_schedule_are_held_back_for_ever() {
        Schedule deleted = schedule("cron(0 12 * * ? *)").deleted(stamp(NOW.plusSeconds(1), "delete"), NOW);

        assertThat(rows(UpcomingFirings.of(deleted, Surroundings.NONE), "01-05", 2))
                .containsExactly("2026-01-06T12:00 deleted", "2026-01-07T12:00 deleted");
    }

    @Test
    void rows_have_the_times_that_clocks_skip() {
        UpcomingFirings firings =
                UpcomingFirings.of(schedule("cron(30 2 * * ? *)", "America/New_York"), Surroundings.NONE);

        assertThat(rows(firings, "03-07", 3))
                .containsExactly(
                        "2026-03-08T02:30 Clocks are put forward past this time; nothing runs.",
                        "2026-03-09T02:30 runs",
                        "2026-03-10T02:30 runs");
    }

    @Test
    void orphans_tombstone_has_no_rows() {
        Schedule tombstone = Schedule.tombstone(schedule("rate(1 hour)").id(), NOW);

        assertThat(UpcomingFirings.of(tombstone, Surroundings.NONE).rows(NOW, NOW))
                .isEmpty();
    }

    @Test
    void blocks_are_the_pauses_in_force_of_the_schedule_and_its_group() {
        Schedule paused = pausedUntil(schedule("rate(1 hour)"), at("01-07"));
        UpcomingFirings firings = UpcomingFirings.of(paused, groupPaused("01-06", null));

        assertThat(firings.blocks(at("2026-01-05T13:00:00Z")).stream().map(Block::source))
                .containsExactly("schedule");
        assertThat(firings.blocks(at("2026-01-06T13:00:00Z")).stream().map(Block::source))
                .containsExactly("schedule", "group:billing");
        assertThat(firings.blocks(at("01-07")).stream().map(Block::source)).containsExactly("group:billing");
    }
}
