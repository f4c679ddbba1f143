package com.rezagent.schedules.expression;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Computes the rows of a list of firings, and how often a recurrence fires. */
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
        List<ExplainedFiring> rows = new ArrayList<>();
        Iterator<ExplainedFiring> all = rows().iterator();
        int firings = 0;
        int gaps = 0;
        while (firings < count && all.hasNext()) {
            ExplainedFiring row = all.next();
            if (row.runs()) {
                firings++;
                rows.add(row);
            } else if (gaps++ < MAX_GAPS) {
                rows.add(row);
            }
        }
        return List.copyOf(rows);
    }

    /**
     * Returns the firings after now, and between them the selected times that clocks skip, in order. The stream is lazy and
     * may be infinite.
     */
    Stream<ExplainedFiring> rows() {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(new Rows(), Spliterator.ORDERED), false);
    }

    /** Computes the times that clocks skip before a firing together with that firing. */
    private final class Rows implements Iterator<ExplainedFiring> {
        private final Queue<ExplainedFiring> computed = new ArrayDeque<>();
        private Instant from = now;
        private boolean isOver;

        @Override
        public boolean hasNext() {
            if (computed.isEmpty() && !isOver) {
                compute();
            }
            return !computed.isEmpty();
        }

        @Override
        public ExplainedFiring next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return computed.remove();
        }

        private void compute() {
            Instant firing = recurrence
                    .next(from)
                    .filter(it -> it.isBefore(FIRST_UNSUPPORTED))
                    .orElse(null);
            if (firing == null) {
                computed.addAll(gaps(from, now.plus(GAP_HORIZON)));
                isOver = true;
                return;
            }
            computed.addAll(gaps(from, firing));
            computed.add(ExplainedFiring.of(firing, recurrence.timezone(), recurrence.expression()));
            from = firing;
        }
    }

    /** Returns at most {@value #MAX_GAPS} selected times that clocks skip. */
    private List<ExplainedFiring> gaps(Instant from, Instant to) {
        if (!(recurrence.expression() instanceof CronExpression cron)) {
            return List.of();
        }
        List<ExplainedFiring> gaps = new ArrayList<>();
        Instant at = from;
        while (gaps.size() < MAX_GAPS) {
            ZoneOffsetTransition change = recurrence.timezone().getRules().nextTransition(at);
            if (change == null || change.getInstant().isAfter(to)) {
                return gaps;
            }
            at = change.getInstant();
            if (change.isGap() && isWithinBounds(at)) {
                long end = change.getDateTimeAfter().toEpochSecond(ZoneOffset.UTC);
                long local = cron.nextLocal(change.getDateTimeBefore().toEpochSecond(ZoneOffset.UTC));
                while (local < end && gaps.size() < MAX_GAPS) {
                    gaps.add(ExplainedFiring.skipped(
                            LocalDateTime.ofEpochSecond(local, 0, ZoneOffset.UTC), at, recurrence.timezone()));
                    local = cron.nextLocal(local + 1);
                }
            }
        }
        return gaps;
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
