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
 * Warns where a change of clocks moves the local times of a rate that would otherwise run at the same ones: every so many
 * days, or a whole number of times a day at whole hours.
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
     * @param horizon the last second, since 1970-01-01T00:00:00Z, to look at
     * @return empty if no firing meets a change of clocks that moves it
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
                + recurrence.timezone().getId() + " change, and a rate counts real time: from then on it runs "
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
            return keeps("cron(" + minute + " " + list + " * * ? *)");
        }
        String time = minute + " " + first.getHour();
        if (period == DAY) {
            return keeps("cron(" + time + " * * ? *)");
        }
        if (period == DAYS_PER_WEEK * DAY) {
            String day = CronField.DAY_OF_WEEK.name(first.getDayOfWeek().getValue() % DAYS_PER_WEEK + 1);
            return keeps("cron(" + time + " ? * " + day + " *)");
        }
        return "No cron counts every " + period / DAY
                + " days; one for days of the week or of the month keeps the local time, such as cron(" + time
                + " ? * MON *).";
    }

    private static String keeps(String cron) {
        return Expression.parse(cron).expression().canonical() + " keeps the local time.";
    }
}
