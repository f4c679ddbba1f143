package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.command.Action.CREATE;
import static com.rezagent.schedules.command.Action.DELETE;
import static com.rezagent.schedules.command.Action.PAUSE;
import static com.rezagent.schedules.command.Action.UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.command.Action;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.log.LogEvent;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.scheduler.SchedulerPorts;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a reconcile run finds, mends, reports and leaves alone. */
class ReconcileTest {
    private static final String DRY_RUN = "{\"action\":\"reconcile\",\"dry_run\":true}";
    private static final DefinitionSpec HOURLY = DefinitionSpec.of("cron(0 * * * ? *)", "a");

    private final SimulatedWorld world = new SimulatedWorld();

    private void send(String id, Action action, String name, @Nullable DefinitionSpec def) {
        world.send(CommandSpec.of(id, action, name, world.now(), def));
    }

    private JsonNode run(String event) {
        try {
            return Json.parse(world.lambda.invoke(world.handler(Hook.NONE), event));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<LogEvent> logged(String name) {
        return world.logged.stream().filter(it -> it.name().equals(name)).toList();
    }

    /** One of each kind: lost, orphaned (one foreign, one deleted that came back), diverged, half-created. */
    private void damage() {
        for (String name : List.of("sound", "lost", "diverged", "deleted", "half")) {
            send("create " + name, CREATE, name, HOURLY);
        }
        world.advance(Duration.ofMinutes(1));
        var entry = world.entry("deleted").orElseThrow().entry();
        send("delete", DELETE, "deleted", null);
        world.faultPlan.startOutage(SimulatedCall.Port.ENGINE);
        send("pause half", PAUSE, "half", null);
        world.runUntilIdle();
        world.faultPlan.disarm();
        world.lambda.deadLetters().clear();
        world.putEntry(entry);
        world.engine.delete(CommandSpec.idOf("lost"));
        world.editEntry("diverged", "rate(7 days)");
        world.editEntry("foreign", "rate(7 days)");
    }

    @Test
    void it_repairs_what_is_lost_orphaned_diverged_and_half_done_and_counts_each() {
        damage();

        JsonNode report = run(SimulatedWorld.RECONCILE);

        assertThat(report.path("lost").asInt()).isEqualTo(1);
        assertThat(report.path("orphaned").asInt()).isEqualTo(2);
        assertThat(report.path("diverged").asInt()).isEqualTo(1);
        assertThat(report.path("half_created").asInt()).isEqualTo(1);
        assertThat(report.path("repaired").asInt()).isEqualTo(5);
        assertThat(report.path("checked").asInt()).isEqualTo(6);
        assertThat(report.path("errors").asInt()).isZero();
        assertThat(report.path("dry_run").asBoolean()).isFalse();
        assertThat(Invariants.violations(world)).isEmpty();
        assertThat(run(SimulatedWorld.RECONCILE).path("repaired").asInt()).isZero();
    }

    @Test
    void each_repair_is_one_line_of_the_log_with_the_schedules_id_and_the_run_is_one_that_metrics_count() {
        damage();

        run(SimulatedWorld.RECONCILE);

        assertThat(logged("reconcile_repair"))
                .extracting(it -> it.text("schedule_id") + " " + it.text("finding"))
                .containsExactlyInAnyOrder(
                        CommandSpec.idOf("lost") + " lost",
                        CommandSpec.idOf("deleted") + " orphaned",
                        CommandSpec.idOf("foreign") + " orphaned",
                        CommandSpec.idOf("diverged") + " diverged",
                        CommandSpec.idOf("half") + " half_created");
        assertThat(logged("reconciled"))
                .singleElement()
                .satisfies(it -> assertThat(it.fields())
                        .containsEntry("checked", 6L)
                        .containsEntry("lost", 1L)
                        .containsEntry("orphaned", 2L)
                        .containsEntry("diverged", 1L)
                        .containsEntry("half_created", 1L));
    }

    @Test
    void a_dry_run_reports_the_same_and_touches_nothing() {
        damage();
        var entries = world.entries();
        Map<String, Optional<Schedule>> records = records();

        JsonNode report = run(DRY_RUN);

        assertThat(report.path("dry_run").asBoolean()).isTrue();
        assertThat(report.path("lost").asInt()).isEqualTo(1);
        assertThat(report.path("orphaned").asInt()).isEqualTo(2);
        assertThat(report.path("diverged").asInt()).isEqualTo(1);
        assertThat(report.path("half_created").asInt()).isEqualTo(1);
        assertThat(report.path("repaired").asInt()).isZero();
        assertThat(world.entries()).isEqualTo(entries);
        assertThat(records()).isEqualTo(records);
        assertThat(logged("reconcile_repair")).isEmpty();
        assertThat(logged("reconcile_finding")).hasSize(5);
    }

    private Map<String, Optional<Schedule>> records() {
        Map<String, Optional<Schedule>> records = new java.util.TreeMap<>();
        List.of("sound", "lost", "diverged", "deleted", "half", "foreign")
                .forEach(it -> records.put(it, world.record(it)));
        return records;
    }

    @Test
    void a_firing_that_never_came_is_recorded_as_missed_once_its_grace_is_over_and_people_are_told_once() {
        send("c1", CREATE, "s", DefinitionSpec.at(SimulatedWorld.START.plus(Duration.ofHours(1)), "a"));
        world.engine.delete(CommandSpec.idOf("s"));
        world.advance(Duration.ofHours(24));

        assertThat(run(SimulatedWorld.RECONCILE).path("missed").asInt())
                .as("EventBridge may still be trying")
                .isZero();
        world.advance(Duration.ofHours(2));
        assertThat(run(DRY_RUN).path("missed").asInt()).isEqualTo(1);
        assertThat(world.executions("s")).isEmpty();

        JsonNode report = run(SimulatedWorld.RECONCILE);

        assertThat(report.path("missed").asInt()).isEqualTo(1);
        assertThat(report.path("completed").asInt()).isEqualTo(1);
        assertThat(world.executions("s")).singleElement().satisfies(it -> {
            assertThat(it.outcome()).isEqualTo(ExecutionOutcome.MISSED);
            assertThat(it.attempts()).isZero();
            assertThat(it.reason()).contains("not seen within");
        });
        assertThat(world.record("s").orElseThrow().status()).isEqualTo(Status.COMPLETED);
        assertThat(run(SimulatedWorld.RECONCILE).path("missed").asInt()).isZero();
        assertThat(world.notices()).singleElement().satisfies(it -> {
            assertThat(it.action()).isEqualTo("schedule_execution_missed");
            assertThat(it.message()).isEqualTo("1 execution was missed: 2025-11-06T21:00:00Z");
            assertThat(it.payload().path("count").asInt()).isEqualTo(1);
        });
        assertThat(logged("execution_missed")).hasSize(1);
    }

    @Test
    void looking_for_missed_firings_hour_by_hour_hardly_ever_writes_the_record() {
        send("hourly", CREATE, "hourly", HOURLY);
        send("daily", CREATE, "daily", DefinitionSpec.of("rate(1 day)", "a"));
        world.advance(Duration.ofHours(25));
        long hourly = world.record("hourly").orElseThrow().revision();
        long daily = world.record("daily").orElseThrow().revision();

        for (int hour = 0; hour < 25; hour++) {
            run(SimulatedWorld.RECONCILE);
            world.advance(Duration.ofHours(1));
        }

        assertThat(world.record("hourly").orElseThrow().revision() - hourly).isEqualTo(2);
        assertThat(world.record("daily").orElseThrow().revision() - daily).isEqualTo(1);
    }

    @Test
    void a_missed_firing_that_comes_after_all_is_executed() {
        send("c1", CREATE, "s", DefinitionSpec.at(SimulatedWorld.START.plus(Duration.ofHours(1)), "a"));
        world.holdFirings();
        world.advance(Duration.ofHours(26));
        run(SimulatedWorld.RECONCILE);
        assertThat(world.executions("s")).extracting(Execution::outcome).containsExactly(ExecutionOutcome.MISSED);

        world.deliverFirings();

        assertThat(world.executions("s")).extracting(Execution::outcome).containsExactly(ExecutionOutcome.PUBLISHED);
        assertThat(world.published()).hasSize(1);
        assertThat(Invariants.violations(world)).isEmpty();
    }

    @Test
    void a_finished_schedule_whose_last_firing_was_recorded_is_completed() {
        DefinitionSpec def = HOURLY.withEnd(SimulatedWorld.START.plus(Duration.ofMinutes(90)));
        send("c1", CREATE, "s", def);
        world.advance(Duration.ofMinutes(30));
        world.faultPlan.startOutage(SimulatedCall.Port.STORE);
        world.holdFirings();
        world.advance(Duration.ofMinutes(40));
        world.faultPlan.disarm();
        world.deliverFirings();
        world.advance(Duration.ofMinutes(30));

        run(SimulatedWorld.RECONCILE);

        assertThat(world.record("s").orElseThrow().status()).isEqualTo(Status.COMPLETED);
        assertThat(world.entry("s")).isEmpty();
        assertThat(Invariants.violations(world)).isEmpty();
    }

    @Test
    void what_it_can_not_finish_in_its_time_it_hands_on_until_all_is_walked() {
        int schedules = 230;
        for (int i = 0; i < schedules; i++) {
            send("create " + i, CREATE, "s" + i, HOURLY);
        }
        for (int i = 0; i < schedules; i += 2) {
            world.engine.delete(CommandSpec.idOf("s" + i));
        }
        world.lambda.setRemainingMillis(9_000);

        JsonNode first = run(SimulatedWorld.RECONCILE);
        assertThat(first.path("continued").asBoolean()).isTrue();
        assertThat(first.path("checked").asInt()).as("one, and out of time").isEqualTo(1);
        world.runDue();

        assertThat(world.entries()).hasSize(schedules);
        assertThat(Invariants.violations(world)).isEmpty();
        List<LogEvent> runs = logged("reconciled");
        assertThat(runs.get(runs.size() - 1).fields()).containsEntry("continued", false);
        assertThat(runs.subList(0, runs.size() - 1))
                .allSatisfy(it -> assertThat(it.fields()).containsEntry("continued", true));
        long lost =
                runs.stream().mapToLong(it -> (long) it.fields().get("lost")).sum();
        assertThat(lost).as("each repaired once").isEqualTo(schedules / 2);
    }

    @Test
    void it_minds_its_time_also_on_pages_with_nothing_to_do() {
        int schedules = 230;
        for (int i = 0; i < schedules; i++) {
            send("create " + i, CREATE, "s" + i, HOURLY);
            send("delete " + i, DELETE, "s" + i, null);
        }
        world.advance(Duration.ofDays(4));
        world.lambda.setRemainingMillis(9_000);

        JsonNode first = run(SimulatedWorld.RECONCILE);
        world.runDue();

        assertThat(first.path("continued").asBoolean()).isTrue();
        List<LogEvent> runs = logged("reconciled");
        assertThat(runs).as("a page each").hasSizeGreaterThan(schedules / 100);
        assertThat(runs.get(runs.size() - 1).fields()).containsEntry("continued", false);
        assertThat(runs).allSatisfy(it -> assertThat(it.fields()).containsEntry("checked", 0L));
    }

    @Test
    void a_dry_run_that_hands_on_stays_a_dry_run() {
        damage();
        var entries = world.entries();
        world.lambda.setRemainingMillis(9_000);

        assertThat(run(DRY_RUN).path("continued").asBoolean()).isTrue();
        world.runDue();

        assertThat(world.entries()).isEqualTo(entries);
        assertThat(logged("reconciled"))
                .allSatisfy(it -> assertThat(it.fields()).containsEntry("dry_run", true));
    }

    @Test
    void one_that_can_not_be_looked_after_does_not_keep_the_run_from_the_others() {
        ScheduleId unreadable = CommandSpec.idOf("s1");
        SimulatedWorld broken = new SimulatedWorld(
                SimulatedStores.memory(),
                (ports, it) -> new SchedulerPorts(
                        new DelegatingStore(ports.store()) {
                            @Override
                            public Optional<Schedule> find(ScheduleId id) {
                                if (id.equals(unreadable) && it.reconciledAt().isPresent()) {
                                    throw new IllegalStateException(
                                            "The schedules table's row " + id + " can't be read");
                                }
                                return super.find(id);
                            }
                        },
                        ports.history(),
                        ports.engine(),
                        ports.publisher(),
                        ports.deadLetters(),
                        ports.clock(),
                        ports.log()));
        for (String name : List.of("s0", "s1", "s2", "s3")) {
            broken.send(CommandSpec.of("create " + name, CREATE, name, broken.now(), HOURLY));
        }
        broken.reconcile();
        List.of("s0", "s2", "s3").forEach(it -> broken.engine.delete(CommandSpec.idOf(it)));

        broken.reconcile();

        assertThat(broken.entries()).hasSize(4);
        assertThat(broken.lambda.deadLetters()).isEmpty();
        List<LogEvent> runs = broken.logged.stream()
                .filter(it -> it.name().equals("reconciled"))
                .toList();
        assertThat(runs.get(runs.size() - 1).fields())
                .containsEntry("errors", 1L)
                .containsEntry("lost", 3L);
    }

    @Test
    void a_pending_schedule_is_tried_again() {
        world.faultPlan.startOutage(SimulatedCall.Port.ENGINE);
        send("c1", CREATE, "s", HOURLY);
        world.runUntilIdle();
        world.faultPlan.disarm();
        world.lambda.deadLetters().clear();
        assertThat(world.record("s").orElseThrow().status()).isEqualTo(Status.PENDING);

        assertThat(run(SimulatedWorld.RECONCILE).path("half_created").asInt()).isEqualTo(1);

        assertThat(world.record("s").orElseThrow().status()).isEqualTo(Status.ACTIVE);
        assertThat(world.entry("s")).isPresent();
    }

    @Test
    void a_schedule_that_the_engine_refuses_is_left_failed_and_is_not_asked_for_again() {
        world.setEngineRefuses(true);
        send("c1", CREATE, "s", HOURLY);
        world.setEngineRefuses(false);

        assertThat(run(SimulatedWorld.RECONCILE).path("repaired").asInt()).isZero();

        assertThat(world.record("s").orElseThrow().status()).isEqualTo(Status.FAILED);
        assertThat(world.entry("s")).isEmpty();
        send("u1", UPDATE, "s", HOURLY.withMark("b"));
        assertThat(world.record("s").orElseThrow().status()).isEqualTo(Status.ACTIVE);
    }

    // --- what was lost before a change ---

    /** Due at 21:00 and lost; it is ten past. */
    private void loseFiringAt21() {
        send("c1", CREATE, "s", HOURLY);
        world.engine.delete(CommandSpec.idOf("s"));
        world.advance(Duration.ofMinutes(70));
    }

    /** Until the grace of what was lost is over; then a run. */
    private JsonNode runOnceDue() {
        world.advance(Duration.ofHours(25));
        return run(SimulatedWorld.RECONCILE);
    }

    /** The execution of 21:00 alone is missed, and people were told of it once. */
    private void assertMissed(JsonNode report) {
        assertThat(report.path("missed").asInt()).isEqualTo(1);
        assertThat(world.executions("s"))
                .filteredOn(it -> it.outcome() == ExecutionOutcome.MISSED)
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.key().scheduledTime()).isEqualTo(SimulatedWorld.START.plus(Duration.ofHours(1)));
                    assertThat(it.reason()).isEqualTo("not seen within PT24H10M of its time");
                });
        assertThat(world.notices())
                .extracting(Notice::message)
                .containsExactly("1 execution was missed: 2025-11-06T21:00:00Z");
        assertThat(run(SimulatedWorld.RECONCILE).path("missed").asInt()).isZero();
        assertThat(world.record("s").orElseThrow().auditWindows()).isEmpty();
        assertThat(Invariants.violations(world)).isEmpty();
    }

    @Test
    void what_was_lost_before_an_edit_is_missed() {
        loseFiringAt21();
        send("u1", UPDATE, "s", DefinitionSpec.yearly("b"));

        assertMissed(runOnceDue());
    }

    @Test
    void an_audit_whose_time_is_up_goes_on_in_the_next_run_and_records_each_firing_once() {
        send("c1", CREATE, "s", DefinitionSpec.of("cron(* * * * ? *)", "a"));
        world.engine.delete(CommandSpec.idOf("s"));
        world.advance(Duration.ofMinutes(30));
        send("p1", PAUSE, "s", null);
        world.advance(Duration.ofHours(25));
        world.lambda.setRemainingMillis(0);

        JsonNode first = run(SimulatedWorld.RECONCILE);
        assertThat(first.path("missed").asInt()).isEqualTo(1);
        assertThat(first.path("continued").asBoolean()).isTrue();
        world.runUntilIdle();

        assertThat(world.executions("s"))
                .filteredOn(it -> it.outcome() == ExecutionOutcome.MISSED)
                .hasSizeBetween(28, 30)
                .doesNotHaveDuplicates();
        assertThat(world.record("s").orElseThrow().auditWindows()).isEmpty();
    }

    @Test
    void what_was_lost_before_a_pause_is_missed() {
        loseFiringAt21();
        send("p1", PAUSE, "s", null);

        assertMissed(runOnceDue());
        assertThat(world.record("s").orElseThrow().status()).isEqualTo(Status.PAUSED);
    }

    @Test
    void what_was_lost_before_a_delete_is_missed() {
        loseFiringAt21();
        send("d1", DELETE, "s", null);

        assertThat(run(SimulatedWorld.RECONCILE).path("missed").asInt())
                .as("not yet")
                .isZero();
        assertMissed(runOnceDue());
        assertThat(world.record("s").orElseThrow().status()).isEqualTo(Status.DELETED);
    }

    @Test
    void what_was_lost_before_a_delete_is_missed_by_the_life_before_when_the_name_is_used_again() {
        loseFiringAt21();
        String before = world.record("s").orElseThrow().incarnation();
        send("d1", DELETE, "s", null);
        world.advance(Duration.ofMinutes(1));
        send("c2", CREATE, "s", DefinitionSpec.yearly("b"));

        assertMissed(runOnceDue());
        assertThat(world.executions("s")).extracting(Execution::incarnation).containsExactly(before);
        Schedule again = world.record("s").orElseThrow();
        assertThat(again.incarnation()).isNotEqualTo(before);
        assertThat(again.executionCount()).isZero();
    }

    @Test
    void what_was_lost_before_an_edit_that_the_engine_refuses_is_missed() {
        loseFiringAt21();
        world.setEngineRefuses(true);
        send("u1", UPDATE, "s", DefinitionSpec.yearly("b"));
        assertThat(world.record("s").orElseThrow().status()).isEqualTo(Status.FAILED);

        JsonNode report = runOnceDue();

        assertThat(report.path("missed").asInt()).isEqualTo(1);
        assertThat(report.path("repaired").asInt()).isZero();
        assertThat(world.executions("s")).extracting(Execution::outcome).containsExactly(ExecutionOutcome.MISSED);
        assertThat(Invariants.violations(world)).isEmpty();
    }

    @Test
    void what_was_lost_before_the_engine_refused_what_it_had_taken_is_missed() {
        loseFiringAt21();
        world.setEngineRefuses(true);
        run(SimulatedWorld.RECONCILE);
        assertThat(world.record("s").orElseThrow().status()).isEqualTo(Status.FAILED);

        assertThat(runOnceDue().path("missed").asInt()).isEqualTo(1);
        assertThat(Invariants.violations(world)).isEmpty();
    }

    @Test
    void what_was_lost_before_changes_is_found_by_a_dry_run_that_records_nothing() {
        loseFiringAt21();
        send("d1", DELETE, "s", null);
        world.advance(Duration.ofHours(25));

        assertThat(run(DRY_RUN).path("missed").asInt()).isEqualTo(1);

        assertThat(world.executions("s")).isEmpty();
        assertThat(world.notices()).isEmpty();
        assertMissed(run(SimulatedWorld.RECONCILE));
    }

    @Test
    void what_was_seen_before_an_edit_is_not_missed() {
        send("c1", CREATE, "s", HOURLY);
        world.advance(Duration.ofMinutes(70));
        send("u1", UPDATE, "s", DefinitionSpec.yearly("b"));

        assertThat(runOnceDue().path("missed").asInt()).isZero();
        assertThat(world.executions("s")).extracting(Execution::outcome).containsExactly(ExecutionOutcome.PUBLISHED);
        assertThat(world.record("s").orElseThrow().auditWindows()).isEmpty();
    }

    @Test
    void what_came_after_a_pause_and_was_skipped_is_not_missed() {
        send("c1", CREATE, "s", HOURLY);
        world.holdFirings();
        world.advance(Duration.ofMinutes(70));
        send("p1", PAUSE, "s", null);
        world.deliverFirings();

        assertThat(runOnceDue().path("missed").asInt()).isZero();
        assertThat(world.executions("s")).extracting(Execution::outcome).containsExactly(ExecutionOutcome.SKIPPED);
        assertThat(world.notices()).isEmpty();
    }

    @Test
    void what_a_pause_held_back_is_not_missed() {
        send("c1", CREATE, "s", HOURLY);
        world.advance(Duration.ofMinutes(30));
        send("p1", PAUSE, "s", null);
        world.advance(Duration.ofHours(5));
        send("u1", UPDATE, "s", DefinitionSpec.yearly("b"));

        assertThat(runOnceDue().path("missed").asInt()).isZero();
        assertThat(world.executions("s")).isEmpty();
    }
}
