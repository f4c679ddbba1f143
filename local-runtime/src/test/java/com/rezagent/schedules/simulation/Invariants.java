package com.rezagent.schedules.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.command.Action;
import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.engine.EngineEntry.EntryState;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.LocalStage;
import com.rezagent.schedules.local.engine.Firing;
import com.rezagent.schedules.schedule.CommandOutcome;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.State;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.topic.TopicMessage;
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

/** What must hold of a world that has come to rest, whatever happened on the way. */
final class Invariants {
    /** How long an entry without a firing left may stay, for its last firing to leave the engine. */
    private static final Duration LAST_FIRING_TIME = Duration.ofMinutes(5);

    /** How long after its end a schedule's last firings are still looked for. */
    private static final Duration AUDIT_TIME = Duration.ofDays(3);

    /** How a command ended that came too late. */
    private static final String OVERTAKEN = "overtaken";

    private final SimulatedWorld world;
    private final List<String> violations;

    private Invariants(SimulatedWorld world) {
        this.world = world;
        this.violations = new ArrayList<>(world.violations);
    }

    /** Everything that is wrong; empty when all is well. */
    static List<String> violations(SimulatedWorld world) {
        Set<ScheduleId> ids = new LinkedHashSet<>();
        world.sent.values().forEach(it -> ids.add(it.scheduleId()));
        return violations(world, ids);
    }

    static List<String> violations(SimulatedWorld world, Set<ScheduleId> ids) {
        Invariants verdict = new Invariants(world);
        Map<ScheduleId, Engine.ExistingEntry> entries = world.entries();
        ids.forEach(id -> verdict.check(id, Optional.ofNullable(entries.get(id))));
        entries.forEach((id, existing) -> {
            if (!ids.contains(id)) {
                verdict.check(id, Optional.of(existing));
            }
        });
        verdict.expect(world.lambda.deadLetters().isEmpty(), "dead letters after " + world.lambda.failures());
        verdict.checkCommands();
        verdict.checkMessages(ids);
        verdict.checkFirings();
        return verdict.violations;
    }

    private void check(ScheduleId id, Optional<Engine.ExistingEntry> held) {
        Optional<Schedule> record = world.store.find(id);
        if (record.isEmpty()) {
            expect(held.isEmpty(), "an entry without a record: " + held);
            return;
        }
        Schedule schedule = record.get();
        expect(
                schedule.status() == status(schedule),
                "status is " + schedule.status() + " and should be " + status(schedule));
        checkEntry(schedule, held);
        checkConverged(schedule, held);
        // What the twin itself refuses should not have been sent: a start and an end that do not fit, say.
        expect(
                !isRefused(schedule) || schedule.engineRefusal().message().contains(RefusingEngine.DETAIL),
                "the engine was sent what it can't take: " + schedule.engineRefusal());
        checkCounters(schedule);
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
        if (schedule.completedAt() != null) {
            return Status.COMPLETED;
        }
        if (schedule.state() == State.PAUSED) {
            return Status.PAUSED;
        }
        return schedule.convergedVersion() > 0 ? Status.ACTIVE : Status.PENDING;
    }

    private static boolean isRefused(Schedule schedule) {
        return schedule.engineRefusal() != null && schedule.engineRefusal().version() == schedule.entryVersion();
    }

    private void checkConverged(Schedule schedule, Optional<Engine.ExistingEntry> held) {
        // An orphan's tombstone may lack the mark: where the entry is gone, nobody asks for it again.
        boolean isDone = schedule.definition() == null && held.isEmpty();
        if (!isRefused(schedule) && !isDone) {
            expect(
                    schedule.convergedVersion() == schedule.version(),
                    "version " + schedule.version() + " was never converged, only " + schedule.convergedVersion());
            expect(
                    held.isEmpty() || held.get().arn().equals(schedule.engineArn()),
                    "the record's ARN " + schedule.engineArn() + " is not the entry's");
        }
    }

