package com.rezagent.schedules.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.command.ScheduleAction;
import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.engine.EngineEntry.EntryState;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.engine.Firing;
import com.rezagent.schedules.local.system.LocalStage;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.CommandOutcomes;
import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.State;
import com.rezagent.schedules.schedule.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Checks what must hold of every idle world, whatever happened before. */
final class Invariants {
    /** How long an entry without further firings may remain, for EventBridge to dispatch its last firing. */
    private static final Duration LAST_FIRING_TIME = Duration.ofMinutes(5);

    /** How long after its end a schedule is still checked for missed firings. */
    private static final Duration AUDIT_TIME = Duration.ofDays(3);

    private static final String OVERTAKEN = "overtaken";

    private final SimulatedWorld world;
    private final List<String> violations;

    private Invariants(SimulatedWorld world) {
        this.world = world;
        this.violations = new ArrayList<>(world.violations);
    }

    /** Returns a description of each violated invariant; empty if all hold. */
    static List<String> violations(SimulatedWorld world) {
        Set<ScheduleId> ids = new LinkedHashSet<>();
        world.sent.values().forEach(it -> ids.add(it.scheduleId()));
        return violations(world, ids);
    }

    static List<String> violations(SimulatedWorld world, Set<ScheduleId> ids) {
        Invariants invariants = new Invariants(world);
        Map<ScheduleId, Engine.ExistingEntry> entries = world.entries();
        ids.forEach(id -> invariants.check(id, Optional.ofNullable(entries.get(id))));
        entries.forEach((id, existing) -> {
            if (!ids.contains(id)) {
                invariants.check(id, Optional.of(existing));
            }
        });
        invariants.expect(world.lambda.deadLetters.isEmpty(), "dead letters after " + world.lambda.failures);
        invariants.checkCommands();
        invariants.checkMessages(ids);
        invariants.checkFirings();
        invariants.violations.addAll(ReportInvariants.violations(world, ids));
        return invariants.violations;
    }

    private void check(ScheduleId id, Optional<Engine.ExistingEntry> existing) {
        Optional<Schedule> record = world.store.find(id);
        if (record.isEmpty()) {
            expect(existing.isEmpty(), "entry without a record: " + existing);
            return;
        }
        Schedule schedule = record.get();
        expect(
                schedule.status() == status(schedule),
                "status is " + schedule.status() + ", expected " + status(schedule));
        Status shown = shownStatus(schedule, world.now());
        expect(
                schedule.status(world.now()) == shown,
                "the shown status is " + schedule.status(world.now()) + ", expected " + shown);
        checkEntry(schedule, existing);
        checkConverged(schedule, existing);
        // The simulated scheduler itself must never refuse a request, e.g. for an invalid combination of start and end.
        expect(
                !isRefused(schedule) || schedule.engineRefusal().message().contains(SimulatedWorld.REFUSAL_DETAIL),
                "invalid request to the engine: " + schedule.engineRefusal());
        checkCounters(schedule);
        world.changeInvariants.differentDefinitions(schedule).forEach(it -> expect(false, it));
        world.changeInvariants.lostChanges(schedule).forEach(it -> expect(false, it));
        Instant expires = schedule.expiresAt();
        checkMissed(id, expires == null ? null : expires.minus(Schedule.TIME_TO_LIVE));
    }

    private static Status status(Schedule schedule) {
        if (schedule.state() == State.DELETED) {
            return Status.DELETED;
        }
        if (isRefused(schedule)) {
            return Status.FAILED;
        }
        if (schedule.ending().completedAt() != null) {
            return Status.COMPLETED;
        }
        if (schedule.state() == State.PAUSED) {
            return Status.PAUSED;
        }
        return schedule.convergedVersion() > 0 ? Status.ACTIVE : Status.PENDING;
    }

