package com.rezagent.schedules.scheduler.converge;

import com.rezagent.schedules.schedule.Schedule;
import java.util.Optional;
import java.util.Set;

/**
 * The result of converging a schedule, or of inspecting what converging would do.
 *
 * @param record the record at the end; empty if there is none
 * @param changes what was done, or would be done
 */
public record Convergence(Optional<Schedule> record, Set<Change> changes) {
    /** What one convergence did, or would do. */
    public enum Change {
        /** The engine had no entry. */
        ENTRY_CREATED,
        /** The engine's entry differed from the desired one. */
        ENTRY_UPDATED,
        /** The engine had an entry that should not exist. */
        ENTRY_DELETED,
        /** The record was not yet marked as converged. */
        MARKED,
        /** The engine refused the schedule permanently. */
        REFUSED
    }

    public Convergence {
        changes = Set.copyOf(changes);
    }
}
