package com.rezagent.schedules.expression;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides when a schedule fires: an expression in a timezone, within bounds.
 *
 * <ul>
 *   <li>cron fires at each selected minute that a wall clock in the timezone shows, the first time it shows it: what falls
 *       into a gap is skipped, and what clocks show twice fires in the first pass only.
 *   <li>rate fires at anchor + k × period, k ≥ 0, whatever the timezone.
 *   <li>at fires once, in the first pass.
 * </ul>
 *
 * <p>For {@code cron(30 1 * * ? *)} in America/New_York, {@code next(2026-11-01T05:30:00Z)}, which is 01:30 in the first
 * pass, is {@code 2026-11-02T06:30:00Z}; 01:30 in the second pass, an hour later, is silent.
 *
 * <p>All firings are whole seconds. Instants of any size may be asked about. Immutable and safe to share.
 *
 * @param timezone see {@link Timezones}
 * @param start no firing is before it; null for no bound
 * @param end no firing is after it; null for no bound
 * @param anchor where a rate counts from, truncated to the second; cron and at ignore it
 */
public record Recurrence(
        Expression expression,
        ZoneId timezone,
        @Nullable Instant start,
        @Nullable Instant end,
        Instant anchor) {

    /**
     * @throws RefusedException {@code INVALID_SCHEDULE_EXPRESSION} if the expression is an at() that falls into a gap of
     *     the timezone: a time that clocks there never show
     */
    public Recurrence {
        if (expression instanceof AtExpression at && secondOf(at, timezone) == WallClock.NEVER) {
            throw new RefusedException(
                    ErrorCode.INVALID_SCHEDULE_EXPRESSION,
                    "At expression is invalid",
                    at.text() + " does not exist in " + timezone.getId()
                            + ", where clocks are put forward past it; choose a time before or after the gap");
        }
    }

    /**
     * The first firing strictly after an instant.
     *
     * @return empty if there is none any more: for cron the search ends with the year 2199
     */
    public Optional<Instant> next(Instant after) {
        long second = notBefore(after.getEpochSecond() + 1);
        return second == WallClock.NEVER ? Optional.empty() : Optional.of(Instant.ofEpochSecond(second));
    }

    /** Whether it fires at exactly this instant. */
    public boolean firesAt(Instant instant) {
        return instant.getNano() == 0 && notBefore(instant.getEpochSecond()) == instant.getEpochSecond();
    }

    /** Whether a firing may be dated so: exactly, or, for a rate, by the engine's own count of its periods. */
    public boolean firesNear(Instant instant) {
        Duration tolerance = tolerance();
        return next(instant.minus(tolerance).minusNanos(1))
                .filter(it -> Duration.between(instant, it).compareTo(tolerance) <= 0)
                .isPresent();
    }

    /** How far from its time a firing may be dated: {@link RateExpression#TOLERANCE} for a rate, else exactly. */
    public Duration tolerance() {
        return expression instanceof RateExpression ? RateExpression.TOLERANCE : Duration.ZERO;
    }

    /** All firings strictly after an instant, in order, each found when it is asked for. May have no end. */
    public Stream<Instant> after(Instant after) {
        return Stream.iterate(next(after), Optional::isPresent, last -> last.flatMap(this::next))
                .map(Optional::orElseThrow);
    }

    /**
     * What a user may not expect, a plain sentence each: months that are skipped, and the next change of clocks within a
     * year that swallows runs or shows their time twice.
     */
    public List<String> warnings(Instant now) {
        return new RecurrenceWarnings(this, now).all();
    }

    /** The first firing at a second or later; {@link WallClock#NEVER} if there is none. */
    private long notBefore(long earliest) {
        long from = start == null ? earliest : Math.max(earliest, roundedUp(start));
        long next = unbounded(from);
        return end != null && next > end.getEpochSecond() ? WallClock.NEVER : next;
    }

    private long unbounded(long from) {
        if (expression instanceof CronExpression cron) {
            return new WallClock(timezone.getRules()).next(cron::nextLocal, from);
        }
        if (expression instanceof AtExpression at) {
            long second = secondOf(at, timezone);
            return second >= from ? second : WallClock.NEVER;
        }
        return nextOfRate((RateExpression) expression, from);
    }

    private long nextOfRate(RateExpression rate, long from) {
        long first = anchor.getEpochSecond();
        if (from <= first) {
            return first;
        }
        long period = rate.period().toSeconds();
        long periods = Math.floorDiv(from - first - 1, period) + 1;
        long next = first + periods * period;
        return next > Instant.MAX.getEpochSecond() ? WallClock.NEVER : next;
    }

    private static long secondOf(AtExpression at, ZoneId timezone) {
        long local = at.dateTime().toEpochSecond(ZoneOffset.UTC);
        long earliest = at.dateTime().toEpochSecond(ZoneOffset.MAX);
        return new WallClock(timezone.getRules()).next(second -> second <= local ? local : WallClock.NEVER, earliest);
    }

    /** The first whole second that is not before an instant. */
    static long roundedUp(Instant instant) {
        return instant.getNano() == 0 ? instant.getEpochSecond() : instant.getEpochSecond() + 1;
    }
}
