package com.rezagent.schedules.expression;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Warns if a change of clocks moves the local times of a rate of at least an hour. A rate runs at the local times that
 * are whole multiples of the greatest common divisor of its period and a day apart: {@code rate(36 hours)} at two
 * times, twelve hours apart. A change by a multiple of that distance moves nothing.
 */
final class RateWarning {
    private static final long DAY = Duration.ofDays(1).toSeconds();
    private static final long HOUR = Duration.ofHours(1).toSeconds();
    private static final int DAYS_PER_WEEK = 7;

    private final Recurrence recurrence;
    private final long period;
    private final Instant now;
    private final long horizon;

    private RateWarning(Recurrence recurrence, long period, Instant now, long horizon) {
        this.recurrence = recurrence;
        this.period = period;
        this.now = now;
        this.horizon = horizon;
    }

    /**
     * Returns the warning; empty if no change of clocks up to the horizon moves the local times.
     *
     * @param horizon epoch second
     */
    static Optional<String> of(Recurrence recurrence, RateExpression rate, Instant now, long horizon) {
        long period = rate.period().toSeconds();
        return period < HOUR ? Optional.empty() : new RateWarning(recurrence, period, now, horizon).warning();
    }

    private Optional<String> warning() {
        Instant first = recurrence.next(now).orElse(null);
        if (first == null || first.getEpochSecond() > horizon) {
            return Optional.empty();
        }
        ZonedDateTime before = first.atZone(recurrence.timezone());
        Instant at = first;
        while (true) {
            ZoneOffsetTransition change = recurrence.timezone().getRules().nextTransition(at);
            if (change == null || change.toEpochSecond() > horizon) {
                return Optional.empty();
            }
            at = change.getInstant();
            Instant next = recurrence.next(at.minusNanos(1)).orElse(null);
            if (next == null || next.getEpochSecond() > horizon) {
                return Optional.empty();
            }
            ZonedDateTime after = next.atZone(recurrence.timezone());
            long shift = (long) after.getOffset().getTotalSeconds()
                    - before.getOffset().getTotalSeconds();
            if (shift % distance() != 0) {
                return Optional.of(sentence(before, after, change, shift));
            }
        }
    }

    /** Returns the distance of the local times, in seconds; a rate of whole days runs at one, on certain days. */
    private long distance() {
        return period % DAY == 0
                ? period
                : BigInteger.valueOf(period).gcd(BigInteger.valueOf(DAY)).longValueExact();
    }

    private String sentence(ZonedDateTime before, ZonedDateTime after, ZoneOffsetTransition change, long shift) {
        String moved = shift < 0 ? "earlier" : "later";
        return "On " + change.getDateTimeBefore().toLocalDate() + " clocks in "
                + recurrence.timezone().getId() + " change, and a rate counts elapsed time: from then on it runs "
                + amount(Math.abs(shift)) + " " + moved + " on the clock"
                + (period % DAY == 0 ? ", at " + time(after) + " instead of " + time(before) : "") + "."
                + cron(before);
    }

    private static String amount(long seconds) {
        long minutes = seconds / 60;
        if (minutes % 60 == 0) {
            return minutes == 60 ? "1 hour" : minutes / 60 + " hours";
        }
        return minutes + " minutes";
    }

    private static LocalTime time(ZonedDateTime time) {
        return time.toLocalTime().truncatedTo(ChronoUnit.MINUTES);
    }

    /** Returns a sentence about the cron that keeps the local time, after a space; an empty text if there is none. */
    private String cron(ZonedDateTime first) {
        String minute = Integer.toString(first.getMinute());
        if (period < DAY && period % HOUR == 0 && DAY % period == 0) {
            int hours = (int) (period / HOUR);
            String list = hours == 1
                    ? "*"
                    : IntStream.range(0, (int) (DAY / period))
                            .map(i -> (first.getHour() + i * hours) % 24)
                            .sorted()
                            .mapToObj(Integer::toString)
                            .collect(Collectors.joining(","));
            return keepsLocalTime(first, "cron(" + minute + " " + list + " * * ? *)");
        }
        if (period % DAY != 0) {
            return "";
        }
        String time = minute + " " + first.getHour();
        if (period == DAY) {
            return keepsLocalTime(first, "cron(" + time + " * * ? *)");
        }
        if (period == DAYS_PER_WEEK * DAY) {
            String day = CronField.DAY_OF_WEEK.name(first.getDayOfWeek().getValue() % DAYS_PER_WEEK + 1);
            return keepsLocalTime(first, "cron(" + time + " ? * " + day + " *)");
        }
        return " No cron counts every " + period / DAY
                + " days; one for days of the week or of the month keeps the local time, such as cron(" + time
                + " ? * MON *).";
    }

    private String keepsLocalTime(ZonedDateTime first, String text) {
        CronExpression cron = (CronExpression) Expression.parse(text).expression();
        return " " + cron.canonical() + " keeps the local time" + skippedRun(cron, first.toInstant()) + ".";
    }

    /** Returns that a change of clocks up to the horizon skips a run of the cron; an empty text if none does. */
    private String skippedRun(CronExpression cron, Instant from) {
        Instant at = from;
        while (true) {
            ZoneOffsetTransition change = recurrence.timezone().getRules().nextTransition(at);
            if (change == null || change.toEpochSecond() > horizon || isAfterEnd(change.getInstant())) {
                return "";
            }
            long run = cron.nextLocal(change.getDateTimeBefore().toEpochSecond(ZoneOffset.UTC));
            if (change.isGap() && run < change.getDateTimeAfter().toEpochSecond(ZoneOffset.UTC)) {
                LocalDateTime skipped = LocalDateTime.ofEpochSecond(run, 0, ZoneOffset.UTC);
                return ", but its run at " + skipped.toLocalTime() + " on " + skipped.toLocalDate()
                        + " is skipped: clocks skip that time";
            }
            at = change.getInstant();
        }
    }

    private boolean isAfterEnd(Instant instant) {
        Instant end = recurrence.end();
        return end != null && instant.isAfter(end);
    }
}
