package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.command.Action.CREATE;
import static com.rezagent.schedules.command.Action.DELETE;
import static com.rezagent.schedules.command.Action.PAUSE;
import static com.rezagent.schedules.command.Action.RESUME;
import static com.rezagent.schedules.command.Action.TRIGGER;
import static com.rezagent.schedules.command.Action.UPDATE;
import static com.rezagent.schedules.simulation.Scenario.HOURLY;
import static com.rezagent.schedules.simulation.Scenario.HALF_HOURLY;
import static com.rezagent.schedules.simulation.Scenario.ONCE;
import static com.rezagent.schedules.simulation.Scenario.NAME;
import static com.rezagent.schedules.simulation.Scenario.YEARLY;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.command.Action;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.topic.TopicMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What one firing comes to: published once, skipped for a reason, failed and told, or taken over. */
class ExecutionTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final SimulatedWorld world = new SimulatedWorld();

    private void send(String id, Action action, @Nullable DefinitionSpec def) {
        world.send(CommandSpec.of(id, action, NAME, world.now(), def));
    }

    private Schedule record() {
        return world.record(NAME).orElseThrow();
    }

    /** What became of the one firing that is held on its way, once the command had been handled. */
    private Execution afterwards(DefinitionSpec def, String id, Action action, @Nullable DefinitionSpec change) {
        send("c1", CREATE, def);
        world.holdFirings();
        world.advance(HOUR);
        send(id, action, change);
        world.deliverFirings();
        List<Execution> executions = world.executions(NAME);
        return executions.get(executions.size() - 1);
    }

    @Test
    void a_firing_is_published_counted_and_remembered() {
        send("c1", CREATE, ONCE);
        world.advance(HOUR);

        assertThat(world.executions(NAME)).singleElement().satisfies(it -> {
            assertThat(it.outcome()).isEqualTo(ExecutionOutcome.PUBLISHED);
            assertThat(it.attempts()).isEqualTo(1);
            assertThat(it.lateness()).contains(Duration.ZERO);
            assertThat(it.snsMessageId()).isNotBlank();
        });
        assertThat(record().executionCount()).isEqualTo(1);
        assertThat(record().lastTriggered()).isEqualTo(SimulatedWorld.START.plus(HOUR));
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
        assertThat(record().executionCount()).isEqualTo(1);
    }

    @Test
    void who_died_after_publishing_is_taken_over_under_the_same_message_id() {
        send("c1", CREATE, ONCE);
        world.advance(HOUR.minusSeconds(1));
        // find, claim, publish
        world.faultPlan.arm(Map.of(3, Fault.CRASH_AFTER));
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
        assertThat(record().executionCount()).isEqualTo(1);
    }

    @Test
    void a_firing_that_comes_while_another_holds_its_claim_is_tried_again_later() {
        send("c1", CREATE, ONCE);
        world.advance(HOUR.minusSeconds(1));
        world.faultPlan.arm(Map.of(3, Fault.CRASH_BEFORE));
        world.advance(Duration.ofSeconds(1));
        world.faultPlan.disarm();

        world.deliver(world.firings.get(0).event());

        assertThat(world.published()).isEmpty();
        assertThat(world.lambda.failures().get(1)).contains("has claimed this execution until 2025-11-06T21:00:35Z");
        world.runUntilIdle();
        assertThat(world.published()).hasSize(1);
    }

    @Test
    void a_firing_on_its_way_when_the_schedule_was_paused_is_skipped() {
        Execution skipped = afterwards(ONCE, "p1", PAUSE, null);

        assertThat(skipped.outcome()).isEqualTo(ExecutionOutcome.SKIPPED);
        assertThat(skipped.reason()).isEqualTo("paused");
        assertThat(world.published()).isEmpty();
    }

    @Test
    void a_firing_on_its_way_when_the_schedule_was_deleted_is_skipped() {
        Execution skipped = afterwards(ONCE, "d1", DELETE, null);

        assertThat(skipped.outcome()).isEqualTo(ExecutionOutcome.SKIPPED);
        assertThat(skipped.reason()).isEqualTo("deleted");
        assertThat(record().status()).isEqualTo(Status.DELETED);
    }

    @Test
    void a_firing_on_its_way_when_the_engine_refused_a_change_is_skipped() {
        send("c1", CREATE, ONCE);
        world.holdFirings();
        world.advance(HOUR);
        world.setEngineRefuses(true);
        send("u1", UPDATE, YEARLY);
        world.deliverFirings();

        assertThat(world.executions(NAME)).extracting(Execution::reason).containsExactly("failed");
    }

    @Test
    void a_firing_that_the_changed_definition_does_not_have_is_skipped() {
        Execution skipped = afterwards(HALF_HOURLY, "u1", UPDATE, YEARLY);

        assertThat(skipped.outcome()).isEqualTo(ExecutionOutcome.SKIPPED);
        assertThat(skipped.reason()).isEqualTo("outdated: the schedule has changed and no longer fires then");
    }

    @Test
    void a_firing_that_the_changed_definition_still_has_is_published_with_the_new_payload() {
        Execution published = afterwards(HALF_HOURLY, "u1", UPDATE, HALF_HOURLY.withMark("b"));

        assertThat(published.outcome()).isEqualTo(ExecutionOutcome.PUBLISHED);
        assertThat(world.published())
                .last()
                .satisfies(it -> assertThat(it.body()).contains("\"mark\":\"b\""));
    }

    @Test
    void a_firing_of_an_earlier_schedule_of_that_name_is_skipped() {
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
        assertThat(record().executionCount()).isZero();
    }

    @Test
    void a_pending_or_completed_schedule_still_executes_what_is_on_its_way() {
        send("c1", CREATE, ONCE);
        world.holdFirings();
        world.advance(Duration.ofHours(30));
        world.reconcile();
        assertThat(record().status()).isEqualTo(Status.COMPLETED);

        world.deliverFirings();

        assertThat(world.executions(NAME)).extracting(Execution::outcome).containsExactly(ExecutionOutcome.PUBLISHED);
        assertThat(record().executionCount()).isEqualTo(1);
    }

    @Test
    void a_topic_that_refuses_fails_the_execution_tells_people_and_leaves_the_schedule_alone() {
        send("c1", CREATE, HALF_HOURLY);
        world.topics.setExists(world.stage.webActions(), false);
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
        assertThat(world.lambda.failures()).as("no retry mends it").isEmpty();
        assertThat(record().status()).isEqualTo(Status.ACTIVE);

        world.topics.setExists(world.stage.webActions(), true);
        world.deliver(world.firings.get(0).event());

        assertThat(world.executions(NAME)).extracting(Execution::outcome).containsExactly(ExecutionOutcome.PUBLISHED);
        assertThat(record().executionCount()).isEqualTo(1);
    }

    @Test
    void a_trigger_runs_a_paused_schedule_once_however_often_it_is_delivered() {
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
    void a_rate_keeps_its_phase_through_pause_edit_repair_and_resume() {
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
    void a_notification_without_a_message_says_its_description_or_else_its_name() {
        world.topics.publish(
                world.stage.scheduleCreation(), notification("described", "\"description\":\"Tea time\","));
        world.topics.publish(world.stage.scheduleCreation(), notification("plain", ""));
        world.runDue();

        for (String name : List.of("described", "plain")) {
            world.send(CommandSpec.of("trigger " + name, TRIGGER, name, world.now(), null));
        }

        assertThat(world.notices()).extracting(Notice::message).containsExactly("Tea time", "plain");
    }

    private static TopicMessage notification(String name, String more) {
        return new TopicMessage(
                "{\"action\":\"create\",\"schedule\":{\"name\":\"" + name + "\"," + more
                        + "\"schedule_expression\":\"rate(7 days)\",\"start_date\":\"2026-01-01T00:00:00Z\","
                        + "\"target_type\":\"notification\",\"payload\":{\"n\":1}}}",
                Map.of());
    }
}
