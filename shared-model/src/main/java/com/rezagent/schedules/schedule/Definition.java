package com.rezagent.schedules.schedule;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.expression.AtExpression;
import com.rezagent.schedules.expression.Expression;
import com.rezagent.schedules.expression.RateExpression;
import com.rezagent.schedules.expression.Recurrence;
import com.rezagent.schedules.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The definition register: what a schedule does, when, and where to. Canonical, with defaults filled in, so that two
 * definitions that mean the same are equal.
 *
 * @param flexibleWindowMinutes 1-1440, or null for none
 */
public record Definition(
        ScheduleName name,
        Expression expression,
        ZoneId timezone,
        @Nullable Instant start,
        @Nullable Instant end,
        @Nullable Integer flexibleWindowMinutes,
        Target target,
        JsonObject payload,
        @Nullable JsonObject arguments,
        @Nullable String description,
        RetryPolicy retryPolicy) {

    /** How far in the past a start date may be when it is asked for; EventBridge refuses older ones. */
    public static final Duration START_TOLERANCE = Duration.ofMinutes(5);

    /** How exactly the engine keeps a time. */
    private static final Duration PRECISION = Duration.ofMinutes(1);

    /** When it fires, given the anchor that a rate counts from. */
    public Recurrence recurrence(Instant anchor) {
        return new Recurrence(expression, timezone, start, end, anchor);
    }

    /** The anchor of a rate whose expression or start was set by a command issued then: the start date, else that second. */
    public Instant anchorFor(Instant issuedAt) {
        return start != null ? start : issuedAt.truncatedTo(ChronoUnit.SECONDS);
    }

    /** Whether it fires when another does, given the same anchor. */
    public boolean firesWhen(Definition other) {
        return expression.equals(other.expression)
                && timezone.equals(other.timezone)
                && Objects.equals(start, other.start)
                && Objects.equals(end, other.end);
    }

    /** Whether the engine's entry for it is the one for another, given the same anchor. */
    public boolean hasEntryOf(Definition other) {
        return firesWhen(other)
                && Objects.equals(flexibleWindowMinutes, other.flexibleWindowMinutes)
                && retryPolicy.equals(other.retryPolicy);
    }

    /** Whether a rate keeps counting from where it did. */
    public boolean keepsPhaseOf(Definition other) {
        return expression.equals(other.expression) && Objects.equals(start, other.start);
    }

    /** The flexible window, zero for none. */
    public Duration flexibleWindow() {
        return flexibleWindowMinutes == null ? Duration.ZERO : Duration.ofMinutes(flexibleWindowMinutes);
    }

    /**
     * How long after its scheduled time the engine may let a firing go: a minute, and anywhere in the flexible window.
     *
     * @see <a href="https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-flexible-time-windows.html">Flexible
     *     time windows</a>
     */
    public Duration dispatchTolerance() {
        return flexibleWindow().plus(PRECISION);
    }

    /** How long after its scheduled time a firing may still arrive: window, maximum event age, and ten minutes. */
    public Duration grace() {
        return flexibleWindow().plus(retryPolicy.maximumEventAge()).plus(Duration.ofMinutes(10));
    }

    /**
     * Judges what only the moment of asking can: an {@code at()} or an end in the past, a start too old, an expression
     * that never fires. An edit that does not change when it fires is always allowed.
     *
     * @param issuedAt when it was asked for, and never later than now
     * @param before the definition that this one replaces; its start date may stay however old it is
     * @throws RefusedException with the fault
     */
    public void checkTimes(Instant issuedAt, @Nullable Definition before) {
        if (before != null && firesWhen(before)) {
            return;
        }
        if (start != null
                && start.isBefore(issuedAt.minus(START_TOLERANCE))
                && !(before != null && start.equals(before.start))) {
            throw new RefusedException(
                    ErrorCode.INVALID_REQUEST,
                    "The request is invalid",
                    "start_date: " + start + " is more than 5 minutes in the past; leave it out to start now");
        }
        checkFires(issuedAt);
    }

    /** @throws RefusedException {@code invalid_schedule_expression} when nothing is left to fire after that moment */
    private void checkFires(Instant after) {
        Instant anchor = anchorFor(after);
        Recurrence recurrence = recurrence(anchor);
        // A rate's first firing is its anchor: the moment of asking, or a start that has just passed.
        boolean firesAtOnce = expression instanceof RateExpression
                && !anchor.isBefore(after.minus(START_TOLERANCE))
                && recurrence.firesAt(anchor);
        if (!firesAtOnce && recurrence.next(after).isEmpty()) {
            throw neverFires();
        }
    }

    /** {@code invalid_schedule_expression}: nothing is left to fire. */
    public RefusedException neverFires() {
        return new RefusedException(
                ErrorCode.INVALID_SCHEDULE_EXPRESSION,
                "The schedule never fires",
                expression instanceof AtExpression
                        ? "never fires: " + expression.canonical() + " in " + timezone
                                + " is not in the future; give a later time"
                        : "never fires: " + expression.canonical() + " has no run "
                                + (end == null ? "left" : "left before end_date " + end)
                                + "; change it or the dates");
    }
}