    /** "status is derived from the clock": paused from the start of a pause to its end, excluded. */
    private static Status shownStatus(Schedule schedule, Instant now) {
        Status status = status(schedule);
        Pause pause = schedule.pause();
        boolean isInPause =
                pause != null && !now.isBefore(pause.since()) && (pause.until() == null || now.isBefore(pause.until()));
        return isInPause && (status == Status.PENDING || status == Status.ACTIVE) ? Status.PAUSED : status;
    }

    private static boolean isRefused(Schedule schedule) {
        return schedule.engineRefusal() != null && schedule.engineRefusal().version() == schedule.entryVersion();
    }

    private void checkConverged(Schedule schedule, Optional<Engine.ExistingEntry> existing) {
        // The tombstone of an orphan may not be marked as converged: without an entry, no run converges it again.
        boolean isDone = schedule.definition() == null && existing.isEmpty();
        if (!isRefused(schedule) && !isDone) {
            expect(
                    schedule.convergedVersion() == schedule.version(),
                    "version " + schedule.version() + " has not converged, only " + schedule.convergedVersion());
            expect(
                    existing.isEmpty() || existing.get().arn().equals(schedule.engineArn()),
                    "the record's ARN " + schedule.engineArn() + " differs from the entry's");
        }
    }

    private void checkEntry(Schedule schedule, Optional<Engine.ExistingEntry> existing) {
        DefinitionSpec def = DefinitionSpec.of(schedule.definition());
        boolean isEntryExpected = def != null
                && schedule.state() != State.DELETED
                && !isRefused(schedule)
                && schedule.ending().completedAt() == null;
        if (def == null || !isEntryExpected) {
            expect(existing.isEmpty(), "unexpected entry of a schedule that is " + schedule.status());
            return;
        }
        Optional<Instant> next = def.recurrence(schedule.anchor()).next(world.now());
        if (existing.isEmpty()) {
            expect(next.isEmpty(), "no entry, but the next firing is " + next);
            return;
        }
        EngineEntry entry = existing.get().entry();
        if (next.isEmpty()) {
            // Completion or a reconcile run deletes the entry; until then it must not fire.
            boolean isLeftover = world.reconciledAt()
                    .map(it -> it.minus(LAST_FIRING_TIME).minus(Duration.ofMinutes(def.windowMinutes())))
                    .filter(it -> def.recurrence(schedule.anchor()).next(it).isEmpty())
                    .isPresent();
            expect(!isLeftover, "entry without further firings");
            return;
        }
        checkFields(schedule, def, entry, next.get());
    }

    private void checkFields(Schedule schedule, DefinitionSpec def, EngineEntry entry, Instant next) {
        expect(entry.expression().equals(def.expression()), "the entry has expression " + entry.expression());
        expect(entry.timezone().equals(def.timezone()), "the entry has timezone " + entry.timezone());
        // "EndDate is end_date + 1 s"; an older entry without the extra second is not a difference.
        Instant end = def.end();
        expect(
                Objects.equals(entry.end(), end)
                        || end != null && end.plusSeconds(1).equals(entry.end()),
                "the entry ends at " + entry.end());
        expect(
                Objects.requireNonNullElse(entry.windowMinutes(), 0) == def.windowMinutes(),
                "the entry has a window of " + entry.windowMinutes());
        expect(entry.target().equals(LocalStage.TARGET), "the entry has target " + entry.target());
        EntryState state = schedule.state() == State.PAUSED ? EntryState.DISABLED : EntryState.ENABLED;
        expect(entry.state() == state, "the entry is " + entry.state() + ", the schedule is " + schedule.state());
        JsonNode input = Json.parse(entry.input());
        long version = input.path("version").asLong();
        expect(version == schedule.entryVersion(), "the entry has version " + version);
        String incarnation = input.path("incarnation").asText();
        expect(incarnation.equals(schedule.incarnation()), "the entry has incarnation " + incarnation);
        if (def.isRate()) {
            long period = Duration.between(
                            next, def.recurrence(schedule.anchor()).next(next).orElse(next))
                    .toSeconds();
            boolean inPhase = entry.start() != null
                    && (period == 0
                            || Math.floorMod(
                                            entry.start().getEpochSecond()
                                                    - schedule.anchor().getEpochSecond(),
                                            period)
                                    == 0);
            expect(inPhase, "out of phase: starts at " + entry.start() + ", anchor " + schedule.anchor());
            expect(
                    entry.start() == null || !entry.start().isAfter(next),
                    "starts at " + entry.start() + ", after the next firing " + next);
        } else if (def.start() != null && def.start().isAfter(world.now())) {
            expect(def.start().equals(entry.start()), "starts at " + entry.start());
        }
    }

