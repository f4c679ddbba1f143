package com.rezagent.schedules.expression;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Describes the behaviour of a recurrence that users may not expect, one sentence for each. */
final class RecurrenceWarnings {
    private static final long HORIZON = Duration.ofDays(365).toSeconds();
    private static final int SHORTEST_MONTH = 28;
    private static final int LONGEST_MONTH = 31;

    private final Recurrence recurrence;
    private final Instant now;
    private final ZoneRules rules;
    private final List<String> sentences = new ArrayList<>();

    RecurrenceWarnings(Recurrence recurrence, Instant now) {
        this.recurrence = recurrence;
        this.now = now;
        this.rules = recurrence.timezone().getRules();
    }

    List<String> all() {
        if (recurrence.expression() instanceof CronExpression cron) {
            if (recurrence.next(now).isEmpty()) {
                sentences.add("It never fires: no time that it selects is left.");
            } else {
                sentences.addAll(StepWarnings.of(cron));
                skippedMonths(cron);
                changesOfClocks(cron);
            }
        } else if (recurrence.expression() instanceof AtExpression at) {
            shownTwice(at);
        } else if (recurrence.expression() instanceof RateExpression rate) {
            RateWarning.of(recurrence, rate, now, now.getEpochSecond() + HORIZON)
                    .ifPresent(sentences::add);
        }
        return List.copyOf(sentences);
    }

    private void skippedMonths(CronExpression cron) {
        DayRule rule = cron.days();
        if (rule instanceof DayRule.DaysOfMonth days) {
            for (int day = SHORTEST_MONTH + 1; day <= LONGEST_MONTH; day++) {
                boolean isFirst = Long.numberOfTrailingZeros(days.days()) == day;
                if (isFirst) {
                    skipped(cron, day, "Months without day " + day + " are skipped");
                } else if (cron.listsDay(day)) {
                    skipped(cron, day, "Day " + day + " is skipped in months without it");
                }
            }
        } else if (rule instanceof DayRule.NearestWeekday nearest) {
            skipped(cron, nearest.day(), "Months without day " + nearest.day() + " are skipped");
        } else if (rule instanceof DayRule.LastDay last) {
            skipped(cron, last.before() + 1, "Months too short for L-" + last.before() + " are skipped");
        } else if (rule instanceof DayRule.NthDayOfWeek nth && nth.nth() == 5) {
            sentences.add("Months with only four " + CronField.DAY_OF_WEEK.word(nth.weekday() + 1)
                    + "s are skipped: it asks for the fifth.");
        }
    }

    private void skipped(CronExpression cron, int day, String what) {
        List<String> months = new ArrayList<>();
        for (Month month : Month.values()) {
            if (cron.runsIn(month.getValue()) && month.minLength() < day) {
                months.add(month.getDisplayName(TextStyle.FULL, Locale.ENGLISH)
                        + (month.maxLength() < day ? "" : " except in leap years"));
            }
        }
        if (!months.isEmpty()) {
            sentences.add(what + ": " + EnglishList.and(months) + ".");
        }
    }

    private void changesOfClocks(CronExpression cron) {
        boolean gapFound = false;
        boolean overlapFound = false;
        Instant at = now;
        while (!(gapFound && overlapFound)) {
            ZoneOffsetTransition change = rules.nextTransition(at);
            if (change == null || change.toEpochSecond() - now.getEpochSecond() > HORIZON) {
                return;
            }
            if (change.isGap() && !gapFound) {
                gapFound = addSkippedRuns(cron, change);
            } else if (change.isOverlap() && !overlapFound) {
                overlapFound = addRepeatedRuns(cron, change);
            }
            at = change.getInstant();
        }
    }

    private boolean addSkippedRuns(CronExpression cron, ZoneOffsetTransition gap) {
        if (!isWithinBounds(gap.toEpochSecond())) {
            return false;
        }
        long from = local(gap.getDateTimeBefore());
        long to = local(gap.getDateTimeAfter());
        return add(cron, gap, from, to, "forward", runs -> runs.count() == 1 ? "is skipped" : "are skipped");
    }

    private boolean addRepeatedRuns(CronExpression cron, ZoneOffsetTransition overlap) {
        long offset = overlap.getOffsetBefore().getTotalSeconds();
        long from = local(overlap.getDateTimeAfter());
        long to = local(overlap.getDateTimeBefore());
        long earliest = now.getEpochSecond() + 1;
        Instant start = recurrence.start();
        if (start != null) {
            earliest = Math.max(earliest, Recurrence.roundedUp(start));
        }
        from = Math.max(from, earliest + offset);
        Instant end = recurrence.end();
        if (end != null) {
            to = Math.min(to, end.getEpochSecond() + 1 + offset);
        }
        return add(
                cron,
                overlap,
                from,
                to,
                "back",
                runs -> runs.count() == 1
                        ? "happens once, in the first pass"
                        : "happen once, in the first pass, and not in the second");
    }

    private boolean isWithinBounds(long second) {
        Instant instant = Instant.ofEpochSecond(second);
        Instant start = recurrence.start();
        Instant end = recurrence.end();
        return (start == null || !instant.isBefore(start)) && (end == null || !instant.isAfter(end));
    }

    private boolean add(
            CronExpression cron,
            ZoneOffsetTransition change,
            long from,
            long to,
            String direction,
            Function<Runs, String> what) {
        Runs runs = Runs.of(cron, from, to);
        if (runs.count() == 0) {
            return false;
        }
        LocalDateTime before = change.getDateTimeBefore();
        LocalDate date = before.toLocalDate();
        String which = runs.count() == 1
                ? "the run at " + time(runs.first(), date)
                : "the " + runs.count() + " runs from " + time(runs.first(), date) + " to " + time(runs.last(), date);
        sentences.add("On " + date + " clocks in " + recurrence.timezone().getId() + " go " + direction + " from "
                + before.toLocalTime() + " to " + time(local(change.getDateTimeAfter()), date) + ": " + which + " "
                + what.apply(runs) + ".");
        return true;
    }

    /** The runs within a range of local time; its end is exclusive. */
    private record Runs(int count, long first, long last) {
        static Runs of(CronExpression cron, long from, long to) {
            long first = cron.nextLocal(from);
            long last = first;
            int count = 0;
            for (long run = first; run < to; run = cron.nextLocal(run + 1)) {
                last = run;
                count++;
            }
            return new Runs(count, first, last);
        }
    }

    private void shownTwice(AtExpression at) {
        ZoneOffsetTransition change = rules.getTransition(at.dateTime());
        if (change != null && change.isOverlap() && recurrence.next(now).isPresent()) {
            sentences.add("Clocks in " + recurrence.timezone().getId() + " show " + at.text()
                    + " twice: it fires the first time.");
        }
    }

    private static long local(LocalDateTime dateTime) {
        return dateTime.toEpochSecond(ZoneOffset.UTC);
    }

    /** Returns the time of day, with the date if it is another date. */
    private static String time(long local, LocalDate date) {
        LocalDateTime dateTime = LocalDateTime.ofEpochSecond(local, 0, ZoneOffset.UTC);
        return dateTime.toLocalDate().equals(date)
                ? dateTime.toLocalTime().toString()
                : dateTime.toLocalDate() + " " + dateTime.toLocalTime();
    }
}
