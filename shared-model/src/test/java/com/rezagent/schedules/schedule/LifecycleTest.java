package com.rezagent.schedules.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.command.ScheduleAction;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.schedule.RegistersJson.Registers;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Reading records whose registers were written only or last by an earlier release. */
class LifecycleTest {
    private static final Instant T0 = Instant.parse("2025-11-06T20:00:00Z");
    private static final Stamp CREATION = stamp(0, ScheduleAction.CREATE);

    private static Stamp stamp(long second, ScheduleAction action) {
        return new Stamp(T0.plusSeconds(second), action.rank(), "command " + second);
    }

    private static Lifecycle legacy(State state, Stamp stateStamp) {
        return Lifecycle.stored(null, state, stateStamp, CREATION);
    }

    @Test
    void legacy_state_is_read_as_existence_and_running_with_its_stamp() {
        assertThat(legacy(State.ACTIVE, CREATION).state()).isEqualTo(State.ACTIVE);
        Lifecycle paused = legacy(State.PAUSED, stamp(5, ScheduleAction.PAUSE));
        assertThat(paused.state()).isEqualTo(State.PAUSED);
        assertThat(paused.runningStamp()).isEqualTo(stamp(5, ScheduleAction.PAUSE));
        Lifecycle deleted = legacy(State.DELETED, stamp(5, ScheduleAction.DELETE));
        assertThat(deleted.exists()).isFalse();
        assertThat(deleted.created()).isEqualTo(CREATION);
        assertThat(legacy(State.DELETED, Stamp.ZERO)).isEqualTo(Lifecycle.NEVER_CREATED);
    }

    @Test
    void legacy_ranks_are_converted_and_keep_their_order() {
        ScheduleAction[] legacyRanks = {
            ScheduleAction.CREATE,
            ScheduleAction.UPDATE,
            ScheduleAction.RESUME,
            ScheduleAction.PAUSE,
            ScheduleAction.DELETE
        };
        for (int rank = 0; rank < legacyRanks.length; rank++) {
            assertThat(Stamp.stored(T0, rank, "c").rank()).isEqualTo(legacyRanks[rank].rank());
        }
        assertThat(Stamp.stored(T0, ScheduleAction.PAUSE.rank(), "c").rank()).isEqualTo(ScheduleAction.PAUSE.rank());
        assertThat(Stamp.stored(Instant.EPOCH, 0, "")).isEqualTo(Stamp.ZERO);
    }

    @Test
    void state_written_later_by_an_earlier_release_is_applied() {
        Lifecycle current = Lifecycle.NEVER_CREATED
                .withNewIncarnation(CREATION, Running.RUNNING, ResourceName.DEFAULT_GROUP)
                .resumed(stamp(3, ScheduleAction.RESUME), T0.plusSeconds(3), T0);

        assertThat(Lifecycle.stored(current, State.ACTIVE, current.latest(), CREATION))
                .isEqualTo(current);
        assertThat(applied(current, State.PAUSED, stamp(9, ScheduleAction.PAUSE)))
                .isEqualTo(State.PAUSED);
        assertThat(applied(current, State.DELETED, stamp(9, ScheduleAction.DELETE)))
                .isEqualTo(State.DELETED);
        Lifecycle paused =
                current.paused(new Pause(T0.plusSeconds(4), null, null, null), stamp(4, ScheduleAction.PAUSE), T0);
        assertThat(applied(paused, State.ACTIVE, stamp(9, ScheduleAction.RESUME)))
                .isEqualTo(State.ACTIVE);
        assertThat(applied(paused, State.PAUSED, stamp(9, ScheduleAction.CREATE)))
                .isEqualTo(State.PAUSED);
        assertThat(applied(paused, State.ACTIVE, stamp(9, ScheduleAction.CREATE)))
                .as("created anew")
                .isEqualTo(State.ACTIVE);
        Lifecycle deleted = current.deleted(stamp(5, ScheduleAction.DELETE));
        assertThat(applied(deleted, State.ACTIVE, stamp(9, ScheduleAction.CREATE)))
                .isEqualTo(State.ACTIVE);
    }

    private static State applied(Lifecycle current, State state, Stamp stateStamp) {
        return Lifecycle.stored(current, state, stateStamp, CREATION).state();
    }

    @Test
    void a_repeated_create_does_not_move_the_start_of_a_pause_that_the_schedule_was_created_with() {
        Lifecycle created =
                Lifecycle.NEVER_CREATED.withNewIncarnation(CREATION, Running.PAUSED, ResourceName.DEFAULT_GROUP);

        Lifecycle repeated = created.created(stamp(60, ScheduleAction.CREATE));

        assertThat(repeated.pause(T0)).isEqualTo(created.pause(T0)).isEqualTo(new Pause(T0, null, null, null));
    }

    @Test
    void registers_round_trip_with_any_characters_in_a_command_id() {
        Stamp stamp = new Stamp(T0.plusNanos(1), ScheduleAction.PAUSE.rank(), "id with  blanks | and #, 'ß' 🏌 ");
        Schedule schedule = Schedules.schedule("written")
                .paused(stamp, Instant.MAX)
                .resumed(stamp(20_000_000, ScheduleAction.RESUME), Instant.MAX);

        Registers read = RegistersJson.read(
                Json.parse(Json.write(RegistersJson.write(schedule))),
                schedule.incarnation(),
                schedule.version(),
                schedule.state(),
                schedule.lifecycle().latest(),
                schedule.createdAt());

        assertThat(read.lifecycle()).isEqualTo(schedule.lifecycle());
        assertThat(read.entryVersion()).isEqualTo(schedule.entryVersion());
        assertThat(read.resumedAt()).isEqualTo(schedule.resumedAt());
        assertThat(read.dueSince()).isEqualTo(schedule.dueSince());
    }

    @Test
    void version_written_later_by_an_earlier_release_becomes_the_entry_version() {
        Schedule schedule = Schedules.schedule("canary");
        var json = RegistersJson.write(schedule);
        Stamp latest = schedule.lifecycle().latest();

        Registers edited = RegistersJson.read(
                json, schedule.incarnation(), schedule.version() + 1, State.ACTIVE, latest, schedule.createdAt());
        assertThat(edited.entryVersion()).isEqualTo(schedule.version() + 1);

        Registers recreated =
                RegistersJson.read(json, "another", schedule.version() + 2, State.ACTIVE, latest, schedule.createdAt());
        assertThat(recreated.dueSince()).isNull();
        assertThat(recreated.entryVersion()).isEqualTo(schedule.version() + 2);
    }
}
