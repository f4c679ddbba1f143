package com.rezagent.schedules.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.engine.Engine.ExistingEntry;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.engine.EngineTarget;
import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.Schedules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which due firings converging executes, by what the engine holds; see {@link DesiredEntryTest} for their times. */
class DueFiringsTest {
    private static final Instant CREATED = Instant.parse("2025-11-06T20:00:30Z");
    private static final EngineTarget TARGET = new EngineTarget("arn:function", "arn:role", null);

    private static Schedule schedule(String expression, @Nullable Integer window) {
        return Schedules.ofExpression(expression, CREATED, it -> it.put("flexible_time_window_minutes", window));
    }

    private static DueFirings due(Schedule schedule, Instant now) {
        FiringPlan plan = FiringPlan.of(schedule, Surroundings.NONE);
        return plan.due(plan.desiredEntry(TARGET, now), now);
    }

    private static Optional<ExistingEntry> entryOf(Schedule schedule) {
        EngineEntry entry = FiringPlan.of(schedule, Surroundings.NONE)
                .desiredEntry(TARGET, CREATED)
                .orElseThrow();
        return Optional.of(new ExistingEntry(entry, "arn:entry"));
    }

    /** A current entry whose firings have exact times may have been written after the firing. */
    @ParameterizedTest
    @CsvSource({
        "none,     cron(1 * * * ? *),  , true",
        "none,     cron(1 * * * ? *), 5, true",
        "current,  cron(1 * * * ? *),  , true",
        "current,  cron(1 * * * ? *), 5, false",
        "outdated, cron(1 * * * ? *), 5, true",
        "none,     rate(1 minute),     , true",
        "current,  rate(1 minute),     , false",
        "outdated, rate(1 minute),     , true",
    })
    void a_due_firing_is_executed_unless_the_engine_delivers_it(
            String entry, String expression, @Nullable Integer window, boolean isExecuted) {
        Schedule schedule = schedule(expression, window);
        Schedule next = schedule.paused(new Stamp(CREATED.plusSeconds(1), 70, "p"), Instant.MAX);
        Optional<ExistingEntry> existing = switch (entry) {
            case "current" -> entryOf(schedule);
            case "outdated" -> entryOf(next);
            default -> Optional.empty();
        };

        assertThat(due(schedule, CREATED.plusSeconds(290)).latest(existing).isPresent())
                .isEqualTo(isExecuted);
    }

    @ParameterizedTest
    @CsvSource({
        "cron(1 * * * ? *), 29,  false",
        "cron(1 * * * ? *), 30,  true",
        "cron(1 * * * ? *), 900, true",
        "rate(1 hour),      10,  false",
        "rate(1 hour),      290, true",
    })
    void an_earlier_attempt_may_have_started_a_firing_that_fell_due(String expression, int seconds, boolean isStarted) {
        DueFirings due = due(schedule(expression, null), CREATED.plusSeconds(seconds));

        assertThat(due.startedSince()).isEqualTo(isStarted ? Optional.of(CREATED) : Optional.empty());
        assertThat(due.until()).isEqualTo(CREATED.plusSeconds(seconds));
    }

    @Test
    void an_earlier_attempt_may_have_started_a_firing_of_a_version_that_was_never_converged() {
        Schedule earlier = schedule("at(2025-11-06T20:01:00)", null);
        Definition later = schedule("cron(1 3 * * ? *)", null).requireDefinition();
        Instant changed = CREATED.plusSeconds(60);
        Stamp stamp = new Stamp(changed, 20, "u");

        Schedule unconverged = earlier.withDefinition(later, List.of(), stamp, changed);
        Schedule converged = earlier.converged("arn").withDefinition(later, List.of(), stamp, changed);
        Schedule tooEarly = earlier.withDefinition(later, List.of(), stamp, CREATED.plusSeconds(20));

        assertThat(due(unconverged, changed).startedSince()).contains(CREATED);
        assertThat(due(converged, changed).startedSince()).isEmpty();
        assertThat(due(tooEarly, CREATED.plusSeconds(20)).startedSince()).isEmpty();
    }

    @Test
    void nothing_was_started_for_a_converged_schedule_or_an_orphan() {
        Schedule schedule = schedule("cron(1 * * * ? *)", null);

        assertThat(due(schedule.converged("arn"), CREATED.plusSeconds(60)).startedSince())
                .isEmpty();
        assertThat(due(Schedule.tombstone(schedule.id(), CREATED), CREATED.plusSeconds(60))
                        .startedSince())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2, this,  CURRENT",
        "3, this,  CURRENT",
        "1, this,  OUTDATED",
        "2,     ,  CURRENT",
        "1,     ,  OUTDATED",
        "2, other, OTHER_INCARNATION",
        "1, other, OTHER_INCARNATION",
    })
    void an_entry_is_compared_by_version_and_incarnation(
            long entryVersion, @Nullable String incarnation, EntryMatch expected) {
        Schedule schedule =
                schedule("rate(1 hour)", null).paused(new Stamp(CREATED.plusSeconds(1), 70, "p"), Instant.MAX);
        assertThat(schedule.entryVersion()).isEqualTo(2);
        String ofEntry = "this".equals(incarnation) ? schedule.incarnation() : incarnation;

        assertThat(EntryMatch.of(schedule, entryVersion, ofEntry)).isEqualTo(expected);
    }

    /** The anchor has whole seconds, so it is before a resume in its second whichever of the two was first. */
    @ParameterizedTest
    @CsvSource({
        "resume-first,  400, 700, true",
        "resume-later,  400, 700, true",
        "resume-first,  700, 400, false",
        "resume-later,  700, 400, false",
    })
    void the_first_firing_of_a_rate_that_was_set_in_the_second_of_a_resume_is_left_out_only_if_the_pause_was_longer(
            String arrival, int resumedMillis, int setMillis, boolean isExecuted) {
        Schedule paused =
                schedule("cron(1 3 * * ? *)", null).paused(new Stamp(CREATED.plusSeconds(1), 70, "p"), Instant.MAX);
        Instant second = CREATED.plusSeconds(20);
        Stamp resume = new Stamp(second.plusMillis(resumedMillis), 70, "r");
        Stamp set = new Stamp(second.plusMillis(setMillis), 20, "u");
        Definition rate = schedule("rate(2 hours)", null).requireDefinition();
        Instant now = second.plusSeconds(1);

        Schedule schedule = arrival.equals("resume-first")
                ? paused.resumed(resume, now).withDefinition(rate, List.of(), set, now)
                : paused.withDefinition(rate, List.of(), set, now).resumed(resume, now);

        assertThat(schedule.anchor()).isEqualTo(second);
        assertThat(schedule.phase().isAnchorHeldBack()).isEqualTo(!isExecuted);
        assertThat(FiringPlan.of(schedule, Surroundings.NONE)
                        .desiredEntry(TARGET, now)
                        .orElseThrow()
                        .start())
                .isEqualTo(isExecuted ? second : second.plus(Duration.ofHours(2)));
    }
}
