package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.command.ScheduleAction.CREATE;
import static com.rezagent.schedules.command.ScheduleAction.DELETE;
import static com.rezagent.schedules.command.ScheduleAction.PAUSE;
import static com.rezagent.schedules.command.ScheduleAction.TRIGGER;
import static com.rezagent.schedules.command.ScheduleAction.UPDATE;
import static com.rezagent.schedules.simulation.Steps.HOURLY;
import static com.rezagent.schedules.simulation.Steps.NAME;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.command.ScheduleAction;
import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.testing.SnsEvents;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests refused and deferred commands: a refusal changes nothing and is notified; a transient failure is retried. */
class RefusedCommandTest {
    private static final DefinitionSpec INVALID = DefinitionSpec.of("cron(0 25 * * ? *)", "a");

    private final SimulatedWorld world = new SimulatedWorld();

    private void send(String id, ScheduleAction action, @Nullable DefinitionSpec def) {
        world.send(CommandSpec.of(id, action, NAME, world.now(), def));
    }

    private Schedule record() {
        return world.record(NAME).orElseThrow();
    }

    @Test
    void an_invalid_update_changes_nothing_and_is_notified_with_the_reason() {
        send("c1", CREATE, HOURLY);
        ObservedState before = ObservedState.of(record());
        Optional<Engine.ExistingEntry> entry = world.entry(NAME);

        send("u1", UPDATE, INVALID);

        assertThat(ObservedState.of(record())).isEqualTo(before);
        assertThat(record().status()).isEqualTo(Status.ACTIVE);
        assertThat(world.entry(NAME)).isEqualTo(entry);
        assertThat(record().outcomeOf("u1").orElseThrow().refusal().code())
                .isEqualTo(ErrorCode.INVALID_SCHEDULE_EXPRESSION);
        assertThat(world.notices()).singleElement().satisfies(it -> {
            assertThat(it.action()).isEqualTo("schedule_command_refused");
            assertThat(it.message()).contains("hour: 25 is not in 0-23");
            assertThat(it.payload().path("code").asText()).isEqualTo("invalid_schedule_expression");
            assertThat(it.payload().path("command_id").asText()).isEqualTo("u1");
            assertThat(it.payload().path("command_action").asText()).isEqualTo("update");
        });
    }

    @Test
    void a_notice_has_the_envelope_of_a_notification() {
        send("c1", CREATE, INVALID);

        TopicMessage message =
                world.topics.messages(world.stage.notifications()).get(0);

        assertThat(message.attributes())
                .containsEntry("message_type", "notify")
                .containsEntry("stage", "local")
                .containsEntry("status", "created")
                .containsEntry("schedule_id", CommandSpec.idOf(NAME).value());
        assertThat(message.body())
                .contains("\"version\":\"1.0\"", "\"message_type\":\"notify\"", "\"schedule_name\":\"" + NAME + "\"");
        assertThat(world.record(NAME)).as("nothing was created").isEmpty();
    }

    @Test
    void a_redelivered_refusal_is_notified_with_the_same_id() {
        send("c1", CREATE, HOURLY);
        String event = world.event(CommandSpec.of("u1", UPDATE, NAME, world.now(), INVALID));
        world.deliver(event);
        world.deliver(event);

        assertThat(world.notices()).extracting(Notice::id).hasSize(2);
        assertThat(world.notices().stream().map(Notice::id).distinct()).hasSize(1);
        assertThat(record().outcomes()).hasSize(2);
    }

    @Test
    void a_create_with_a_name_in_use_is_refused_and_the_schedule_is_unchanged() {
        send("c1", CREATE, HOURLY);

        world.send(CommandSpec.of("c2", CREATE, NAME, world.now(), HOURLY.withMark("b"))
                .fromApi());

        assertThat(DefinitionSpec.of(record().definition())).isEqualTo(HOURLY);
        assertThat(world.notices())
                .extracting(it -> it.payload().path("code").asText())
                .containsExactly("schedule_name_conflict");
    }

