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
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that an engine holds under one name. An update replaces all of it, so it is always sent whole.
 *
 * @param description carries the schedule's name, for people who look at the engine; null where there is none
 * @param expression as the engine has it; a foreign entry may have one that we would refuse
 * @param windowMinutes null for no flexible window
 * @param input what the target receives, with the engine's context attributes in it
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

    /**
     * How long a rate's anchor is sent as it is. EventBridge refuses a start date more than 5 minutes in the past; the
     * minute between is for the call's own way.
     */
    static final Duration ANCHOR_SENT_FOR = Duration.ofMinutes(4);

    private static final String ENTRY_VERSION = "entry_version";

    /** How late a firing may be on its way without being lost. */
    static final Duration FIRING_TOLERANCE = Duration.ofMinutes(5);

    /** Whether the engine fires it. */
    public enum EntryState {
        ENABLED,
        DISABLED
    }

    /**
     * What the engine should hold for a schedule; empty when it should hold nothing: deleted, refused by the engine,
     * completed, or without a firing left.
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
                definition.timezone().getId(),
                start.orElse(null),
                end,
                definition.flexibleWindowMinutes(),
                schedule.state() == State.PAUSED ? EntryState.DISABLED : EntryState.ENABLED,
                definition.retryPolicy(),
                target,
                input(schedule)));
    }

    /**
     * Whether an entry that has no firing left may still be about to fire: EventBridge fires within a minute of the
     * scheduled time, and with a flexible window anywhere in it. Taking the entry away then would take the firing away.
     */
    public static boolean mayStillFire(Schedule schedule, Instant now) {
        Status status = schedule.status();
        if (status != Status.ACTIVE && status != Status.PENDING) {
            return false;
        }
        Instant oldest =
                now.minus(schedule.requireDefinition().flexibleWindow()).minus(FIRING_TOLERANCE);
        return schedule.recurrence().next(oldest).isPresent();
    }

    /** Whether the engine lets firings go at their times: a rate may be dated by its own count, and a window delays. */
    public static boolean isDatedExactly(Schedule schedule) {
        Definition definition = schedule.requireDefinition();
        return !(definition.expression() instanceof RateExpression) && definition.flexibleWindowMinutes() == null;
    }

    /**
     * Whether a firing fell due since {@link Schedule#dueSince}, other than one that the engine is about to get an entry for.
     * An earlier attempt to converge may have begun to execute it.
     */
    public static boolean mayHaveBegun(Schedule schedule, Optional<EngineEntry> wanted, Instant now) {
        Instant since = schedule.dueSince();
        Optional<Instant> start = wanted.map(EngineEntry::start);
        return since != null
                && schedule.definition() != null
                && schedule.recurrence()
                        .after(since.minusNanos(1))
                        .limit(2)
                        .takeWhile(it -> !it.isAfter(now))
                        .anyMatch(it -> !start.equals(Optional.of(it)));
    }

    /**
     * The firing that is to be executed at once, because it fell due before the engine had an entry for it: the latest
     * since {@link Schedule#dueSince}, an {@code at()} within its grace, any other under five minutes old. Earlier ones
     * are missed, and found by an audit.
     *
     * @param wanted the entry that the engine is about to get; one that a rate's entry starts with is left to it
     */
    public static Optional<Instant> due(Schedule schedule, Optional<EngineEntry> wanted, Instant now) {
        Instant since = schedule.dueSince();
        if (since == null || (schedule.status() != Status.ACTIVE && schedule.status() != Status.PENDING)) {
            return Optional.empty();
        }
        Definition definition = schedule.requireDefinition();
        boolean isOnce = definition.expression() instanceof AtExpression;
        // A rate's first firing is its anchor, which may be the very moment, or a start that was just in time.
        boolean isWithAnchor = definition.expression() instanceof RateExpression
                && schedule.anchor().equals(since);
        Duration tolerance = isWithAnchor ? FIRING_TOLERANCE.plus(Definition.START_TOLERANCE) : FIRING_TOLERANCE;
        Instant oldest = now.minus(isOnce ? definition.grace() : tolerance);
        Instant resumed = schedule.resumedAt();
        Instant asked = later(isWithAnchor ? since.minusNanos(1) : since, oldest);
        // What a pause held back is not made up for, though an edit that was asked for before it ended came after.
        Instant after = resumed == null ? asked : later(asked, resumed.minusNanos(1));
        Optional<Instant> latest = schedule.recurrence()
                .after(after)
                .takeWhile(it -> !it.isAfter(now))
                .reduce((a, b) -> b);
        boolean isLeftToEngine = definition.expression() instanceof RateExpression
                && wanted.map(EngineEntry::start).equals(latest);
        return isLeftToEngine ? Optional.empty() : latest;
    }

    /** A rate counts from its anchor; cron leaves out a start that has passed, and at() has none. */
    private static Optional<Instant> startFor(Schedule schedule, Instant now) {
        Definition definition = schedule.requireDefinition();
        Expression expression = definition.expression();
        if (expression instanceof AtExpression) {
            return Optional.empty();
        }
        if (expression instanceof RateExpression) {
            Instant oldest = now.minus(ANCHOR_SENT_FOR);
            Instant resumed = schedule.resumedAt();
            boolean isHeldBack = resumed != null && schedule.anchor().isBefore(resumed);
            return schedule.anchor().isAfter(oldest) && !isHeldBack
                    ? Optional.of(schedule.anchor())
                    : schedule.recurrence().next(later(oldest, lastDispatch(schedule)));
        }
        return Optional.ofNullable(definition.start()).filter(it -> it.isAfter(now));
    }

    /**
     * EventBridge wants the end after the start, and a rate that is written in its last period starts at its end. A firing
     * in the second more is skipped.
     */
    private static @Nullable Instant endFor(Definition definition) {
        return definition.end() == null ? null : definition.end().plusSeconds(1);
    }

    /**
     * A firing that was due a moment ago may still be on its way out of the engine, and an update would take it back: it
     * is asked for once more, and its identity drops the second one. What a pause held back stays held back.
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
        // Releases before entry versions read it by this name.
        json.put("version", schedule.entryVersion());
        json.put(ENTRY_VERSION, schedule.entryVersion());
        json.put("incarnation", schedule.incarnation());
        json.put("scheduled_time", "<aws.scheduler.scheduled-time>");
        json.put("attempt_number", "<aws.scheduler.attempt-number>");
        json.put("execution_id", "<aws.scheduler.execution-id>");
        return Json.write(json);
    }

    /**
     * Whether what the engine holds does what this entry would do from now on. A rate may start whole periods apart; a
     * start that has passed is as good as none; and an earlier release sent the end without the second more, and fewer
     * fields of the input.
     */
    public boolean isSatisfiedBy(EngineEntry held, Expression parsed, Instant now) {
        return withoutDates().equals(held.withoutDates().with(input))
                && isSameInput(held.input)
                && isSameEnd(held.end)
                && isSameStart(held.start, parsed, now);
    }

    /** Whether what the engine holds was written for the schedule as the engine must hold it now. */
    public static boolean isOf(Schedule schedule, EngineEntry held) {
        JsonNode input = heldInput(held.input);
        JsonNode entryVersion = input.path(input.has(ENTRY_VERSION) ? ENTRY_VERSION : "version");
        JsonNode incarnation = input.path("incarnation");
        return entryVersion.longValue() == schedule.entryVersion()
                && (incarnation.isMissingNode() || schedule.incarnation().equals(incarnation.textValue()));
    }

    private static JsonNode heldInput(String text) {
        try {
            return Json.parse(text);
        } catch (RefusedException e) {
            // Somebody else's.
            return Json.object();
        }
    }

    private boolean isSameInput(String other) {
        return other.equals(input)
                || (heldInput(other) instanceof ObjectNode held && !held.isEmpty() && isPartOfInput(held));
    }

    private boolean isPartOfInput(ObjectNode held) {
        JsonNode mine = Json.parse(input);
        return held.has("schedule_id")
                && held.has("version")
                && held.has("scheduled_time")
                && held.properties().stream().allMatch(it -> it.getValue().equals(mine.get(it.getKey())));
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
