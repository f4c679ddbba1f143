package com.rezagent.schedules.schedule;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What counts the changes of a record.
 *
 * @param version increases by one with each change of any register, and continues after delete and re-create
 * @param entryVersion the last version that changed the desired engine entry: timing, window, retry policy, running
 * @param revision increases by one with each write except those of executions; writes are conditional on it
 * @param updatedAt when the definition or state last changed, in whole seconds
 */
public record Versions(long version, long entryVersion, long revision, Instant updatedAt) {

    /** Returns the versions of a new record. */
    static Versions first(Instant at) {
        return new Versions(1, 1, 0, at.truncatedTo(ChronoUnit.SECONDS));
    }

    /**
     * Returns the versions after a change that leaves the desired engine entry as it is.
     *
     * @param at when the change was requested
     */
    Versions next(Instant at) {
        return new Versions(version + 1, entryVersion, revision, updatedAt).updated(at);
    }

    /** Returns a copy in which the current version is the last that changed the desired engine entry. */
    Versions withNewEntry() {
        return new Versions(version, version, revision, updatedAt);
    }

    /** Returns a copy updated at {@code at}, but never earlier than before: a late command does not move times back. */
    Versions updated(Instant at) {
        Instant second = at.truncatedTo(ChronoUnit.SECONDS);
        return new Versions(version, entryVersion, revision, updatedAt.isBefore(second) ? second : updatedAt);
    }

    Versions nextRevision() {
        return new Versions(version, entryVersion, revision + 1, updatedAt);
    }
}
