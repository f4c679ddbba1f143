package com.rezagent.schedules.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.plan.EntryMatch;
import com.rezagent.schedules.plan.FiringPlan;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.CommandOutcome.Result;
import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.DefinitionDefaults;
import com.rezagent.schedules.schedule.RetryPolicy;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleDocument;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.schedule.State;
import com.rezagent.schedules.schedule.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pauses that end by themselves, and groups, as the decider sees them. Times are seconds after the start. */
class PauseAndMoveTest extends DecidedSchedule {
    private static final String HOURLY = "rate(1 hour)";

    PauseAndMoveTest() {
        super(Instant.parse("2026-01-05T12:00:00Z"));
    }

    @Test
    void pause_with_an_end_leaves_the_state_and_the_engine_entry_as_they_are() {
        send(create(0, HOURLY));
        record = Optional.of(schedule().converged("arn"));

        assertThat(send(pause(10, 100, "why")).result()).isEqualTo(Result.APPLIED);

        assertThat(schedule().state()).isEqualTo(State.ACTIVE);
        assertThat(schedule().version()).isEqualTo(2);
        assertThat(schedule().entryVersion()).isEqualTo(1);
        assertThat(schedule().isConverged()).isTrue();
        assertThat(schedule().pause()).isEqualTo(new Pause(at(10), at(100), "why", "tester"));
        assertThat(schedule().status(at(9))).isEqualTo(Status.ACTIVE);
        assertThat(schedule().status(at(10))).isEqualTo(Status.PAUSED);
        assertThat(schedule().status(at(99))).isEqualTo(Status.PAUSED);
        assertThat(schedule().status(at(100))).isEqualTo(Status.ACTIVE);
    }

    @Test
    void repeated_pause_is_unchanged_and_another_end_or_reason_is_a_change() {
        send(create(0, HOURLY));
        send(pause(10, 100, "why"));

        assertThat(send(pause(20, 100, "why")).result()).isEqualTo(Result.UNCHANGED);
        assertThat(schedule().pause()).isEqualTo(new Pause(at(10), at(100), "why", "tester"));
        assertThat(send(pause(30, 200, "why")).result()).isEqualTo(Result.APPLIED);
        assertThat(schedule().pause()).isEqualTo(new Pause(at(10), at(200), "why", "tester"));
        assertThat(send(pause(40, 200, "because")).result()).isEqualTo(Result.APPLIED);
    }

    @Test
    void pause_without_an_end_replaces_one_with_an_end_and_the_other_way_round() {
        send(create(0, HOURLY));
        send(pause(10, 100, null));
        send(pause(20, (Instant) null, null));
        assertThat(schedule().state()).isEqualTo(State.PAUSED);
        assertThat(schedule().entryVersion()).isEqualTo(3);

        send(pause(30, 100, null));

        assertThat(schedule().state()).isEqualTo(State.ACTIVE);
        assertThat(schedule().entryVersion()).isEqualTo(4);
        assertThat(schedule().pause()).isEqualTo(new Pause(at(10), at(100), null, "tester"));
    }

    @Test
    void early_resume_keeps_the_past_part_so_that_late_firings_stay_held_back() {
        send(create(0, HOURLY));
        send(pause(10, 100, null));

        assertThat(send(resume(50)).result()).isEqualTo(Result.APPLIED);

        assertThat(schedule().pause()).isEqualTo(new Pause(at(10), at(50), null, "tester"));
        assertThat(schedule().status(at(50))).isEqualTo(Status.PENDING);
        assertThat(send(resume(60)).result()).isEqualTo(Result.UNCHANGED);
        assertThat(send(resume(200)).result()).isEqualTo(Result.UNCHANGED);
    }

    @Test
    void pause_issued_before_the_latest_resume_or_delete_changes_nothing() {
        send(create(0, HOURLY));
        send(resume(20));
        assertThat(send(pause(10, 100, null)).result()).isEqualTo(Result.STALE);
        assertThat(schedule().pause()).isNull();
        send(delete(30));
        send(create(40, HOURLY));
        assertThat(send(pause(25, 100, null)).result()).isEqualTo(Result.STALE);
    }

    @Test
    void pause_issued_after_a_delete_counts_in_the_life_that_a_late_create_begins() {
        send(create(0, HOURLY));
        send(pause(10, 500, null));
        send(delete(20));
        send(create(30, HOURLY));
        assertThat(schedule().pause()).isNull();
        assertThat(schedule().status(at(40))).isEqualTo(Status.PENDING);
    }

