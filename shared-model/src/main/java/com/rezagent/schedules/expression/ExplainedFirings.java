package com.rezagent.schedules.expression;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Computes the rows of a preview, and how often a recurrence fires. */
final class ExplainedFirings {
    /** The last instant with a year of four digits, in any timezone. */
    private static final Instant FIRST_UNSUPPORTED = Instant.parse("9999-12-31T00:00:00Z");

    private static final int MAX_GAPS = 100;
    private static final Duration GAP_HORIZON = Duration.ofDays(3_653);
    private static final Duration FOUR_YEARS = Duration.ofDays(1_461);
    private static final double MONTH_SECONDS = Duration.ofDays(1_461).toSeconds() / 48.0;
    private static final int MAX_SAMPLE = 10_000;

    private final Recurrence recurrence;
    private final Instant now;

    ExplainedFirings(Recurrence recurrence, Instant now) {
        this.recurrence = recurrence;
        this.now = now;
    }

    /** Returns the next firings after now, and between them, in order, the selected times that clocks skip. */
    List<ExplainedFiring> next(int count) {
        List<Instant> firings = recurrence
                .after(now)
                .takeWhile(it -> it.isBefore(FIRST_UNSUPPORTED))
                .limit(count)
                .toList();
        List<ExplainedFiring> rows = new ArrayList<>();
        Instant from = now;
        for (Instant firing : firings) {
            addGaps(rows, from, firing);
            rows.add(ExplainedFiring.of(firing, recurrence.timezone(), recurrence.expression()));
            from = firing;
        }
        if (firings.size() < count) {
            addGaps(rows, from, now.plus(GAP_HORIZON));
        }
        return List.copyOf(rows);
    }

    private void addGaps(List<ExplainedFiring> rows, Instant from, Instant to) {
        if (!(recurrence.expression() instanceof CronExpression cron)) {
            return;
        }
        Instant at = from;
        long gaps = rows.stream().filter(it -> !it.runs()).count();
        while (gaps < MAX_GAPS) {
            ZoneOffsetTransition change = recurrence.timezone().getRules().nextTransition(at);
            if (change == null || change.getInstant().isAfter(to)) {
                return;
            }
            at = change.getInstant();
            if (change.isGap() && isWithinBounds(at)) {
                long end = change.getDateTimeAfter().toEpochSecond(ZoneOffset.UTC);
                long local = cron.nextLocal(change.getDateTimeBefore().toEpochSecond(ZoneOffset.UTC));
                for (; local < end && gaps < MAX_GAPS; gaps++) {
                    rows.add(ExplainedFiring.skipped(
                            LocalDateTime.ofEpochSecond(local, 0, ZoneOffset.UTC), recurrence.timezone()));
                    local = cron.nextLocal(local + 1);
                }
            }
        }
    }

    private boolean isWithinBounds(Instant instant) {
        Instant start = recurrence.start();
        Instant end = recurrence.end();
        return (start == null || !instant.isBefore(start)) && (end == null || !instant.isAfter(end));
    }

    /**
     * Returns how many times it fires in a month, on average over the four years after its first firing, or over
     * the first {@value #MAX_SAMPLE} firings; empty for an at. A recurrence that ends earlier is averaged over the time
     * that is left, at least a month.
     */
    OptionalDouble perMonth() {
        if (recurrence.expression() instanceof AtExpression) {
            return OptionalDouble.empty();
        }
        Instant first = recurrence.next(now).orElse(null);
        if (first == null) {
            return OptionalDouble.of(0);
        }
        if (recurrence.expression() instanceof RateExpression rate && recurrence.end() == null) {
            return OptionalDouble.of(rounded(MONTH_SECONDS / rate.period().toSeconds()));
        }
        Instant until = first.plus(FOUR_YEARS);
        Instant end = recurrence.end();
        if (end != null && end.isBefore(until)) {
            until = end.plusSeconds(1);
        }
        Instant limit = until;
        List<Instant> sample = recurrence
                .after(first.minusSeconds(1))
                .takeWhile(it -> it.isBefore(limit))
                .limit(MAX_SAMPLE)
                .toList();
        boolean isCut = sample.size() == MAX_SAMPLE;
        Instant to = isCut ? sample.get(MAX_SAMPLE - 1) : until;
        double seconds = (double) Duration.between(first, to).toSeconds();
        return OptionalDouble.of(rounded(
                isCut
                        ? (MAX_SAMPLE - 1) / seconds * MONTH_SECONDS
                        : sample.size() / Math.max(seconds, MONTH_SECONDS) * MONTH_SECONDS));
    }

    /** Rounds to whole numbers from 10, below to one decimal, and to at least 0.1. */
    private static double rounded(double number) {
        return number >= 10 ? Math.rint(number) : Math.max(Math.rint(number * 10) / 10, 0.1);
    }
}