    private void checkCounters(Schedule schedule) {
        List<Execution> executions = world.executions(schedule.id());
        long published = executions.stream()
                .filter(it -> it.outcome() == ExecutionOutcome.PUBLISHED)
                .filter(it -> it.incarnation().equals(schedule.incarnation()))
                .count();
        long counted = world.counters(schedule).executionCount();
        expect(counted == published, "execution_count is " + counted + ", published executions: " + published);
        long distinct =
                executions.stream().map(it -> it.key().executionId()).distinct().count();
        expect(distinct == executions.size(), "duplicate execution in the history");
        executions.forEach(
                it -> expect(it.outcome() != ExecutionOutcome.IN_PROGRESS, "unfinished execution: " + it.key()));
    }

    /**
     * Checks that every expected firing whose grace was over at the latest reconcile run has an execution, and that no
     * other firing was recorded as missed or published.
     *
     * @param endedAt when the schedule was deleted or completed; runs check it for a few days after that. Null if it
     *     has not ended
     */
    private void checkMissed(ScheduleId id, @Nullable Instant endedAt) {
        NavigableSet<Instant> executed = new TreeSet<>();
        for (Execution execution : world.executions(id)) {
            Instant time = execution.key().scheduledTime();
            executed.add(time);
            expect(
                    execution.outcome() != ExecutionOutcome.MISSED || world.expectedFirings.isExpected(id, time),
                    id + " has an unexpected missed execution at " + time);
            expect(
                    execution.outcome() != ExecutionOutcome.PUBLISHED
                            || execution.key().isManual()
                            || world.isEntryEdited(id)
                            || world.expectedFirings.mayHaveFired(id, time),
                    id + " fired unexpectedly at " + time);
            checkSkip(id, execution);
        }
        world.reconciledAt()
                .filter(it -> endedAt == null || it.isBefore(endedAt.plus(AUDIT_TIME)))
                .ifPresent(at -> world.expectedFirings.overdue(id, at).forEach(it -> {
                    Instant from = it.time().minus(it.tolerance());
                    Instant to = it.time().plus(it.tolerance());
                    expect(
                            !executed.subSet(from, true, to, true).isEmpty(),
                            id + " has no execution for its firing at " + it.time());
                }));
    }

    /** Skips are dropped "15 days after their time"; no audit has come for as long. */
    private static boolean isSkipForgotten(Execution execution) {
        return execution.firstSeen().isAfter(execution.key().scheduledTime().plus(ReferenceModel.SKIP_AGE));
    }

    /** "A skipped firing is recorded, so it is never missed"; and a firing is skipped only if that was requested for its life. */
    private void checkSkip(ScheduleId id, Execution execution) {
        Instant time = execution.key().scheduledTime();
        String incarnation = execution.incarnation();
        expect(
                execution.outcome() != ExecutionOutcome.MISSED
                        || !world.expectedFirings.isSkipped(id, incarnation, time)
                        || isSkipForgotten(execution),
                id + " has a missed execution at " + time + ", which was skipped");
        boolean isSkipRequested = execution.outcome() == ExecutionOutcome.SKIPPED
                && execution.skipCode().filter("skip_requested"::equals).isPresent();
        expect(
                !isSkipRequested || world.expectedFirings.wasSkipped(id, incarnation, time),
                id + " has an execution at " + time + " that is skipped, which nobody requested in its life");
    }

