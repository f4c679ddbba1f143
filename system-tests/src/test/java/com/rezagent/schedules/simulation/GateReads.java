package com.rezagent.schedules.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.expression.Recurrence;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.plan.GroupGate;
import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.schedule.RunPolicy;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.State;
import com.rezagent.schedules.schedule.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Observes what each invocation has read of a firing's schedule and group, below all mutants and faults, and checks by
 * the text of the rules whatever it then does with the firing: "Gates in order: deleted, failed, before_creation,
 * outdated, paused, skip_requested, group_paused", "a gate that can't be read is never open".
 */
final class GateReads {
    /** What one invocation has read. Each invocation has its own thread for as long as it runs. */
    private static final class Invocation {
        private final String text;
        private final Map<ScheduleId, Schedule> schedules = new HashMap<>();
        private final Map<ScheduleId, Gates> gates = new HashMap<>();
        private @Nullable JsonNode parsed;

        Invocation(String text) {
            this.text = text;
        }

        /** Few invocations need it. */
        JsonNode event() {
            if (parsed == null) {
                parsed = Json.parse(text);
            }
            return parsed;
        }
    }

    /** A schedule with the gate of its group, which was read after it. */
    private record Gates(Schedule schedule, GroupGate group) {}

    private final SimulatedWorld world;
    private final ThreadLocal<@Nullable Invocation> current = new ThreadLocal<>();

    /** When the definition began to have {@code overlap: skip}. Executions that were claimed before are not all known. */
    private final Map<ScheduleId, Instant> skipsOverlapsSince = new ConcurrentHashMap<>();

    GateReads(SimulatedWorld world) {
        this.world = world;
    }

    /** Starts an invocation with an event, on this thread. */
    void begin(String event) {
        current.set(new Invocation(event));
    }

    void end() {
        current.remove();
    }

    /** Returns the event of the invocation on this thread; missing if there is none. */
    JsonNode event() {
        Invocation invocation = current.get();
        return invocation == null ? MissingNode.getInstance() : invocation.event();
    }

    /** Returns whether the invocation on this thread applies a command for a group. */
    boolean isOfGroupCommand() {
        Invocation invocation = current.get();
        return invocation != null && invocation.text.contains("_group\\\"");
    }

    /** Returns whether the invocation on this thread is a reconcile run, or a part of one. */
    boolean isReconcile() {
        return event().has("action") || message().contains("reconcile");
    }

    /** Returns the message that the event delivers; empty if it delivers none. */
    private String message() {
        return Mutants.sns(event()).path("Message").asText();
    }

    void onRead(Schedule schedule) {
        Invocation invocation = current.get();
        if (invocation != null) {
            invocation.schedules.put(schedule.id(), schedule);
        }
        if (skipsOverlaps(schedule)) {
            skipsOverlapsSince.putIfAbsent(schedule.id(), schedule.updatedAt());
        } else {
            skipsOverlapsSince.remove(schedule.id());
        }
    }

    void onRead(GroupGate gate) {
        Invocation invocation = current.get();
        if (invocation != null) {
            invocation.schedules.values().stream()
                    .filter(it -> it.group().equals(gate.group()))
                    .forEach(it -> invocation.gates.put(it.id(), new Gates(it, gate)));
        }
    }

    /** A firing is claimed: then the invocation has read all gates, and none holds the firing back. */
    void onClaim(ExecutionKey key, Optional<Execution> before) {
        Invocation invocation = current.get();
        if (invocation == null || key.isManual() || world.isLate()) {
            return;
        }
        Gates gates = invocation.gates.get(key.scheduleId());
        if (gates == null) {
            violation(key, "is claimed, but its gates were not read");
            return;
        }
        Set<String> codes = codes(invocation, gates, key, before.isPresent(), isBegun(before));
        if (!codes.contains("") && !codes.contains("previous_running")) {
            violation(key, "is claimed, but is held back by " + codes);
        }
        boolean overlaps = !isBegun(before)
                && isPreviousRunning(gates.schedule, key)
                && world.executions(key.scheduleId()).stream()
                        .filter(it -> !it.key().equals(key) && it.incarnation().equals(gates.schedule.incarnation()))
                        .filter(it -> !it.firstSeen()
                                .isBefore(skipsOverlapsSince.getOrDefault(key.scheduleId(), Instant.MIN)))
                        .anyMatch(it -> it.shownOutcome().isOpen());
        if (overlaps) {
            violation(key, "is claimed, but another execution is open");
        }
    }

    private static boolean isBegun(Optional<Execution> before) {
        return before.filter(it -> it.outcome() == ExecutionOutcome.IN_PROGRESS).isPresent();
    }

