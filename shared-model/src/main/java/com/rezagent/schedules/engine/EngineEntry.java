package com.rezagent.schedules.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.expression.AtExpression;
import com.rezagent.schedules.expression.Expression;
import com.rezagent.schedules.expression.RateExpression;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.RetryPolicy;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.State;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.schedule.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A complete entry of the engine. An update replaces all fields, so an entry is always sent whole.
 *
 * @param description the schedule's name, for people who look at the engine; null if there is none
 * @param expression as stored in the engine; an entry not written by this system may have one that it would refuse
 * @param windowMinutes null for no flexible window
 * @param input what the target receives, including the engine's context attributes
 * @see <a href="https://docs.aws.amazon.com/scheduler/latest/APIReference/API_UpdateSchedule.html">UpdateSchedule</a>
 */
public record EngineEntry(
        ScheduleId id,
        @Nullable String description,
        String expression,
        String timezone,
        @Nullable Instant start,
        @Nullable Instant end,
        @Nullable Integer windowMinutes,
        EntryState state,
        RetryPolicy retryPolicy,
        EngineTarget target,
        String input) {

    private static final String ENTRY_VERSION = "entry_version";

    /**
     * How long after a rate's anchor the anchor itself is sent as the start date. EventBridge refuses a start date more
     * than 5 minutes in the past; the remaining minute is for the duration of the call.
     */
    static final Duration MAX_ANCHOR_AGE = Duration.ofMinutes(4);

    /** How long after its scheduled time a firing may still be in delivery without being lost. */
    static final Duration FIRING_TOLERANCE = Duration.ofMinutes(5);

    /** Whether the engine fires the entry. */
    public enum EntryState {
        ENABLED,
        DISABLED
    }

    /**
     * Returns the entry that the engine should hold for a schedule; empty if it should hold none: the schedule is
     * deleted, refused by the engine, completed, or has no firing left.
     */
    public static Optional<EngineEntry> desired(Schedule schedule, EngineTarget target, Instant now) {
        Status status = schedule.status();
        if (status == Status.DELETED || status == Status.FAILED || status == Status.COMPLETED) {
            return Optional.empty();
        }
        Definition definition = schedule.requireDefinition();
        Instant end = endFor(definition);
        if (end != null && !now.isBefore(end)) {
            return Optional.empty();
        }
        Optional<Instant> start = startFor(schedule, now);
        boolean firesAtStart = definition.expression() instanceof RateExpression
                && start.filter(it -> schedule.recurrence().firesAt(it)).isPresent();
        if (!firesAtStart && !schedule.hasFiringAfter(now)) {
            return Optional.empty();
        }
        return Optional.of(new EngineEntry(
                schedule.id(),
                definition.name().value(),
                definition.expression().canonical(),
                definition.timing().timezone().getId(),
                start.orElse(null),
                end,
                definition.timing().flexibleWindowMinutes(),
                schedule.state() == State.PAUSED ? EntryState.DISABLED : EntryState.ENABLED,
                definition.retryPolicy(),
                target,
                input(schedule)));
    }

    /**
     * Returns whether an entry without a firing left may still be about to fire: EventBridge fires within a minute of
     * the scheduled time and, with a flexible window, anywhere in the window. Deleting the entry at that moment would
     * lose the firing.
     */
    public static boolean mayStillFire(Schedule schedule, Instant now) {
        Status status = schedule.status();
        if (status != Status.ACTIVE && status != Status.PENDING) {
            return false;
        }
        Instant oldest = now.minus(schedule.requireDefinition().timing().flexibleWindow())
                .minus(FIRING_TOLERANCE);
        return schedule.recurrence().next(oldest).isPresent();
    }

    /**
     * Returns whether the engine delivers firings with exactly the times of the recurrence. It may not for a rate,
     * which it dates by its own count, or with a flexible window, which delays firings.
     */
    public static boolean hasExactFiringTimes(Schedule schedule) {
        Definition definition = schedule.requireDefinition();
        return !(definition.expression() instanceof RateExpression)
                && definition.timing().flexibleWindowMinutes() == null;
    }

    /**
     * Returns whether a firing fell due since {@link Schedule#dueSince}, except one that the engine is about to get
     * an entry for. An earlier attempt to converge may have started to execute it.
     *
     * @param desired entry that the engine is about to get
     */
    public static boolean mayHaveStarted(Schedule schedule, Optional<EngineEntry> desired, Instant now) {
        Instant since = schedule.dueSince();
        Optional<Instant> start = desired.map(EngineEntry::start);
        return since != null
                && schedule.definition() != null
                && schedule.recurrence()
                        .after(since.minusNanos(1))
                        .limit(2)
                        .takeWhile(it -> !it.isAfter(now))
                        .anyMatch(it -> !start.equals(Optional.of(it)));
    }

    /**
     * Returns the firing to execute immediately because it was due before the engine had an entry for it: the latest
     * since {@link Schedule#dueSince}, for an {@code at()} within its grace, for any other less than five minutes old.
     * Earlier firings are missed, and an audit finds them.
     *
     * @param desired entry that the engine is about to get; the firing that a rate's entry starts with is left to the
     *     engine
     */
    public static Optional<Instant> dueFiring(Schedule schedule, Optional<EngineEntry> desired, Instant now) {
        Instant since = schedule.dueSince();
        if (since == null || (schedule.status() != Status.ACTIVE && schedule.status() != Status.PENDING)) {
            return Optional.empty();
        }
        Definition definition = schedule.requireDefinition();
        boolean isOnce = definition.expression() instanceof AtExpression;
        // A rate's first firing is its anchor: the time of the request, or a start date that had just passed then.
        boolean isAnchorDue = definition.expression() instanceof RateExpression
                && schedule.anchor().equals(since);
        Duration tolerance = isAnchorDue && definition.timing().start() != null
                ? FIRING_TOLERANCE.plus(Timing.START_TOLERANCE)
                : FIRING_TOLERANCE;
        Instant oldest = now.minus(isOnce ? definition.grace() : tolerance);
        Instant requested = later(isAnchorDue ? since.minusNanos(1) : since, oldest);
        // A firing during a pause is not executed later, even if a change that was issued before its end arrives after
        // it.
        Instant resumed = schedule.resumedAt();
        Instant after = resumed == null ? requested : later(requested, resumed.minusNanos(1));
        Optional<Instant> latest = schedule.recurrence()
                .after(after)
                .takeWhile(it -> !it.isAfter(now))
                .reduce((a, b) -> b);
        boolean isLeftToEngine = definition.expression() instanceof RateExpression
                && desired.map(EngineEntry::start).equals(latest);
        return isLeftToEngine ? Optional.empty() : latest;
    }

    /**
     * Returns the start date to send. A rate counts from its anchor, a cron omits a start that has passed, and at() has
     * no start.
     */
    private static Optional<Instant> startFor(Schedule schedule, Instant now) {
        Definition definition = schedule.requireDefinition();
        Expression expression = definition.expression();
        if (expression instanceof AtExpression) {
            return Optional.empty();
        }
        if (expression instanceof RateExpression) {
            Instant oldest = now.minus(MAX_ANCHOR_AGE);
            return schedule.anchor().isAfter(oldest) && !schedule.phase().isAnchorHeldBack()
                    ? Optional.of(schedule.anchor())
                    : schedule.recurrence().next(later(oldest, lastDispatch(schedule)));
        }
        return Optional.ofNullable(definition.timing().start()).filter(it -> it.isAfter(now));
    }

    /**
     * Returns the end date to send: one second after the schedule's end. EventBridge requires the end to be after the
     * start, and a rate that is written in its last period starts at its end. A firing in the additional second is
     * skipped.
     */
    private static @Nullable Instant endFor(Definition definition) {
        return definition.timing().end() == null
                ? null
                : definition.timing().end().plusSeconds(1);
    }

    /**
     * Returns the time after which firings are requested again: the last resume or, without one, the creation. A firing
     * that was due a moment ago may still be waiting in the engine, and an update would cancel it. The new entry
     * therefore starts with it, and the execution's key drops a duplicate. Firings that a pause suppressed are not
     * requested again.
     */
    private static Instant lastDispatch(Schedule schedule) {
        Instant resumed = schedule.resumedAt();
        return resumed == null ? schedule.createdAt() : resumed;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isBefore(b) ? b : a;
    }

    private static String input(Schedule schedule) {
        ObjectNode json = Json.object();
        json.put("schedule_id", schedule.id().value());
        // Releases without entry versions read the entry version from this field.
        json.put("version", schedule.entryVersion());
        json.put(ENTRY_VERSION, schedule.entryVersion());
        json.put("incarnation", schedule.incarnation());
        json.put("scheduled_time", "<aws.scheduler.scheduled-time>");
        json.put("attempt_number", "<aws.scheduler.attempt-number>");
        json.put("execution_id", "<aws.scheduler.execution-id>");
        return Json.write(json);
    }

    /**
     * Returns whether an existing entry behaves as this entry would from now on. The starts of a rate may differ by
     * whole periods, a start that has passed counts as none, and an earlier release sent the end without the additional
     * second and fewer fields of the input.
     */
    public boolean isSatisfiedBy(EngineEntry existing, Expression parsed, Instant now) {
        return withoutDates().equals(existing.withoutDates().with(input))
                && isSameInput(existing.input)
                && isSameEnd(existing.end)
                && isSameStart(existing.start, parsed, now);
    }

    /** Returns whether an existing entry was written for the current entry version and incarnation of the schedule. */
    public static boolean isCurrentFor(Schedule schedule, EngineEntry existing) {
        JsonNode input = parseInput(existing.input);
        JsonNode entryVersion = input.path(input.has(ENTRY_VERSION) ? ENTRY_VERSION : "version");
        JsonNode incarnation = input.path("incarnation");
        return entryVersion.longValue() == schedule.entryVersion()
                && (incarnation.isMissingNode() || schedule.incarnation().equals(incarnation.textValue()));
    }

    private static JsonNode parseInput(String text) {
        try {
            return Json.parse(text);
        } catch (RefusedException e) {
            // Not written by this system.
            return Json.object();
        }
    }

    private boolean isSameInput(String other) {
        return other.equals(input)
                || (parseInput(other) instanceof ObjectNode fields && !fields.isEmpty() && isPartOfInput(fields));
    }

    private boolean isPartOfInput(ObjectNode fields) {
        JsonNode mine = Json.parse(input);
        return fields.has("schedule_id")
                && fields.has("version")
                && fields.has("scheduled_time")
                && fields.properties().stream().allMatch(it -> it.getValue().equals(mine.get(it.getKey())));
    }

    private boolean isSameEnd(@Nullable Instant other) {
        return Objects.equals(end, other) || (end != null && end.minusSeconds(1).equals(other));
    }

    private boolean isSameStart(@Nullable Instant other, Expression parsed, Instant now) {
        if (parsed instanceof RateExpression rate) {
            if (start == null || other == null) {
                return Objects.equals(start, other);
            }
            long period = rate.period().toSeconds();
            return Math.floorMod(other.getEpochSecond() - start.getEpochSecond(), period) == 0 && !other.isAfter(start);
        }
        Instant mine = start != null && start.isAfter(now) ? start : null;
        Instant theirs = other != null && other.isAfter(now) ? other : null;
        return Objects.equals(mine, theirs);
    }

    private EngineEntry withoutDates() {
        return new EngineEntry(
                id, description, expression, timezone, null, null, windowMinutes, state, retryPolicy, target, input);
    }

    private EngineEntry with(String otherInput) {
        return new EngineEntry(
                id,
                description,
                expression,
                timezone,
                start,
                end,
                windowMinutes,
                state,
                retryPolicy,
                target,
                otherInput);
    }
}
