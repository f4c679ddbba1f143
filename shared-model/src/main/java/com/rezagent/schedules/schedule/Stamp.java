package com.rezagent.schedules.schedule;

import java.time.Instant;
import java.util.Comparator;

/**
 * A last-writer-wins timestamp: when a command was issued, made strictly comparable. The last writer of a register is the
 * one with the greatest stamp, whatever the order of arrival.
 *
 * @param rank orders commands issued at the same instant; the ranks are those of {@link
 *     com.rezagent.schedules.command.Action}
 */
public record Stamp(Instant issuedAt, int rank, String commandId) implements Comparable<Stamp> {
    private static final Comparator<Stamp> ORDER =
            Comparator.comparing(Stamp::issuedAt).thenComparingInt(Stamp::rank).thenComparing(Stamp::commandId);

    /** The ranks that releases before explicit ranks stored, by their number then: create, update, resume, pause, delete. */
    private static final int[] FORMER_RANKS = {10, 20, 40, 70, 80};

    /** Earlier than any command: of a register that no command has written. */
    public static final Stamp ZERO = new Stamp(Instant.EPOCH, 0, "");

    /** A stamp as a store holds it; ranks that earlier releases wrote are translated. */
    public static Stamp stored(Instant issuedAt, int rank, String commandId) {
        boolean isFormer = rank < FORMER_RANKS.length && !commandId.isEmpty();
        return new Stamp(issuedAt, isFormer ? FORMER_RANKS[rank] : rank, commandId);
    }

    /** Later than every stamp before this one, also of the same instant and rank. */
    public Stamp justBefore() {
        return new Stamp(issuedAt, rank - 1, "");
    }

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