    @ParameterizedTest
    @CsvSource({"50, 50", "50, 49", "0, 316000000"})
    void end_that_is_not_in_the_next_ten_years_is_refused(long issued, long until) {
        send(create(0, HOURLY));
        Schedule before = schedule();

        assertThat(refusal(send(pause(issued, until, null)))).isEqualTo(ErrorCode.INVALID_UNTIL);

        assertThat(schedule().version()).isEqualTo(before.version());
        assertThat(schedule().lifecycle()).isEqualTo(before.lifecycle());
    }

    @Test
    void pause_that_arrives_after_its_end_still_applies() {
        send(create(0, HOURLY));

        CommandOutcome outcome = sendAt(1_000, pause(10, 100, null));

        assertThat(outcome.result()).isEqualTo(Result.APPLIED);
        assertThat(schedule().status(at(1_000))).isEqualTo(Status.PENDING);
        assertThat(schedule().pause()).isEqualTo(new Pause(at(10), at(100), null, "tester"));
    }

    @Test
    void stored_schedule_is_listed_as_paused_until_it_is_found_over() {
        send(create(0, HOURLY));
        send(pause(10, 100, null));
        assertThat(ScheduleDocument.listedStatus(schedule())).isEqualTo(Status.PAUSED);
        assertThat(schedule().relisted(at(99))).isSameAs(schedule());

        record = Optional.of(schedule().relisted(at(100)));

        assertThat(ScheduleDocument.listedStatus(schedule())).isEqualTo(Status.PENDING);
        assertThat(schedule().version()).isEqualTo(2);
        assertThat(schedule().pause()).isNotNull();
        assertThat(ScheduleDocument.read(ScheduleDocument.write(schedule()))).isEqualTo(schedule());
        send(pause(200, 300, null));
        assertThat(ScheduleDocument.listedStatus(schedule())).isEqualTo(Status.PAUSED);
    }

    @Test
    void move_changes_the_group_and_nothing_else() {
        send(create(0, HOURLY));
        record = Optional.of(schedule().converged("arn"));

        assertThat(send(move(10, "billing")).result()).isEqualTo(Result.APPLIED);

        assertThat(schedule().group()).isEqualTo(BILLING);
        assertThat(schedule().version()).isEqualTo(2);
        assertThat(schedule().entryVersion()).isEqualTo(1);
        assertThat(schedule().isConverged()).isTrue();
        assertThat(send(move(11, "billing")).result()).isEqualTo(Result.UNCHANGED);
        assertThat(send(move(5, "default")).result()).isEqualTo(Result.STALE);
        assertThat(ScheduleDocument.read(ScheduleDocument.write(schedule()))).isEqualTo(schedule());
    }

    @Test
    void move_of_a_schedule_that_the_engine_refused_tries_again_and_catches_up_on_nothing() {
        send(create(0, HOURLY));
        record = Optional.of(schedule().withEngineRefusal("code", "message", at(1)));

        assertThat(send(move(10_000, "billing")).result()).isEqualTo(Result.APPLIED);

        assertThat(schedule().status(at(10_000))).isEqualTo(Status.PENDING);
        assertThat(schedule().dueSince()).isEqualTo(at(10_000));
    }

    @Test
    void move_to_an_unknown_group_is_refused_or_waits_if_the_group_may_arrive_later() {
        send(create(0, HOURLY));
        assertThat(refusal(send(move(10, "unknown")))).isEqualTo(ErrorCode.INVALID_GROUP);
        origin = Command.Origin.PUBLISHER;

        assertThat(decideAt(10, move(10, "unknown"))).isInstanceOf(Decision.Defer.class);
        assertThat(decideAt(131, move(10, "unknown"))).isInstanceOf(Decision.Replace.class);
    }

    @Test
    void create_places_the_schedule_and_a_repeated_one_must_name_the_same_group() {
        send(create(0, HOURLY, ",\"group\":\"billing\""));
        assertThat(schedule().group()).isEqualTo(BILLING);
        send(move(10, "default"));

        assertThat(send(create(20, HOURLY, ",\"group\":\"billing\"")).result()).isEqualTo(Result.UNCHANGED);
        assertThat(schedule().group()).isEqualTo(ResourceName.DEFAULT_GROUP);
        assertThat(refusal(send(create(30, HOURLY)))).isEqualTo(ErrorCode.SCHEDULE_NAME_CONFLICT);
        assertThat(refusal(send(create(40, HOURLY, ",\"group\":\"unknown\"")))).isEqualTo(ErrorCode.INVALID_GROUP);
    }

    @Test
    void repeated_create_is_unchanged_even_after_its_group_is_gone() {
        send(create(0, HOURLY, ",\"group\":\"billing\""));
        send(move(10, "default"));
        groups.remove(BILLING);

        assertThat(send(create(20, HOURLY, ",\"group\":\"billing\"")).result()).isEqualTo(Result.UNCHANGED);
        send(delete(30));
        assertThat(refusal(send(create(40, HOURLY, ",\"group\":\"billing\"")))).isEqualTo(ErrorCode.INVALID_GROUP);
    }