    private void checkEntry(Schedule schedule, Optional<Engine.ExistingEntry> held) {
        DefinitionSpec def = DefinitionSpec.of(schedule.definition());
        boolean isWanted = def != null
                && schedule.state() != State.DELETED
                && !isRefused(schedule)
                && schedule.completedAt() == null;
        if (def == null || !isWanted) {
            expect(held.isEmpty(), "an entry that should not be, of a schedule that is " + schedule.status());
            return;
        }
        Optional<Instant> next = def.recurrence(schedule.anchor()).next(world.now());
        if (held.isEmpty()) {
            expect(next.isEmpty(), "no entry, though it should fire at " + next);
            return;
        }
        EngineEntry entry = held.get().entry();
        if (next.isEmpty()) {
            // It goes when it is completed or reconciled; until then it must be harmless.
            boolean wasInVain = world.reconciledAt()
                    .map(it -> it.minus(LAST_FIRING_TIME).minus(Duration.ofMinutes(def.windowMinutes())))
                    .filter(it -> def.recurrence(schedule.anchor()).next(it).isEmpty())
                    .isPresent();
            expect(!wasInVain, "an entry that never fires again");
            return;
        }
        checkFields(schedule, def, entry, next.get());
    }

    private void checkFields(Schedule schedule, DefinitionSpec def, EngineEntry entry, Instant next) {
        expect(entry.expression().equals(def.expression()), "the entry has " + entry.expression());
        expect(entry.timezone().equals("UTC"), "the entry has timezone " + entry.timezone());
        // "EndDate is sent as end + 1 s"; an older entry without the extra second is no difference.
        Instant end = def.end();
        expect(
                Objects.equals(entry.end(), end)
                        || end != null && end.plusSeconds(1).equals(entry.end()),
                "the entry ends at " + entry.end());
        expect(
                Objects.requireNonNullElse(entry.windowMinutes(), 0) == def.windowMinutes(),
                "the entry has a window of " + entry.windowMinutes());
        expect(entry.target().equals(LocalStage.TARGET), "the entry has another target");
        EntryState state = schedule.state() == State.PAUSED ? EntryState.DISABLED : EntryState.ENABLED;
        expect(entry.state() == state, "the entry is " + entry.state() + " and the schedule " + schedule.state());
        JsonNode input = Json.parse(entry.input());
        long version = input.path("version").asLong();
        expect(version == schedule.entryVersion(), "the entry is of version " + version);
        String incarnation = input.path("incarnation").asText();
        expect(incarnation.equals(schedule.incarnation()), "the entry is of incarnation " + incarnation);
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
            expect(inPhase, "out of phase: starts at " + entry.start() + ", anchored at " + schedule.anchor());
            expect(
                    entry.start() == null || !entry.start().isAfter(next),
                    "starts at " + entry.start() + ", and should fire at " + next);
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
        expect(
                schedule.executionCount() == published,
                "execution_count is " + schedule.executionCount() + ", published are " + published);
        long distinct =
                executions.stream().map(it -> it.key().executionId()).distinct().count();
        expect(distinct == executions.size(), "an execution is in the history twice");
        executions.forEach(it ->
                expect(it.outcome() != ExecutionOutcome.IN_PROGRESS, "an execution was never finished: " + it.key()));
    }

    /**
     * Every firing that there should have been by the time a reconcile run began, its grace included, has become something;
     * and nothing is missed that should not have been.
     *
     * @param over when it was deleted or completed, after which runs look after it for some days only; null if it wasn't
     */
    private void checkMissed(ScheduleId id, @Nullable Instant over) {
        NavigableSet<Instant> seen = new TreeSet<>();
        for (Execution execution : world.executions(id)) {
            Instant time = execution.key().scheduledTime();
            seen.add(time);
            expect(
                    execution.outcome() != ExecutionOutcome.MISSED || world.expectedFirings.isExpected(id, time),
                    id + " missed at " + time + ", and nobody had asked for it");
            expect(
                    execution.outcome() != ExecutionOutcome.PUBLISHED
                            || execution.key().isManual()
                            || world.isEntryEdited(id)
                            || world.expectedFirings.mayHaveFired(id, time),
                    id + " fired at " + time + ", and nobody had asked for it");
        }
        world.reconciledAt()
                .filter(it -> over == null || it.isBefore(over.plus(AUDIT_TIME)))
                .ifPresent(at -> world.expectedFirings.overdue(id, at).forEach(it -> {
                    Instant from = it.time().minus(it.tolerance());
                    Instant to = it.time().plus(it.tolerance());
                    expect(
                            !seen.subSet(from, true, to, true).isEmpty(),
                            id + " missed at " + it.time() + ", and nobody was told");
                }));
    }

