package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.command.ScheduleAction.CREATE;
import static com.rezagent.schedules.command.ScheduleAction.DELETE;
import static com.rezagent.schedules.command.ScheduleAction.PAUSE;
import static com.rezagent.schedules.command.ScheduleAction.RESUME;
import static com.rezagent.schedules.command.ScheduleAction.TRIGGER;
import static com.rezagent.schedules.command.ScheduleAction.UPDATE;
import static com.rezagent.schedules.simulation.Steps.HALF_HOURLY;
import static com.rezagent.schedules.simulation.Steps.HOURLY;
import static com.rezagent.schedules.simulation.Steps.NAME;
import static com.rezagent.schedules.simulation.Steps.ONCE;
import static com.rezagent.schedules.simulation.Steps.YEARLY;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.command.ScheduleAction;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests the execution of a single firing: published once, skipped with a reason, failed with a notice, or taken over. */
class ExecutionTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final SimulatedWorld world = new SimulatedWorld();

    private void send(String id, ScheduleAction action, @Nullable DefinitionSpec def) {
        world.send(CommandSpec.of(id, action, NAME, world.now(), def));
    }

    private Schedule record() {
        return world.record(NAME).orElseThrow();
    }

    /** Applies a command while the schedule's firing is in transit, delivers the firing and returns its execution. */
    private Execution executedAfter(
            DefinitionSpec def, String id, ScheduleAction action, @Nullable DefinitionSpec change) {
        send("c1", CREATE, def);
        world.holdFirings();
        world.advance(HOUR);
        send(id, action, change);
        world.deliverFirings();
        List<Execution> executions = world.executions(NAME);
        return executions.get(executions.size() - 1);
    }

    @Test
    void a_firing_is_published_counted_and_recorded() {
        send("c1", CREATE, ONCE);
        world.advance(HOUR);

        assertThat(world.executions(NAME)).singleElement().satisfies(it -> {
            assertThat(it.outcome()).isEqualTo(ExecutionOutcome.PUBLISHED);
            assertThat(it.attempts()).isEqualTo(1);
            assertThat(it.lateness()).contains(Duration.ZERO);
            assertThat(it.snsMessageId()).isNotBlank();
        });
        assertThat(world.counters(record()).executionCount()).isEqualTo(1);
        assertThat(world.counters(record()).lastTriggered()).isEqualTo(SimulatedWorld.START.plus(HOUR));
        assertThat(record().status()).isEqualTo(Status.COMPLETED);
        assertThat(record().expiresAt())
                .isEqualTo(SimulatedWorld.START.plus(HOUR).plus(Schedule.TIME_TO_LIVE));
        assertThat(world.entry(NAME)).isEmpty();
    }

    @Test
    void a_firing_delivered_three_times_is_published_once() {
        send("c1", CREATE, ONCE);
        world.advance(HOUR);
        world.deliver(world.firings.get(0).event());
        world.deliver(world.firings.get(0).event());

        assertThat(world.published()).hasSize(1);
        assertThat(world.executions(NAME)).hasSize(1);
        assertThat(world.counters(record()).executionCount()).isEqualTo(1);
    }

    @Test
    void an_execution_that_crashed_after_publishing_is_retried_with_the_same_message_id() {
        send("c1", CREATE, ONCE);
        world.advance(HOUR.minusSeconds(1));
        // The fifth call is the publication, after the reads of schedule, group and state and the claim.
        world.faultPlan.arm(Map.of(5, Fault.CRASH_AFTER));
        world.advance(Duration.ofSeconds(1));
        world.runUntilIdle();

        assertThat(world.published())
                .extracting(it -> Json.parse(it.body()).path("id").asText())
                .hasSize(2)
                .containsOnly(world.executions(NAME).get(0).key().messageId());
        assertThat(world.executions(NAME)).singleElement().satisfies(it -> {
            assertThat(it.attempts()).isEqualTo(2);
            assertThat(it.lateness()).contains(Duration.ofMinutes(1));
        });
        assertThat(world.counters(record()).executionCount()).isEqualTo(1);
    }

    @Test
    void a_firing_whose_claim_is_held_by_another_invocation_is_retried() {
        send("c1", CREATE, ONCE);
        world.advance(HOUR.minusSeconds(1));
        world.faultPlan.arm(Map.of(5, Fault.CRASH_BEFORE));
        world.advance(Duration.ofSeconds(1));
        world.faultPlan.disarm();

        world.deliver(world.firings.get(0).event());

        assertThat(world.published()).isEmpty();
        assertThat(world.lambda.failures.get(1)).contains("has claimed this execution until 2025-11-06T21:00:50Z");
        world.runUntilIdle();
        assertThat(world.published()).hasSize(1);
    }

    @Test
    void a_firing_in_transit_is_skipped_if_the_schedule_was_paused() {
        Execution skipped = executedAfter(ONCE, "p1", PAUSE, null);

        assertThat(skipped.outcome()).isEqualTo(ExecutionOutcome.SKIPPED);
        assertThat(skipped.reason()).isEqualTo("paused");
        assertThat(world.published()).isEmpty();
    }

    @Test
    void a_firing_in_transit_is_skipped_if_the_schedule_was_deleted() {
        Execution skipped = executedAfter(ONCE, "d1", DELETE, null);

        assertThat(skipped.outcome()).isEqualTo(ExecutionOutcome.SKIPPED);
        assertThat(skipped.reason()).isEqualTo("deleted");
        assertThat(record().status()).isEqualTo(Status.DELETED);
    }

    @Test
    void a_firing_in_transit_is_skipped_if_the_engine_refused_a_change() {
        send("c1", CREATE, ONCE);
        world.holdFirings();
        world.advance(HOUR);
        world.setEngineRefuses(true);
        send("u1", UPDATE, YEARLY);
        world.deliverFirings();

        assertThat(world.executions(NAME)).extracting(Execution::reason).containsExactly("failed");
    }

    @Test
    void a_firing_that_the_new_definition_does_not_have_is_skipped() {
        Execution skipped = executedAfter(HALF_HOURLY, "u1", UPDATE, YEARLY);

        assertThat(skipped.outcome()).isEqualTo(ExecutionOutcome.SKIPPED);
        assertThat(skipped.reason()).isEqualTo("outdated: the schedule has changed and no longer fires then");
    }

    @Test
    void a_firing_that_the_new_definition_still_has_is_published_with_its_payload() {
        Execution published = executedAfter(HALF_HOURLY, "u1", UPDATE, HALF_HOURLY.withMark("b"));

        assertThat(published.outcome()).isEqualTo(ExecutionOutcome.PUBLISHED);
        assertThat(world.published())
                .last()
                .satisfies(it -> assertThat(it.body()).contains("\"mark\":\"b\""));
    }

    @Test
    void a_firing_of_an_earlier_incarnation_is_skipped() {
        send("c1", CREATE, ONCE);
        world.holdFirings();
        world.advance(HOUR.plusMinutes(1));
        send("d1", DELETE, null);
        world.advance(Duration.ofMinutes(1));
        send("c2", CREATE, YEARLY);
        world.deliverFirings();

        assertThat(world.executions(NAME))
                .extracting(Execution::reason)
                .containsExactly("before_creation: scheduled before the schedule was created");
        assertThat(world.published()).isEmpty();
        assertThat(world.counters(record()).executionCount()).isZero();
    }

    @Test
    void a_completed_schedule_still_executes_a_firing_in_transit() {
        send("c1", CREATE, ONCE);
        world.holdFirings();
        world.advance(Duration.ofHours(30));
        world.reconcile();
        assertThat(record().status()).isEqualTo(Status.COMPLETED);

        world.deliverFirings();

        assertThat(world.executions(NAME)).extracting(Execution::outcome).containsExactly(ExecutionOutcome.PUBLISHED);
        assertThat(world.counters(record()).executionCount()).isEqualTo(1);
    }

    @Test
    void a_missing_topic_fails_the_execution_with_a_notice_and_keeps_the_schedule_active() {
        send("c1", CREATE, HALF_HOURLY);
        world.setWebActionsExists(false);
        world.advance(Duration.ofMinutes(30));

        assertThat(world.executions(NAME)).singleElement().satisfies(it -> {
            assertThat(it.outcome()).isEqualTo(ExecutionOutcome.FAILED);
            assertThat(it.reason()).contains("does not exist");
        });
        assertThat(world.notices()).singleElement().satisfies(it -> {
            assertThat(it.action()).isEqualTo("schedule_execution_failed");
            assertThat(it.message()).startsWith("An execution could not be published: ");
            assertThat(it.payload().path("execution_time").asText()).isEqualTo("2025-11-06T20:30:00Z");
        });
        assertThat(world.lambda.failures).as("no retry").isEmpty();
        assertThat(record().status()).isEqualTo(Status.ACTIVE);

        world.setWebActionsExists(true);
        world.deliver(world.firings.get(0).event());

        assertThat(world.executions(NAME)).extracting(Execution::outcome).containsExactly(ExecutionOutcome.PUBLISHED);
        assertThat(world.counters(record()).executionCount()).isEqualTo(1);
    }

    @Test
    void a_trigger_runs_a_paused_schedule_once_for_any_number_of_deliveries() {
        send("c1", CREATE, YEARLY);
        send("p1", PAUSE, null);
        String event = world.event(CommandSpec.of("t1", TRIGGER, NAME, world.now(), null));
        world.deliver(event);
        world.deliver(event);

        assertThat(world.executions(NAME)).singleElement().satisfies(it -> {
            assertThat(it.key().isManual()).isTrue();
            assertThat(it.outcome()).isEqualTo(ExecutionOutcome.PUBLISHED);
        });
        assertThat(world.published()).hasSize(1);
        assertThat(record().status()).isEqualTo(Status.PAUSED);
        assertThat(record().version()).isEqualTo(2);
    }

    @Test
    void a_rate_keeps_its_phase_after_pause_update_repair_and_resume() {
        send("c1", CREATE, HOURLY);
        world.advance(Duration.ofMinutes(150));
        send("p1", PAUSE, null);
        world.advance(Duration.ofMinutes(17));
        send("u1", UPDATE, HOURLY.withMark("b"));
        world.engine.delete(CommandSpec.idOf(NAME));
        world.reconcile();
        world.advance(Duration.ofMinutes(21));
        send("r1", RESUME, null);
        world.engine.delete(CommandSpec.idOf(NAME));
        world.reconcile();
        world.advance(Duration.ofHours(2));

        Instant start = SimulatedWorld.START;
        assertThat(world.executions(NAME))
                .extracting(it -> it.key().scheduledTime())
                .containsExactly(
                        start,
                        start.plus(HOUR),
                        start.plus(HOUR.multipliedBy(2)),
                        start.plus(HOUR.multipliedBy(4)),
                        start.plus(HOUR.multipliedBy(5)));
    }

    @Test
    void a_notification_without_a_message_contains_its_description_or_else_its_name() {
        world.topics.receive(
                world.stage.scheduleCreation(), notification("described", "\"description\":\"Tea time\","));
        world.topics.receive(world.stage.scheduleCreation(), notification("plain", ""));
        world.runDue();

        for (String name : List.of("described", "plain")) {
            world.send(CommandSpec.of("trigger " + name, TRIGGER, name, world.now(), null));
        }

        assertThat(world.notices()).extracting(Notice::message).containsExactly("Tea time", "plain");
    }

    private static TopicMessage notification(String name, String extraFields) {
        return new TopicMessage(
                "{\"action\":\"create\",\"schedule\":{\"name\":\"" + name + "\"," + extraFields
                        + "\"schedule_expression\":\"rate(7 days)\",\"start_date\":\"2026-01-01T00:00:00Z\","
                        + "\"target_type\":\"notification\",\"payload\":{\"n\":1}}}",
                Map.of());
    }
}