    @Test
    void a_schedule_that_the_engine_refuses_is_failed_and_notified_with_the_reason() {
        world.setEngineRefuses(true);

        send("c1", CREATE, HOURLY);

        assertThat(record().status()).isEqualTo(Status.FAILED);
        assertThat(record().statusReason())
                .hasValueSatisfying(it -> assertThat(it).contains(SimulatedWorld.REFUSAL_DETAIL));
        assertThat(record().outcomeOf("c1").orElseThrow().result()).isEqualTo(CommandOutcome.Result.APPLIED);
        assertThat(world.lambda.deadLetters).as("not retried").isEmpty();
        assertThat(world.lambda.failures).isEmpty();
        assertThat(world.notices()).singleElement().satisfies(it -> {
            assertThat(it.action()).isEqualTo("schedule_failed");
            assertThat(it.message())
                    .startsWith("EventBridge refused the schedule: ")
                    .contains(SimulatedWorld.REFUSAL_DETAIL);
        });
    }

    @Test
    void an_update_that_the_engine_refuses_removes_the_old_entry() {
        send("c1", CREATE, HOURLY);
        world.setEngineRefuses(true);

        send("u1", UPDATE, DefinitionSpec.of("rate(2 hours)", "b"));

        assertThat(record().status()).isEqualTo(Status.FAILED);
        assertThat(world.entry(NAME)).isEmpty();
    }

    @Test
    void an_update_that_does_not_affect_the_entry_makes_no_engine_call() {
        send("c1", CREATE, HOURLY);
        world.setEngineRefuses(true);

        send("u1", UPDATE, HOURLY.withMark("b"));

        assertThat(record().status()).isEqualTo(Status.ACTIVE);
        assertThat(record().isConverged()).isTrue();
        assertThat(record().entryVersion()).isEqualTo(1);
    }

    @Test
    void throttling_is_retried_and_the_retry_succeeds() {
        world.faultPlan.arm(Map.of(4, Fault.THROTTLED));

        send("c1", CREATE, HOURLY);

        assertThat(world.lambda.failures).singleElement().asString().contains("throttled");
        assertThat(record().status()).isEqualTo(Status.PENDING);
        world.runUntilIdle();
        assertThat(record().status()).isEqualTo(Status.ACTIVE);
        assertThat(world.notices()).isEmpty();
    }

    @Test
    void a_publishers_command_waits_up_to_two_minutes_for_its_create() {
        send("p1", PAUSE, null);
        world.advance(Duration.ofSeconds(30));
        assertThat(world.notices()).isEmpty();

        world.send(CommandSpec.of("c1", CREATE, NAME, SimulatedWorld.START.minusSeconds(1), HOURLY));
        world.runUntilIdle();

        assertThat(record().status()).isEqualTo(Status.PAUSED);
        assertThat(world.notices()).isEmpty();
    }

    @Test
    void a_command_whose_create_never_arrives_is_refused_and_notified() {
        send("p1", PAUSE, null);
        world.runUntilIdle();

        assertThat(world.notices())
                .extracting(it -> it.payload().path("code").asText())
                .containsExactly("schedule_not_found");
        assertThat(world.lambda.deadLetters).isEmpty();
    }

    @Test
    void an_unreadable_message_becomes_a_dead_letter_and_is_notified_without_retries() {
        String event = SnsEvents.event(
                world.stage.scheduleCreation(), "m1", new TopicMessage("no json", Map.of()), world.now());

        world.deliver(event);

        assertThat(world.lambda.deadLetters).containsExactly(event);
        assertThat(world.lambda.failures).isEmpty();
        assertThat(world.notices()).singleElement().satisfies(it -> {
            assertThat(it.action()).isEqualTo("schedule_command_refused");
            assertThat(it.payload().path("code").asText()).isEqualTo("unreadable_command");
        });
    }

    @Test
    void an_event_of_unknown_type_is_retried_and_then_becomes_a_dead_letter() {
        world.deliver("{\"detail-type\":\"Scheduled Event\"}");
        world.runUntilIdle();

        assertThat(world.lambda.failures).hasSize(3);
        assertThat(world.lambda.deadLetters).hasSize(1);
    }

    @Test
    void a_trigger_of_a_deleted_schedule_is_refused_and_publishes_nothing() {
        send("c1", CREATE, HOURLY);
        world.advance(Duration.ofMinutes(1));
        send("d1", DELETE, null);
        int published = world.published().size();
        world.send(CommandSpec.of("t1", TRIGGER, NAME, world.now(), null).fromApi());
        world.runUntilIdle();

        assertThat(world.published()).hasSize(published);
        assertThat(world.notices())
                .extracting(it -> it.payload().path("code").asText())
                .containsExactly("schedule_deleted");
    }
}