    /**
     * Every command has come to something: to an outcome in the record or, where it was refused, to a notice. One that was
     * overtaken "is notified like a refusal".
     */
    private void checkCommands() {
        Set<String> notified = new HashSet<>();
        world.notices().stream()
                .filter(it -> it.action().startsWith("schedule_command_"))
                .forEach(it -> notified.add(it.payload().path("command_id").asText()));
        for (CommandSpec cmd : world.sent.values()) {
            Optional<Schedule> record = world.store.find(cmd.scheduleId());
            Optional<CommandOutcome> outcome = record.flatMap(it -> it.outcomeOf(cmd.id()));
            boolean isForgotten = record.filter(it -> it.outcomes().size() >= Schedule.MAX_OUTCOMES)
                    .isPresent();
            if (outcome.isEmpty()) {
                expect(isForgotten || notified.contains(cmd.id()), cmd + " was never heard of again");
            } else if (outcome.get().refusal() != null
                    || outcome.get().result().text().equals(OVERTAKEN)) {
                expect(notified.contains(cmd.id()), cmd + " came to " + outcome.get() + ", and nobody was told");
            } else if (cmd.action() == Action.TRIGGER && outcome.get().isEffective()) {
                long executed = world.executions(cmd.scheduleId()).stream()
                        .filter(it -> cmd.id().equals(it.key().commandId()))
                        .count();
                expect(executed > 0, cmd + " was applied, and never executed");
                expect(executed < 2, cmd + " was executed " + executed + " times");
            }
        }
    }

    /** Every message belongs to an execution that says so, and every published execution has its message. */
    private void checkMessages(Set<ScheduleId> ids) {
        Map<String, Integer> messages = new HashMap<>();
        for (TopicMessage message : world.published()) {
            messages.merge(Json.parse(message.body()).path("id").asText(), 1, Integer::sum);
        }
        for (ScheduleId id : ids) {
            for (Execution execution : world.executions(id)) {
                Integer count = messages.remove(execution.key().messageId());
                if (execution.outcome() == ExecutionOutcome.PUBLISHED) {
                    expect(count != null, "published, and no message: " + execution.key());
                } else {
                    boolean isAdmitted = execution.attempts() > 0;
                    expect(count == null || isAdmitted, "a message of an execution that is " + execution);
                }
                expect(
                        count == null || count <= Math.max(1, execution.attempts() + world.lateCalls()),
                        "published " + count + " times in " + execution.attempts() + " attempts");
            }
        }
        expect(messages.isEmpty(), "messages of no execution: " + messages);
    }

    /** Whatever fired came to an end that the history knows. */
    private void checkFirings() {
        for (Firing firing : world.deliveredFirings()) {
            ScheduleId id = firing.entry().id();
            String incarnation = Json.parse(firing.event()).path("incarnation").asText();
            Optional<Execution> known = incarnation.isEmpty()
                    ? world.history.find(ExecutionKey.firing(id, firing.scheduledTime()))
                    : world.history.findFiring(id, firing.scheduledTime(), incarnation);
            expect(known.isPresent(), "fired at " + firing.scheduledTime() + " and never heard of again");
        }
    }

    private void expect(boolean isTrue, String otherwise) {
        if (!isTrue) {
            violations.add(otherwise);
        }
    }
}
