package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.command.ScheduleAction.CREATE;
import static com.rezagent.schedules.command.ScheduleAction.DELETE;
import static com.rezagent.schedules.command.ScheduleAction.PAUSE;
import static com.rezagent.schedules.command.ScheduleAction.RESUME;
import static com.rezagent.schedules.command.ScheduleAction.UPDATE;
import static com.rezagent.schedules.simulation.Steps.HOURLY;
import static com.rezagent.schedules.simulation.Steps.NAME;
import static com.rezagent.schedules.simulation.Steps.YEARLY;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.command.ScheduleAction;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.Status;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests dead letters that are redriven weeks later: they never undo a command that was issued in the meantime. */
class LateRedriveTest {
    private static final Duration THREE_WEEKS = Duration.ofDays(21);

    private final SimulatedWorld world = new SimulatedWorld();

    private void send(String id, ScheduleAction action, @Nullable DefinitionSpec def) {
        world.send(CommandSpec.of(id, action, NAME, world.now(), def));
        world.advance(Duration.ofSeconds(1));
    }

    /** Sends a command while the store is unavailable, so that it becomes a dead letter. */
    private void deadLetter(String id, ScheduleAction action, @Nullable DefinitionSpec def) {
        world.faultPlan.startOutage(SimulatedCall.Port.STORE);
        send(id, action, def);
        world.runUntilIdle();
        world.faultPlan.disarm();
        assertThat(world.lambda.deadLetters).hasSize(1);
    }

    private void redriveThreeWeeksLate() {
        world.advance(THREE_WEEKS);
        assertThat(world.lambda.redrive()).isEqualTo(1);
        world.runUntilIdle();
        assertThat(world.lambda.deadLetters).isEmpty();
    }

    private Schedule record() {
        return world.record(NAME).orElseThrow();
    }

    private void assertStillDeleted() {
        assertThat(record().status()).isEqualTo(Status.DELETED);
        assertThat(world.entry(NAME)).isEmpty();
        assertThat(Invariants.violations(world)).isEmpty();
    }

    @Test
    void a_create_does_not_restore_a_schedule_deleted_since() {
        deadLetter("c0", CREATE, HOURLY);
        send("c1", CREATE, HOURLY);
        send("d1", DELETE, null);
        int published = world.published().size();

        redriveThreeWeeksLate();

        assertStillDeleted();
        assertThat(record().outcomeOf("c0").orElseThrow().result()).isEqualTo(CommandOutcome.Result.STALE);
        assertThat(world.published()).hasSize(published);
    }

    @Test
    void an_update_does_not_restore_a_schedule_deleted_since() {
        send("c1", CREATE, YEARLY);
        deadLetter("u1", UPDATE, HOURLY);
        send("d1", DELETE, null);

        redriveThreeWeeksLate();

        assertStillDeleted();
    }

    @Test
    void a_resume_does_not_undo_a_later_pause() {
        send("c1", CREATE, YEARLY);
        send("p1", PAUSE, null);
        deadLetter("r1", RESUME, null);
        send("r2", RESUME, null);
        send("p2", PAUSE, null);

        redriveThreeWeeksLate();

        assertThat(record().status()).isEqualTo(Status.PAUSED);
        assertThat(Invariants.violations(world)).isEmpty();
    }

    @Test
    void a_delete_does_not_delete_a_schedule_created_since() {
        send("c1", CREATE, YEARLY);
        deadLetter("d1", DELETE, null);
        send("d2", DELETE, null);
        send("c2", CREATE, HOURLY);

        redriveThreeWeeksLate();

        assertThat(record().status()).isEqualTo(Status.ACTIVE);
        assertThat(DefinitionSpec.of(record().definition())).isEqualTo(HOURLY);
        assertThat(Invariants.violations(world)).isEmpty();
    }

    @Test
    void a_create_that_was_not_overtaken_is_applied() {
        deadLetter("c1", CREATE, YEARLY);

        redriveThreeWeeksLate();

        assertThat(record().status()).isEqualTo(Status.ACTIVE);
        assertThat(Invariants.violations(world)).isEmpty();
    }

    @Test
    void a_command_older_than_thirty_days_is_refused_and_notified() {
        deadLetter("c1", CREATE, YEARLY);
        world.advance(Duration.ofDays(31));
        world.lambda.redrive();
        world.runUntilIdle();

        assertThat(world.record(NAME)).isEmpty();
        assertThat(world.notices())
                .extracting(it -> it.payload().path("code").asText())
                .containsExactly("command_expired");
    }
}
