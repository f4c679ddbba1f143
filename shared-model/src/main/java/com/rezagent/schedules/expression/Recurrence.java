package com.rezagent.schedules.expression;

import static java.time.temporal.ChronoUnit.SECONDS;

import com.rezagent.schedules.error.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When a schedule fires: an expression in a timezone, within bounds.
 *
 * <ul>
 *   <li>cron fires at each selected local minute, the first time it occurs: a local time in a gap is skipped, and one
 *       that occurs twice fires only the first time.
 *   <li>rate fires at anchor + k × period, k ≥ 0, independent of the timezone.
 *   <li>at fires once, the first time that its local time occurs.
 * </ul>
 *
 * <p>For {@code cron(30 1 * * ? *)} in America/New_York, {@code next(2026-11-01T05:30:00Z)}, where 01:30 occurs for the
 * first time, is {@code 2026-11-02T06:30:00Z}; it doesn't fire at the second 01:30, an hour later.
 *
 * <p>All firings are whole seconds. All methods accept any instant. Immutable and thread-safe.
 *
 * @param timezone see {@link Timezones}
 * @param start no firing is before it; null for no bound
 * @param end no firing is after it; null for no bound
 * @param anchor the time from which a rate counts, truncated to the second; cron and at ignore it
 */
public record Recurrence(
        Expression expression,
        ZoneId timezone,
        @Nullable Instant start,
        @Nullable Instant end,
        Instant anchor) {

    /**
     * @throws RefusedException {@code INVALID_SCHEDULE_EXPRESSION} if the expression is an at() in a gap of the
     *     timezone: a local time that does not exist there
     */
    public Recurrence {
        expression.checkTimezone(timezone);
    }

    /**
     * Returns the first firing strictly after an instant; empty if there is none. For cron the search ends with the
     * year 2199.
     */
    public Optional<Instant> next(Instant after) {
        long second = notBefore(after.getEpochSecond() + 1);
        return second == WallClock.NEVER ? Optional.empty() : Optional.of(Instant.ofEpochSecond(second));
    }

    /** Returns whether it fires at exactly this instant. */
    public boolean firesAt(Instant instant) {
        return instant.getNano() == 0 && notBefore(instant.getEpochSecond()) == instant.getEpochSecond();
    }

    /** Returns whether there is a firing at most {@link #tolerance} away from an instant. */
    public boolean firesNear(Instant instant) {
        return nearest(instant).isPresent();
    }

    /** Returns the firing at most {@link #tolerance} away from an instant, which is the only one; empty if there is none. */
    public Optional<Instant> nearest(Instant instant) {
        Duration tolerance = tolerance();
        return next(instant.minus(tolerance).minusNanos(1))
                .filter(it -> Duration.between(instant, it).compareTo(tolerance) <= 0);
    }

    /**
     * Returns the largest difference between the time that the engine reports for a firing and the time computed here:
     * {@link RateExpression#TOLERANCE} for a rate, else zero.
     */
    public Duration tolerance() {
        return expression.countsFromAnchor() ? RateExpression.TOLERANCE : Duration.ZERO;
    }

    /** Returns all firings strictly after an instant, in order. The stream is lazy and may be infinite. */
    public Stream<Instant> after(Instant after) {
        return Stream.iterate(next(after), Optional::isPresent, last -> last.flatMap(this::next))
                .map(Optional::orElseThrow);
    }

    /**
     * Returns all firings strictly after an instant, and between them the selected times that clocks skip, in order. Firings
     * after the year 9999 are left out. The stream is lazy and may be infinite.
     */
    public Stream<ExplainedFiring> rows(Instant after) {
        return new ExplainedFirings(this, after).rows();
    }

    /**
     * Returns the time after which firings are listed of a schedule that would be set at an instant: the instant, or just
     * before it for a rate without a start, which fires immediately.
     */
    public Instant listedAfter(Instant set) {
        return expression.countsFromAnchor() && start == null
                ? anchor.truncatedTo(SECONDS).minusNanos(1)
                : set;
    }

    /**
     * Returns one sentence for each behaviour that users may not expect: steps that are uneven, months that are
     * skipped, and the next changes of clocks within 365 days that skip runs, repeat their local time or move the local
     * time of a rate.
     */
    public List<String> warnings(Instant now) {
        return new RecurrenceWarnings(this, now).all();
    }

    /** Returns the first firing at or after a second; {@link WallClock#NEVER} if there is none. */
    private long notBefore(long earliest) {
        long from = start == null ? earliest : Math.max(earliest, roundedUp(start));
        long next = expression.firstSecond(from, timezone.getRules(), anchor.getEpochSecond());
        return end != null && next > end.getEpochSecond() ? WallClock.NEVER : next;
    }

    /** Returns the first whole second at or after an instant. */
    static long roundedUp(Instant instant) {
        return instant.getNano() == 0 ? instant.getEpochSecond() : instant.getEpochSecond() + 1;
    }
}
