package com.rezagent.schedules.schedule;

import java.time.Instant;
import java.util.Comparator;

/**
 * When a command was issued, made strictly comparable. The last writer of a register is the one with the greatest
 * stamp, whatever the order of arrival.
 *
 * @param rank orders commands issued at the same instant: create &lt; update &lt; resume &lt; pause &lt; delete
 */
public record Stamp(Instant issuedAt, int rank, String commandId) implements Comparable<Stamp> {
    private static final Comparator<Stamp> ORDER =
            Comparator.comparing(Stamp::issuedAt).thenComparingInt(Stamp::rank).thenComparing(Stamp::commandId);

    /** Older than any command: of a tombstone for an engine entry that has no record. */
    public static final Stamp ZERO = new Stamp(Instant.EPOCH, 0, "");

    @Override
    public int compareTo(Stamp other) {
        return ORDER.compare(this, other);
    }

    public boolean isBefore(Stamp other) {
        return compareTo(other) < 0;
    }

    public static Stamp later(Stamp a, Stamp b) {
        return a.isBefore(b) ? b : a;
    }
}