    /** A firing is recorded as skipped or missed. */
    void onRecord(Execution execution, Optional<Execution> before) {
        Invocation invocation = current.get();
        ExecutionKey key = execution.key();
        if (key.isManual()) {
            checkManual(execution);
            return;
        }
        if (invocation == null || world.isLate()) {
            return;
        }
        Gates gates = invocation.gates.get(key.scheduleId());
        if (execution.outcome() == ExecutionOutcome.MISSED) {
            checkMissed(execution, gates);
        } else if (execution.outcome() == ExecutionOutcome.SKIPPED && !isReconcile()) {
            checkSkipped(execution, isBegun(before), invocation, gates);
        }
    }

    /** "trigger passes every gate but deleted and failed." */
    private void checkManual(Execution execution) {
        String code = execution.skipCode().orElse("deleted");
        if (!code.equals("deleted") && !code.equals("failed")) {
            violation(execution.key(), "is a trigger's, but is skipped as " + code);
        }
    }

    /** "The execution lists those it overrode": the pauses that hold back a firing at its time. */
    void onPublished(Execution execution) {
        Invocation invocation = current.get();
        ExecutionKey key = execution.key();
        Gates gates = invocation == null ? null : invocation.gates.get(key.scheduleId());
        if (gates == null || !key.isManual() || world.isLate()) {
            return;
        }
        Instant time = key.scheduledTime();
        List<String> expected = new ArrayList<>();
        if (gates.schedule.state() == State.PAUSED || everCovered(gates.schedule.pause(), time)) {
            expected.add("paused");
        }
        // A trigger that arrives late may have been requested during a pause that another has replaced since.
        if (everCovered(gates.group.pause(), time)) {
            expected.add("group_paused");
        }
        if (!execution.overridden().equals(expected)) {
            violation(key, "overrides " + execution.overridden() + " instead of " + expected);
        }
    }

    /**
     * The message of an attempt after the first is published. "Gates on a retry: deleted: cancelled; paused holds; others are
     * not asked again."
     */
    void onRetry(ScheduleId id, String executionId, int attempt) {
        Invocation invocation = current.get();
        if (invocation == null || world.isLate()) {
            return;
        }
        Gates gates = invocation.gates.get(id);
        String held = gates == null
                ? "without reading its gates"
                : gates.schedule.isDeleted()
                        ? "of a deleted schedule"
                        : gates.schedule.state() == State.PAUSED || covers(gates.schedule.pause()) ? "in a pause" : "";
        if (held.isEmpty() && covers(Objects.requireNonNull(gates).group.pause())) {
            held = "in a pause of the group";
        }
        if (!held.isEmpty()) {
            world.violations.add(world.now() + " attempt " + attempt + " of " + executionId + " is published " + held);
        }
    }

    private boolean covers(@Nullable Pause pause) {
        return pause != null && covers(pause, world.now());
    }

    private void checkMissed(Execution execution, @Nullable Gates gates) {
        ExecutionKey key = execution.key();
        if (gates == null) {
            violation(key, "is missed, but its gates were not read");
            return;
        }
        Instant time = key.scheduledTime();
        boolean isHeldBack = Optional.ofNullable(gates.schedule.pause())
                        .filter(it -> it.until() != null && everCovered(it, time)
                                || it.until() == null && everCovered(it.earlier(), time))
                        .isPresent()
                || everCovered(gates.group.pause(), time);
        if (isHeldBack) {
            violation(key, "is missed, but was held back by a pause");
        }
        boolean isOfThisLife =
                !gates.schedule.isDeleted() && execution.incarnation().equals(gates.schedule.incarnation());
        if (isOfThisLife && skips(gates.schedule).contains(time)) {
            violation(key, "is missed, but its skip was requested");
        }
    }

    private void checkSkipped(Execution execution, boolean isTakeover, Invocation invocation, @Nullable Gates gates) {
        String code = execution.skipCode().orElse("");
        if (gates == null) {
            violation(execution.key(), "is skipped, but its gates were not read");
            return;
        }
        Set<String> codes = codes(invocation, gates, execution.key(), execution.attempts() > 0, isTakeover);
        if (!codes.contains(code)) {
            violation(execution.key(), "is skipped as " + code + ", but the first gate that says no is " + codes);
        }
    }

    /**
     * Returns the first gate that says no, empty if none does. There are two if the invocation may have finished a firing
     * that was begun when it converged, and not for the event.
     *
     * @param wasBegun whether an earlier attempt has begun the execution, also if that was recorded as missed since
     * @param isTakeover whether an earlier attempt has begun the execution and not finished it: "a takeover does not ask it
     *     again", which is the skip
     */
    private Set<String> codes(
            Invocation invocation, Gates gates, ExecutionKey key, boolean wasBegun, boolean isTakeover) {
        Set<String> codes = new HashSet<>();
        codes.add(firstGate(gates, key, false, isTakeover));
        JsonNode event = invocation.event();
        if (event.path("scheduled_time").asText().equals(key.scheduledTime().toString())) {
            Schedule schedule = gates.schedule;
            boolean isOther = event.hasNonNull("incarnation")
                    && !event.path("incarnation").asText().equals(schedule.incarnation());
            long version = event.path(event.hasNonNull("entry_version") ? "entry_version" : "version")
                    .asLong();
            boolean isOld = version < schedule.entryVersion() && !firesNear(schedule, key.scheduledTime());
            codes.clear();
            codes.add(firstGate(gates, key, isOther || isOld, isTakeover));
            if (wasBegun && !isOther && isOld) {
                codes.add(firstGate(gates, key, false, isTakeover));
            }
        }
        return codes;
    }

