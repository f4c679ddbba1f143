package com.rezagent.schedules.expression;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Warns if a change of clocks moves the local times of a rate that otherwise always runs at the same ones: a rate of
 * whole days, or of whole hours that divide a day.
 */
final class RateWarning {
    private static final long DAY = Duration.ofDays(1).toSeconds();
    private static final long HOUR = Duration.ofHours(1).toSeconds();
    private static final int DAYS_PER_WEEK = 7;

    private final Recurrence recurrence;
    private final long period;

    private RateWarning(Recurrence recurrence, long period) {
        this.recurrence = recurrence;
        this.period = period;
    }

    /**
     * Returns the warning; empty if no change of clocks up to the horizon moves the local times.
     *
     * @param horizon epoch second
     */
    static Optional<String> of(Recurrence recurrence, RateExpression rate, Instant now, long horizon) {
        long period = rate.period().toSeconds();
        boolean isDaily = period % DAY == 0 || (period % HOUR == 0 && DAY % period == 0);
        return isDaily ? new RateWarning(recurrence, period).warning(now, horizon) : Optional.empty();
    }

    private Optional<String> warning(Instant now, long horizon) {
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
            if (shift % period != 0) {
                return Optional.of(sentence(before, after, change, shift));
            }
        }
    }

    private String sentence(ZonedDateTime before, ZonedDateTime after, ZoneOffsetTransition change, long shift) {
        String moved = shift < 0 ? "earlier" : "later";
        return "On " + change.getDateTimeBefore().toLocalDate() + " clocks in "
                + recurrence.timezone().getId() + " change, and a rate counts elapsed time: from then on it runs "
                + amount(Math.abs(shift)) + " " + moved + " on the clock"
                + (period % DAY == 0 ? ", at " + time(after) + " instead of " + time(before) : "") + ". "
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

    private String cron(ZonedDateTime first) {
        String minute = Integer.toString(first.getMinute());
        if (period < DAY) {
            int hours = (int) (period / HOUR);
            String list = hours == 1
                    ? "*"
                    : IntStream.range(0, (int) (DAY / period))
                            .map(i -> (first.getHour() + i * hours) % 24)
                            .sorted()
                            .mapToObj(Integer::toString)
                            .collect(Collectors.joining(","));
            return keepsLocalTime("cron(" + minute + " " + list + " * * ? *)");
        }
        String time = minute + " " + first.getHour();
        if (period == DAY) {
            return keepsLocalTime("cron(" + time + " * * ? *)");
        }
        if (period == DAYS_PER_WEEK * DAY) {
            String day = CronField.DAY_OF_WEEK.name(first.getDayOfWeek().getValue() % DAYS_PER_WEEK + 1);
            return keepsLocalTime("cron(" + time + " ? * " + day + " *)");
        }
        return "No cron counts every " + period / DAY
                + " days; one for days of the week or of the month keeps the local time, such as cron(" + time
                + " ? * MON *).";
    }

    private static String keepsLocalTime(String cron) {
        return Expression.parse(cron).expression().canonical() + " keeps the local time.";
    }
}
