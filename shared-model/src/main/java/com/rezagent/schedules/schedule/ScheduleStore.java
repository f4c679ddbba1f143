package com.rezagent.schedules.schedule;

import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import java.util.Optional;

/**
 * Holds the records. Writes are conditional, so that nobody undoes what somebody else did meanwhile. Every method
 * throws {@link TransientException} when the store doesn't answer; a write may have taken effect nevertheless.
 */
public interface ScheduleStore {
    /** The record as of now (strongly consistent), also when deleted or past {@code expires_at}. */
    Optional<Schedule> find(ScheduleId id);

    /**
     * Puts a new record, at revision 1.
     *
     * @return false when there already is one; then nothing was written
     */
    boolean insert(Schedule schedule);

    /**
     * Writes what differs between {@code seen} and {@code next}, at the revision after {@code seen}'s. The counters are
     * left alone, unless {@code next} is another incarnation: then they start again.
     *
     * @return false when the record is no longer at {@code seen.revision()}, or is gone; then nothing was written
     */
    boolean replace(Schedule seen, Schedule next);

    /**
     * A page of summaries, newest first (by {@code created_at}, then id); it may lag behind writes by a moment. Without
     * a status, all but deleted ones. Records without a definition are never listed.
     *
     * @throws RefusedException {@code invalid_request} for a token that this store didn't give for the same query
     */
    Page<ScheduleSummary> list(ScheduleQuery query);
}
