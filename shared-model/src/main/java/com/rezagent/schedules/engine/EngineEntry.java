package com.rezagent.schedules.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
    public static Optional<EngineEntry> wanted(Schedule schedule, EngineTarget target, Instant now) {
        Status status = schedule.status();
        if (status == Status.DELETED || status == Status.FAILED || status == Status.COMPLETED) {
            return Optional.empty();
        }
        Definition definition = schedule.requireDefinition();
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
                definition.end(),
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

    /** A rate counts from its anchor; cron leaves out a start that has passed, and at() has none. */
    private static Optional<Instant> startFor(Schedule schedule, Instant now) {
        Definition definition = schedule.requireDefinition();
        Expression expression = definition.expression();
        if (expression instanceof AtExpression) {
            return Optional.empty();
        }
        if (expression instanceof RateExpression) {
            Instant oldest = now.minus(ANCHOR_SENT_FOR);
            return schedule.anchor().isAfter(oldest)
                    ? Optional.of(schedule.anchor())
                    : definition.recurrence(schedule.anchor()).next(later(oldest, lastLetGo(schedule)));
        }
        return Optional.ofNullable(definition.start()).filter(it -> it.isAfter(now));
    }

    /**
     * A firing that was due a moment ago may still be on its way out of the engine, and an update would take it back: it
     * is asked for once more, and its identity drops the second one. What a pause held back stays held back.
     */
    private static Instant lastLetGo(Schedule schedule) {
        return schedule.stateStamp().issuedAt();
    }

    private static Instant later(Instant a, Instant b) {
        return a.isBefore(b) ? b : a;
    }

    private static String input(Schedule schedule) {
        ObjectNode json = Json.object();
        json.put("schedule_id", schedule.id().value());
        json.put("version", schedule.version());
        json.put("scheduled_time", "<aws.scheduler.scheduled-time>");
        json.put("attempt_number", "<aws.scheduler.attempt-number>");
        json.put("execution_id", "<aws.scheduler.execution-id>");
        return Json.write(json);
    }

    /**
     * Whether what the engine holds does what this entry would do from now on. A rate may start whole periods apart; a
     * start that has passed is as good as none.
     */
    public boolean isServedBy(EngineEntry held, Expression parsed, Instant now) {
        return withoutStart().equals(held.withoutStart()) && isSameStart(held.start, parsed, now);
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

    private EngineEntry withoutStart() {
        return new EngineEntry(
                id, description, expression, timezone, null, end, windowMinutes, state, retryPolicy, target, input);
    }
}
