package com.rezagent.schedules.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.expression.Expression;
import com.rezagent.schedules.expression.RateExpression;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.RetryPolicy;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
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

    /** A hint, which saves a read; it may be outdated. */
    private static final String GROUP = "group";

    /**
     * How long after a rate's anchor the anchor itself is sent as the start date. EventBridge refuses a start date more
     * than 5 minutes in the past; the remaining minute is for the duration of the call.
     */
    public static final Duration MAX_ANCHOR_AGE = Duration.ofMinutes(4);

    /** Whether the engine fires the entry. */
    public enum EntryState {
        ENABLED,
        DISABLED
    }

    /** Returns the input of an entry that is written from a record. */
    public static String input(Schedule schedule) {
        ObjectNode json = Json.object();
        json.put("schedule_id", schedule.id().value());
        // Releases without entry versions read the entry version from this field.
        json.put("version", schedule.entryVersion());
        json.put(ENTRY_VERSION, schedule.entryVersion());
        json.put("incarnation", schedule.incarnation());
        json.put(GROUP, schedule.group().value());
        json.put("scheduled_time", "<aws.scheduler.scheduled-time>");
        json.put("attempt_number", "<aws.scheduler.attempt-number>");
        json.put("execution_id", "<aws.scheduler.execution-id>");
        return Json.write(json);
    }

    /**
     * Returns whether an existing entry behaves as this entry would from now on. The starts of a rate may differ by
     * whole periods, a start that has passed counts as none, and an earlier release sent the end without the additional
     * second and fewer fields of the input; the group in it may be outdated.
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
                && fields.properties().stream()
                        .allMatch(
                                it -> it.getKey().equals(GROUP) || it.getValue().equals(mine.get(it.getKey())));
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
