package com.rezagent.schedules.schedule;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.expression.AtExpression;
import com.rezagent.schedules.expression.Expression;
import com.rezagent.schedules.expression.RateExpression;
import com.rezagent.schedules.expression.Recurrence;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When a schedule fires, and how exactly.
 *
 * @param start no firing is before it, and a rate counts from it; null for no bound
 * @param end no firing is after it; null for no bound
 * @param flexibleWindowMinutes 1-1440, or null for none
 */
public record Timing(
        Expression expression,
        ZoneId timezone,
        @Nullable Instant start,
        @Nullable Instant end,
        @Nullable Integer flexibleWindowMinutes) {

    /** How far in the past a start date may be when it is requested; EventBridge refuses older ones. */
    public static final Duration START_TOLERANCE = Duration.ofMinutes(5);

    /** How late the engine may dispatch a firing without a flexible window. */
    private static final Duration DISPATCH_PRECISION = Duration.ofMinutes(1);

    /**
     * Returns when the schedule fires.
     *
     * @param anchor the instant that a rate counts from
     */
    public Recurrence recurrence(Instant anchor) {
        return new Recurrence(expression, timezone, start, end, anchor);
    }

    public boolean isRate() {
        return expression instanceof RateExpression;
    }

    public boolean isOnce() {
        return expression instanceof AtExpression;
    }

    /**
     * Returns the anchor of a rate: the start date, else the second in which its expression or start date was set.
     *
     * @param issuedAt of the command that set it
     */
    public Instant anchorFor(Instant issuedAt) {
        return start != null ? start : issuedAt.truncatedTo(ChronoUnit.SECONDS);
    }

    /**
     * Returns when firings fall due from, for a timing requested at {@code at}. A rate's first firing may be a start
     * date up to {@link #START_TOLERANCE} ago.
     */
    Instant dueSince(Instant anchor, Instant at) {
        boolean startsPast = isRate() && anchor.isBefore(at);
        return startsPast && !anchor.isBefore(at.minus(START_TOLERANCE)) ? anchor : at;
    }

    /**
     * Returns when the firings of a definition with this timing begin, which was set at {@code at}. A rate's first firing
     * is its anchor, which may be earlier: the second in which the rate was set, or a start date.
     */
    public Instant firingsSince(Instant anchor, Instant at) {
        boolean isSetWithAnchor = start != null || anchor.equals(at.truncatedTo(ChronoUnit.SECONDS));
        return isSetWithAnchor ? dueSince(anchor, at) : at;
    }

    /** Returns whether it has the same firings as another, given the same anchor; the window may differ. */
    public boolean hasSameFiringsAs(Timing other) {
        return expression.equals(other.expression)
                && timezone.equals(other.timezone)
                && Objects.equals(start, other.start)
                && Objects.equals(end, other.end);
    }

    /** Returns whether a rate keeps its anchor when this timing replaces another, or the reverse. */
    public boolean hasSamePhaseAs(Timing other) {
        return expression.equals(other.expression) && Objects.equals(start, other.start);
    }

    /** Returns the flexible time window; zero for none. */
    public Duration flexibleWindow() {
        return flexibleWindowMinutes == null ? Duration.ZERO : Duration.ofMinutes(flexibleWindowMinutes);
    }

    /**
     * Returns how long after its scheduled time the engine may dispatch a firing: a minute plus the flexible time
     * window.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-flexible-time-windows.html">Flexible time windows</a>
     */
    public Duration dispatchTolerance() {
        return flexibleWindow().plus(DISPATCH_PRECISION);
    }

    /**
     * Validates the dates against the time of the request. An edit that does not change the firings is always valid.
     *
     * @param issuedAt when it was requested, never later than now
     * @param before the timing that this one replaces, whose start date is valid however old it is; null for none
     * @throws RefusedException for a start date more than 5 minutes in the past, and for an expression with no firing
     *     left, such as an {@code at()} or an end date in the past
     */
    public void checkTimes(Instant issuedAt, @Nullable Timing before) {
        if (before != null && hasSameFiringsAs(before)) {
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
        if (!firesAfter(issuedAt)) {
            throw neverFiresError();
        }
    }

    /**
     * Validates a change of the timing, for a rate that keeps its phase with its current anchor.
     *
     * @param before the timing that this one replaces
     * @param anchor of the schedule before the change
     * @throws RefusedException as {@link #checkTimes}
     */
    void checkReplacement(Timing before, Instant anchor, Instant issuedAt) {
        boolean keepsPhase = isRate() && hasSamePhaseAs(before);
        if (!keepsPhase || hasSameFiringsAs(before)) {
            checkTimes(issuedAt, before);
        } else if (recurrence(anchor).next(issuedAt).isEmpty()) {
            throw neverFiresError();
        }
    }

    /** Returns whether a schedule that is created at that moment has a firing. */
    public boolean firesAfter(Instant after) {
        Instant anchor = anchorFor(after);
        Recurrence recurrence = recurrence(anchor);
        // A rate's first firing is its anchor: the time of the request, or a start date that has just passed.
        boolean firesAtAnchor =
                isRate() && !anchor.isBefore(after.minus(START_TOLERANCE)) && recurrence.firesAt(anchor);
        return firesAtAnchor || recurrence.next(after).isPresent();
    }

    /** Returns the error {@code invalid_schedule_expression} for a timing with no firing left. */
    public RefusedException neverFiresError() {
        return new RefusedException(
                ErrorCode.INVALID_SCHEDULE_EXPRESSION,
                "The schedule never fires",
                isOnce()
                        ? "never fires: " + expression.canonical() + " in " + timezone
                                + " is not in the future; give a later time"
                        : "never fires: " + expression.canonical() + " has no run "
                                + (end == null ? "left" : "left before end_date " + end)
                                + "; change it or the dates");
    }
}
