package com.rezagent.schedules.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.command.Action;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.RegistersJson.Registers;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a record means whose registers an earlier release wrote, wholly or last. */
class LifecycleTest {
    private static final Instant T0 = Instant.parse("2025-11-06T20:00:00Z");
    private static final Stamp CREATION = stamp(0, Action.CREATE);

    private static Stamp stamp(long second, Action action) {
        return new Stamp(T0.plusSeconds(second), action.rank(), "command " + second);
    }

    private static Lifecycle former(State state, Stamp stateStamp) {
        return Lifecycle.stored(null, state, stateStamp, CREATION);
    }

    @Test
    void a_former_state_is_existence_and_running_with_its_stamp() {
        assertThat(former(State.ACTIVE, CREATION).state()).isEqualTo(State.ACTIVE);
        Lifecycle paused = former(State.PAUSED, stamp(5, Action.PAUSE));
        assertThat(paused.state()).isEqualTo(State.PAUSED);
        assertThat(paused.valueStamp()).isEqualTo(stamp(5, Action.PAUSE));
        Lifecycle deleted = former(State.DELETED, stamp(5, Action.DELETE));
        assertThat(deleted.exists()).isFalse();
        assertThat(deleted.created()).isEqualTo(CREATION);
        assertThat(former(State.DELETED, Stamp.ZERO)).isEqualTo(Lifecycle.NEVER);
    }

    @Test
    void former_ranks_are_translated_and_keep_their_order() {
        Action[] former = {Action.CREATE, Action.UPDATE, Action.RESUME, Action.PAUSE, Action.DELETE};
        for (int rank = 0; rank < former.length; rank++) {
            assertThat(Stamp.stored(T0, rank, "c").rank()).isEqualTo(former[rank].rank());
        }
        assertThat(Stamp.stored(T0, Action.PAUSE.rank(), "c").rank()).isEqualTo(Action.PAUSE.rank());
        assertThat(Stamp.stored(Instant.EPOCH, 0, "")).isEqualTo(Stamp.ZERO);
    }

    @Test
    void a_state_that_an_earlier_release_has_written_since_is_taken_over() {
        Lifecycle ours =
                Lifecycle.NEVER.begun(CREATION, Running.RUNNING).written(Running.RUNNING, stamp(3, Action.RESUME));

        assertThat(Lifecycle.stored(ours, State.ACTIVE, ours.latest(), CREATION))
                .isEqualTo(ours);
        assertThat(taken(ours, State.PAUSED, stamp(9, Action.PAUSE))).isEqualTo(State.PAUSED);
        assertThat(taken(ours, State.DELETED, stamp(9, Action.DELETE))).isEqualTo(State.DELETED);
        Lifecycle paused = ours.written(Running.PAUSED, stamp(4, Action.PAUSE));
        assertThat(taken(paused, State.ACTIVE, stamp(9, Action.RESUME))).isEqualTo(State.ACTIVE);
        assertThat(taken(paused, State.PAUSED, stamp(9, Action.CREATE))).isEqualTo(State.PAUSED);
        assertThat(taken(paused, State.ACTIVE, stamp(9, Action.CREATE)))
                .as("created anew")
                .isEqualTo(State.ACTIVE);
        Lifecycle deleted = ours.deleted(stamp(5, Action.DELETE));
        assertThat(taken(deleted, State.ACTIVE, stamp(9, Action.CREATE))).isEqualTo(State.ACTIVE);
    }

    private static State taken(Lifecycle ours, State state, Stamp stateStamp) {
        return Lifecycle.stored(ours, state, stateStamp, CREATION).state();
    }

    @Test
    void what_is_written_reads_back_whatever_a_command_id_holds() {
        Stamp odd = new Stamp(T0.plusNanos(1), Action.PAUSE.rank(), "id with  blanks | and #, 'ß' 🏌 ");
        Schedule schedule = Schedules.schedule("written")
                .paused(odd, Instant.MAX)
                .resumed(stamp(20_000_000, Action.RESUME), Instant.MAX);

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
    void a_version_that_an_earlier_release_has_written_since_is_what_the_engine_must_hold() {
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