    @Test
    void move_counts_only_in_the_life_it_was_issued_for() {
        send(create(0, HOURLY));
        send(move(10, "billing"));
        send(delete(20));
        send(create(30, HOURLY));
        assertThat(schedule().group()).isEqualTo(ResourceName.DEFAULT_GROUP);
        assertThat(send(move(15, "billing")).result()).isEqualTo(Result.STALE);
    }

    @Test
    void create_copies_the_defaults_of_its_group_and_is_repeated_even_after_they_changed() {
        groups.put(
                BILLING, new DefinitionDefaults(ZoneId.of("Europe/Berlin"), new RetryPolicy(3, Duration.ofHours(1))));
        send(create(0, HOURLY, ",\"group\":\"billing\""));
        assertThat(schedule().requireDefinition().timing().timezone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(schedule().requireDefinition().retryPolicy()).isEqualTo(new RetryPolicy(3, Duration.ofHours(1)));
        groups.put(BILLING, DefinitionDefaults.NONE);

        assertThat(send(create(10, HOURLY, ",\"group\":\"billing\"")).result()).isEqualTo(Result.UNCHANGED);
        assertThat(schedule().requireDefinition().timing().timezone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        send(update(20, "rate(2 hours)"));
        assertThat(schedule().requireDefinition().timing().timezone()).isEqualTo(ZoneId.of("UTC"));
        assertThat(refusal(send(create(30, HOURLY, ",\"group\":\"billing\""))))
                .isEqualTo(ErrorCode.SCHEDULE_NAME_CONFLICT);
    }

    @Test
    void own_values_take_precedence_over_the_groups_defaults() {
        groups.put(
                BILLING, new DefinitionDefaults(ZoneId.of("Europe/Berlin"), new RetryPolicy(3, Duration.ofHours(1))));
        send(create(
                0,
                HOURLY,
                ",\"group\":\"billing\",\"timezone\":\"Asia/Tokyo\",\"retry_policy\":{\"maximum_retry_attempts\":1}"));
        assertThat(schedule().requireDefinition().timing().timezone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
        assertThat(schedule().requireDefinition().retryPolicy()).isEqualTo(new RetryPolicy(1, Duration.ofHours(1)));
    }

    @Test
    void replacement_that_names_another_group_is_refused_with_the_route() {
        send(create(0, HOURLY));
        CommandOutcome outcome =
                send(new ScheduleCommand.Update(context(1), ID, body("rate(2 hours)", ",\"group\":\"billing\""), null));
        assertThat(refusal(outcome)).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(outcome.refusal().details()).anyMatch(it -> it.contains("/move"));
        assertThat(send(new ScheduleCommand.Update(
                                context(2), ID, body("rate(2 hours)", ",\"group\":\"default\""), null))
                        .result())
                .isEqualTo(Result.APPLIED);
    }

    @Test
    void pause_of_a_create_starts_at_the_creation_although_the_create_is_repeated() {
        send(create(0, HOURLY, ",\"status\":\"paused\""));

        assertThat(send(create(50, HOURLY, ",\"status\":\"paused\"")).result()).isEqualTo(Result.UNCHANGED);

        assertThat(schedule().pause()).isEqualTo(new Pause(at(0), null, null, null));
        ScheduleSummary listed = ScheduleDocument.readSummary(ScheduleDocument.write(schedule()));
        assertThat(listed.pause()).isEqualTo(schedule().pause());
    }

    @Test
    void later_pause_still_holds_back_late_firings_of_one_that_is_over() {
        send(create(0, HOURLY));
        send(pause(10, 20, "old"));
        send(pause(30, (Instant) null, "new"));
        send(resume(40));

        Schedule stored = ScheduleDocument.read(ScheduleDocument.write(schedule()));
        FiringPlan plan = FiringPlan.of(stored, Surroundings.NONE);
        assertThat(plan.verdict(at(15), at(60), EntryMatch.CURRENT).runs()).isFalse();
        assertThat(plan.verdict(at(20), at(60), EntryMatch.CURRENT).runs()).isTrue();
        assertThat(stored.status(at(60))).isEqualTo(Status.PENDING);
    }

    private ScheduleCommand pause(long second, long until, @Nullable String reason) {
        return pause(second, at(until), reason);
    }

    private ScheduleCommand pause(long second, @Nullable Instant until, @Nullable String reason) {
        return new ScheduleCommand.Pause(context(second).withReason(reason), ID, until);
    }

    private ScheduleCommand move(long second, String group) {
        return new ScheduleCommand.Move(context(second), ID, new ResourceName(group));
    }
}
