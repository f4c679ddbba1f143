package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.command.ScheduleAction.CREATE;
import static com.rezagent.schedules.command.ScheduleAction.DELETE;
import static com.rezagent.schedules.command.ScheduleAction.PAUSE;
import static com.rezagent.schedules.command.ScheduleAction.UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.command.ScheduleAction;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.log.LogEvent;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.testing.MemoryStores;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests what a reconcile run finds, repairs, reports and does not change. */
class ReconcileTest {
    private static final String DRY_RUN = "{\"action\":\"reconcile\",\"dry_run\":true}";
    private static final DefinitionSpec HOURLY = DefinitionSpec.of("cron(0 * * * ? *)", "a");

    private final SimulatedWorld world = new SimulatedWorld();

    private void send(String id, ScheduleAction action, String name, @Nullable DefinitionSpec def) {
        world.send(CommandSpec.of(id, action, name, world.now(), def));
    }

    private JsonNode run(String event) {
        return Json.parse(world.lambda.invoke(world.handler(Hook.NONE), event));
    }

    private List<LogEvent> logged(String name) {
        return world.logged.stream().filter(it -> it.name().equals(name)).toList();
    }

    /** Creates one finding of each kind: lost, orphaned (one foreign, one of a deleted schedule), diverged, half-created. */
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
        world.lambda.deadLetters.clear();
        world.putEntry(entry);
        world.engine.delete(CommandSpec.idOf("lost"));
        world.editEntry("diverged", "rate(7 days)");
        world.editEntry("foreign", "rate(7 days)");
    }

    @Test
    void repairs_and_counts_lost_orphaned_diverged_and_half_created_entries() {
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
    void logs_each_repair_with_the_schedule_id_and_the_run_with_its_counts() {
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
    void a_dry_run_reports_the_same_findings_and_changes_nothing() {
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
        Map<String, Optional<Schedule>> records = new TreeMap<>();
        List.of("sound", "lost", "diverged", "deleted", "half", "foreign")
                .forEach(it -> records.put(it, world.record(it)));
        return records;
    }

    @Test
    void a_lost_firing_is_recorded_as_missed_after_its_grace_and_notified_once() {
        send("c1", CREATE, "s", DefinitionSpec.at(SimulatedWorld.START.plus(Duration.ofHours(1)), "a"));
        world.engine.delete(CommandSpec.idOf("s"));
        world.advance(Duration.ofHours(24));

        assertThat(run(SimulatedWorld.RECONCILE).path("missed").asInt())
                .as("EventBridge may still retry")
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
    void hourly_checks_for_missed_firings_rarely_write_the_record() {
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
    void a_missed_firing_that_arrives_later_is_executed() {
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
    void completes_a_schedule_without_further_firings_whose_last_firing_is_recorded() {
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
    void continues_in_later_invocations_until_every_schedule_is_checked() {
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
        assertThat(first.path("checked").asInt())
                .as("one schedule, then out of time")
                .isEqualTo(1);
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
    void checks_the_time_left_also_on_pages_without_findings() {
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
        assertThat(runs).as("one page per run").hasSizeGreaterThan(schedules / 100);
        assertThat(runs.get(runs.size() - 1).fields()).containsEntry("continued", false);
        assertThat(runs).allSatisfy(it -> assertThat(it.fields()).containsEntry("checked", 0L));
    }

    @Test
    void a_continued_dry_run_stays_a_dry_run() {
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
    void an_unreadable_record_does_not_prevent_the_repair_of_others() {
        ScheduleId unreadable = CommandSpec.idOf("s1");
        SimulatedWorld unreadableWorld = new SimulatedWorld(
                MemoryStores.createAsOne(),
                (ports, it) -> Mutants.with(ports, ScheduleStore.class, "find", call -> {
                    if (call.argument(0).equals(unreadable) && it.reconciledAt().isPresent()) {
                        throw new IllegalStateException("Row " + unreadable + " of the schedules table cannot be read");
                    }
                    return call.proceed();
                }));
        for (String name : List.of("s0", "s1", "s2", "s3")) {
            unreadableWorld.send(CommandSpec.of("create " + name, CREATE, name, unreadableWorld.now(), HOURLY));
        }
        unreadableWorld.reconcile();
        List.of("s0", "s2", "s3").forEach(it -> unreadableWorld.engine.delete(CommandSpec.idOf(it)));

        unreadableWorld.reconcile();

        assertThat(unreadableWorld.entries()).hasSize(4);
        assertThat(unreadableWorld.lambda.deadLetters).isEmpty();
        List<LogEvent> runs = unreadableWorld.logged.stream()
                .filter(it -> it.name().equals("reconciled"))
                .toList();
        assertThat(runs.get(runs.size() - 1).fields())
                .containsEntry("errors", 1L)
                .containsEntry("lost", 3L);
    }

    @Test
    void converges_a_pending_schedule() {
        world.faultPlan.startOutage(SimulatedCall.Port.ENGINE);
        send("c1", CREATE, "s", HOURLY);
        world.runUntilIdle();
        world.faultPlan.disarm();
        world.lambda.deadLetters.clear();
        assertThat(world.record("s").orElseThrow().status()).isEqualTo(Status.PENDING);

        assertThat(run(SimulatedWorld.RECONCILE).path("half_created").asInt()).isEqualTo(1);

        assertThat(world.record("s").orElseThrow().status()).isEqualTo(Status.ACTIVE);
        assertThat(world.entry("s")).isPresent();
    }

    @Test
    void does_not_retry_a_schedule_that_the_engine_refused() {
        world.setEngineRefuses(true);
        send("c1", CREATE, "s", HOURLY);
        world.setEngineRefuses(false);

        assertThat(run(SimulatedWorld.RECONCILE).path("repaired").asInt()).isZero();

        assertThat(world.record("s").orElseThrow().status()).isEqualTo(Status.FAILED);
        assertThat(world.entry("s")).isEmpty();
        send("u1", UPDATE, "s", HOURLY.withMark("b"));
        assertThat(world.record("s").orElseThrow().status()).isEqualTo(Status.ACTIVE);
    }

    // --- firings lost before a change ---

    /** Creates a schedule, loses its firing of 21:00, and advances to 21:10. */
    private void loseFiringAt21() {
        send("c1", CREATE, "s", HOURLY);
        world.engine.delete(CommandSpec.idOf("s"));
        world.advance(Duration.ofMinutes(70));
    }

    /** Advances until the grace of the lost firing is over, then runs reconcile. */
    private JsonNode runAfterGrace() {
        world.advance(Duration.ofHours(25));
        return run(SimulatedWorld.RECONCILE);
    }

    /** Asserts that only the firing of 21:00 is missed and that it was notified once. */
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
    void a_firing_lost_before_an_update_is_missed() {
        loseFiringAt21();
        send("u1", UPDATE, "s", DefinitionSpec.yearly("b"));

        assertMissed(runAfterGrace());
    }

    @Test
    void an_audit_that_runs_out_of_time_continues_and_records_each_firing_once() {
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
    void a_firing_lost_before_a_pause_is_missed() {
        loseFiringAt21();
        send("p1", PAUSE, "s", null);

        assertMissed(runAfterGrace());
        assertThat(world.record("s").orElseThrow().status()).isEqualTo(Status.PAUSED);
    }

    @Test
    void a_firing_lost_before_a_delete_is_missed() {
        loseFiringAt21();
        send("d1", DELETE, "s", null);

        assertThat(run(SimulatedWorld.RECONCILE).path("missed").asInt())
                .as("before the grace is over")
                .isZero();
        assertMissed(runAfterGrace());
        assertThat(world.record("s").orElseThrow().status()).isEqualTo(Status.DELETED);
    }

    @Test
    void a_missed_firing_belongs_to_the_old_incarnation_after_a_new_create() {
        loseFiringAt21();
        String before = world.record("s").orElseThrow().incarnation();
        send("d1", DELETE, "s", null);
        world.advance(Duration.ofMinutes(1));
        send("c2", CREATE, "s", DefinitionSpec.yearly("b"));

        assertMissed(runAfterGrace());
        assertThat(world.executions("s")).extracting(Execution::incarnation).containsExactly(before);
        Schedule again = world.record("s").orElseThrow();
        assertThat(again.incarnation()).isNotEqualTo(before);
        assertThat(world.counters(again).executionCount()).isZero();
    }

    @Test
    void a_firing_lost_before_an_update_that_the_engine_refuses_is_missed() {
        loseFiringAt21();
        world.setEngineRefuses(true);
        send("u1", UPDATE, "s", DefinitionSpec.yearly("b"));
        assertThat(world.record("s").orElseThrow().status()).isEqualTo(Status.FAILED);

        JsonNode report = runAfterGrace();

        assertThat(report.path("missed").asInt()).isEqualTo(1);
        assertThat(report.path("repaired").asInt()).isZero();
        assertThat(world.executions("s")).extracting(Execution::outcome).containsExactly(ExecutionOutcome.MISSED);
        assertThat(Invariants.violations(world)).isEmpty();
    }

    @Test
    void a_firing_lost_before_the_engine_refuses_an_accepted_entry_is_missed() {
        loseFiringAt21();
        world.setEngineRefuses(true);
        run(SimulatedWorld.RECONCILE);
        assertThat(world.record("s").orElseThrow().status()).isEqualTo(Status.FAILED);

        assertThat(runAfterGrace().path("missed").asInt()).isEqualTo(1);
        assertThat(Invariants.violations(world)).isEmpty();
    }

    @Test
    void a_dry_run_finds_a_firing_lost_before_a_delete_and_records_nothing() {
        loseFiringAt21();
        send("d1", DELETE, "s", null);
        world.advance(Duration.ofHours(25));

        assertThat(run(DRY_RUN).path("missed").asInt()).isEqualTo(1);

        assertThat(world.executions("s")).isEmpty();
        assertThat(world.notices()).isEmpty();
        assertMissed(run(SimulatedWorld.RECONCILE));
    }

    @Test
    void a_firing_executed_before_an_update_is_not_missed() {
        send("c1", CREATE, "s", HOURLY);
        world.advance(Duration.ofMinutes(70));
        send("u1", UPDATE, "s", DefinitionSpec.yearly("b"));

        assertThat(runAfterGrace().path("missed").asInt()).isZero();
        assertThat(world.executions("s")).extracting(Execution::outcome).containsExactly(ExecutionOutcome.PUBLISHED);
        assertThat(world.record("s").orElseThrow().auditWindows()).isEmpty();
    }

    @Test
    void a_firing_skipped_after_a_pause_is_not_missed() {
        send("c1", CREATE, "s", HOURLY);
        world.holdFirings();
        world.advance(Duration.ofMinutes(70));
        send("p1", PAUSE, "s", null);
        world.deliverFirings();

        assertThat(runAfterGrace().path("missed").asInt()).isZero();
        assertThat(world.executions("s")).extracting(Execution::outcome).containsExactly(ExecutionOutcome.SKIPPED);
        assertThat(world.notices()).isEmpty();
    }

    @Test
    void a_firing_during_a_pause_is_not_missed() {
        send("c1", CREATE, "s", HOURLY);
        world.advance(Duration.ofMinutes(30));
        send("p1", PAUSE, "s", null);
        world.advance(Duration.ofHours(5));
        send("u1", UPDATE, "s", DefinitionSpec.yearly("b"));

        assertThat(runAfterGrace().path("missed").asInt()).isZero();
        assertThat(world.executions("s")).isEmpty();
    }
}