    private String firstGate(Gates gates, ExecutionKey key, boolean isOutdated, boolean isTakeover) {
        Schedule schedule = gates.schedule;
        Instant time = key.scheduledTime();
        Recurrence recurrence = schedule.definition() == null ? null : schedule.recurrence();
        boolean isAnchor = recurrence != null
                && schedule.requireDefinition().expression().countsFromAnchor()
                && time.equals(schedule.anchor());
        if (schedule.isDeleted()) {
            return "deleted";
        } else if (schedule.status() == Status.FAILED) {
            return "failed";
        } else if (!isAnchor && time.isBefore(schedule.createdAt().truncatedTo(ChronoUnit.SECONDS))) {
            return "before_creation";
        } else if (isOutdated || recurrence != null && recurrence.end() != null && time.isAfter(recurrence.end())) {
            return "outdated";
        } else if (schedule.state() == State.PAUSED || holdsBack(schedule.pause(), time)) {
            return "paused";
        } else if (!isTakeover && isSkipped(schedule, time)) {
            return "skip_requested";
        }
        if (holdsBack(gates.group.pause(), time)) {
            return "group_paused";
        }
        return !isTakeover && isPreviousRunning(schedule, key) ? "previous_running" : "";
    }

    /**
     * "Overlap skip: gate previous_running while an execution of this life is not final." One that has ended at this moment
     * may have been open when the invocation read that.
     */
    private boolean isPreviousRunning(Schedule schedule, ExecutionKey key) {
        return skipsOverlaps(schedule)
                && world.executions(schedule.id()).stream()
                        .filter(it -> !it.key().equals(key) && it.incarnation().equals(schedule.incarnation()))
                        .anyMatch(this::isOpenNow);
    }

    private static boolean skipsOverlaps(Schedule schedule) {
        RunPolicy policy =
                schedule.definition() == null ? null : schedule.definition().runPolicy();
        return policy != null && policy.overlap() == RunPolicy.Overlap.SKIP;
    }

    private boolean isOpenNow(Execution execution) {
        return execution.shownOutcome().isOpen()
                || execution.attemptHistory().stream()
                        .anyMatch(it -> world.now().equals(it.reportedAt()));
    }

    /** "A rate's firing matches within its tolerance": the engine may report a time that is not the nominal one. */
    private static boolean isSkipped(Schedule schedule, Instant time) {
        if (schedule.definition() == null) {
            return false;
        }
        Duration tolerance = schedule.requireDefinition().expression().countsFromAnchor()
                ? ReferenceModel.RATE_TOLERANCE
                : Duration.ZERO;
        return skips(schedule).subSet(time.minus(tolerance), true, time.plus(tolerance), true).stream()
                .anyMatch(schedule.recurrence()::firesAt);
    }

    /** "A skip of an earlier incarnation, with a stamp before the latest delete, does not hold." */
    private static NavigableSet<Instant> skips(Schedule schedule) {
        NavigableSet<Instant> held = new TreeSet<>();
        schedule.skips().registers().forEach((time, skip) -> {
            if (skip.isSet() && schedule.lifecycle().deleted().isBefore(skip.stamp())) {
                held.add(time);
            }
        });
        return held;
    }

    private static boolean firesNear(Schedule schedule, Instant time) {
        return schedule.definition() != null && schedule.recurrence().firesNear(time);
    }

    /**
     * "It holds back firings scheduled from the start of the pause (included) to until (excluded), however late they
     * arrive, and earlier ones whose gates are read during it."
     */
    private boolean holdsBack(@Nullable Pause pause, Instant time) {
        return pause != null
                && (everCovered(pause, time) || time.isBefore(pause.since()) && covers(pause, world.now()));
    }

    /** Returns whether a time is in a pause, or in an earlier one that it has replaced. */
    private static boolean everCovered(@Nullable Pause pause, Instant time) {
        return pause != null && (covers(pause, time) || everCovered(pause.earlier(), time));
    }

    private static boolean covers(Pause pause, Instant time) {
        return !time.isBefore(pause.since()) && (pause.until() == null || time.isBefore(pause.until()));
    }

    private void violation(ExecutionKey key, String what) {
        world.violations.add(world.now() + " the firing of "
                + key.scheduleId().value().substring(0, 10) + " at " + key.scheduledTime() + " " + what);
    }
}