    /**
     * Checks that every command has an outcome in the record or a notice, and that every refused or overtaken command
     * has a notice. An overtaken command "is notified like a refusal".
     */
    private void checkCommands() {
        Set<String> notified = new HashSet<>();
        world.notices().stream()
                .filter(it -> it.action().startsWith("schedule_command_"))
                .forEach(it -> notified.add(it.payload().path("command_id").asText()));
        for (GroupCommandSpec command : world.sentToGroups.values()) {
            checkNotified(
                    command,
                    world.groups
                            .find(command.groupName())
                            .map(it -> it.commands().all()),
                    notified);
        }
        for (CommandSpec command : world.sent.values()) {
            Optional<Schedule> record = world.store.find(command.scheduleId());
            checkNotified(command, record.map(Schedule::outcomes), notified);
            boolean isExecuted = command.action() == ScheduleAction.TRIGGER
                    && record.flatMap(it -> it.outcomeOf(command.id()))
                            .filter(CommandOutcome::isEffective)
                            .isPresent();
            if (isExecuted) {
                long executed = world.executions(command.scheduleId()).stream()
                        .filter(it -> command.id().equals(it.key().commandId()))
                        .count();
                expect(executed == 1, command + " was applied and executed " + executed + " times");
            }
        }
    }

    private void checkNotified(
            SentCommand<?> command, Optional<? extends List<CommandOutcome>> outcomes, Set<String> notified) {
        Optional<CommandOutcome> outcome = outcomes.flatMap(all ->
                all.stream().filter(it -> it.commandId().equals(command.id())).findFirst());
        boolean isDropped =
                outcomes.filter(it -> it.size() >= CommandOutcomes.MAX).isPresent();
        boolean mustBeNotified = outcome.filter(
                        it -> it.refusal() == null && !it.result().text().equals(OVERTAKEN))
                .isEmpty();
        expect(
                !mustBeNotified || notified.contains(command.id()) || outcome.isEmpty() && isDropped,
                command + " has outcome " + outcome + " and no notice");
    }

    /** Checks that every message belongs to a published execution, and that every published execution has a message. */
    private void checkMessages(Set<ScheduleId> ids) {
        Map<String, Integer> messages = new HashMap<>();
        for (TopicMessage message : world.published()) {
            messages.merge(Json.parse(message.body()).path("id").asText(), 1, Integer::sum);
        }
        for (ScheduleId id : ids) {
            for (Execution execution : world.executions(id)) {
                for (int attempt = 2; attempt <= execution.attempt(); attempt++) {
                    // ReportInvariants checks them.
                    messages.remove(execution.key().messageId(attempt));
                }
                Integer count = messages.remove(execution.key().messageId());
                if (execution.outcome() == ExecutionOutcome.PUBLISHED) {
                    expect(count != null, "published execution without a message: " + execution.key());
                } else {
                    boolean wasClaimed = execution.attempts() > 0;
                    expect(count == null || wasClaimed, "message of an execution that was never claimed: " + execution);
                }
                expect(
                        count == null || count <= Math.max(1, execution.attempts() + world.lateCalls()),
                        "published " + count + " times in " + execution.attempts() + " attempts");
            }
        }
        expect(messages.isEmpty(), "messages without an execution: " + messages);
    }

    /** Checks that every delivered firing has an execution in the history. */
    private void checkFirings() {
        for (Firing firing : world.deliveredFirings()) {
            ScheduleId id = firing.entry().id();
            String incarnation = Json.parse(firing.event()).path("incarnation").asText();
            Optional<Execution> execution = incarnation.isEmpty()
                    ? world.history.find(ExecutionKey.firing(id, firing.scheduledTime()))
                    : world.history.findFiring(id, firing.scheduledTime(), incarnation);
            expect(execution.isPresent(), "no execution of the firing at " + firing.scheduledTime());
        }
    }

    private void expect(boolean isTrue, String violation) {
        if (!isTrue) {
            violations.add(violation);
        }
    }
}
