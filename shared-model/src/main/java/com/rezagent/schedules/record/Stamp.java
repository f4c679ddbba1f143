package com.rezagent.schedules.record;

import com.rezagent.schedules.json.StoredJson;
import java.time.Instant;
import java.util.Comparator;

/**
 * A last-writer-wins timestamp: the issue time of a command, made strictly comparable. The command with the greatest
 * stamp is the last writer of a register, whatever the order of arrival.
 *
 * @param rank orders commands issued at the same instant; see {@link com.rezagent.schedules.command.Action}
 * @param commandId orders commands of the same instant and rank
 */
public record Stamp(Instant issuedAt, int rank, String commandId) implements Comparable<Stamp> {
    private static final Comparator<Stamp> ORDER =
            Comparator.comparing(Stamp::issuedAt).thenComparingInt(Stamp::rank).thenComparing(Stamp::commandId);

    /** Ranks by the number that releases before explicit ranks stored: create, update, resume, pause, delete. */
    private static final int[] LEGACY_RANKS = {10, 20, 40, 70, 80};

    /** The stamp of a register that no command has written; earlier than any command's. */
    public static final Stamp ZERO = new Stamp(Instant.EPOCH, 0, "");

    private static final String ZERO_TEXT = ZERO.text();

    /** Returns the stamp for stored values; ranks that earlier releases stored are converted. */
    public static Stamp stored(Instant issuedAt, int rank, String commandId) {
        boolean isLegacy = rank < LEGACY_RANKS.length && !commandId.isEmpty();
        return new Stamp(issuedAt, isLegacy ? LEGACY_RANKS[rank] : rank, commandId);
    }

    /** Returns a stamp of the same instant and the next lower rank, which is earlier than this one. */
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

    /** Returns the stamp as one text. The command ID comes last because it may contain any characters. */
    public String text() {
        return issuedAt + " " + rank + " " + commandId;
    }

    /**
     * Parses a stamp that {@link #text} returned, in this or an earlier release.
     *
     * @throws IllegalArgumentException for any other text
     * @throws java.time.DateTimeException for any other text
     */
    public static Stamp parse(String text) {
        // Most records have several registers that were never written, and lists read many records.
        if (text.equals(ZERO_TEXT)) {
            return ZERO;
        }
        String[] parts = text.split(" ", 3);
        if (parts.length < 3) {
            throw new IllegalArgumentException("A stamp must have three parts");
        }
        return stored(StoredJson.instant(parts[0]), Integer.parseInt(parts[1]), parts[2]);
    }

    /** Returns the later of two stamps. */
    public static Stamp later(Stamp a, Stamp b) {
        return a.isBefore(b) ? b : a;
    }
}
