package com.rezagent.schedules.scheduler.converge;

import com.rezagent.schedules.schedule.Schedule;
import java.util.Optional;
import java.util.Set;

/**
 * What converging a schedule came to.
 *
 * @param record as it stood at the end; empty where there is none
 * @param changes what was done on the way, or would have been
 */
public record Convergence(Optional<Schedule> record, Set<Change> changes) {
    /** Something that had to be put right. */
    public enum Change {
        /** The engine had no entry. */
        ENTRY_CREATED,
        /** The engine's entry said something else. */
        ENTRY_UPDATED,
        /** The engine had an entry that should not be. */
        ENTRY_DELETED,
        /** The record did not yet say that it was converged. */
        MARKED,
        /** The engine refused it for good. */
        REFUSED
    }

    public Convergence {
        changes = Set.copyOf(changes);
    }
}
