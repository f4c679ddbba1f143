package com.rezagent.schedules.schedule;

import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.record.Page;
import java.util.Optional;

/**
 * Stores the schedule records. Writes are conditional (optimistic locking), so that concurrent writers do not overwrite
 * each other's changes. Every method throws {@link TransientException} if the store does not respond; a write may have
 * taken effect nevertheless.
 */
public interface ScheduleStore {
    /** Returns the record by a strongly consistent read, even if it is deleted or past {@code expires_at}. */
    Optional<Schedule> find(ScheduleId id);

    /**
     * Inserts a new record, at revision 1.
     *
     * @return false if a record with this ID exists; then nothing was written
     */
    boolean insert(Schedule schedule);

    /**
     * Writes what differs between {@code seen} and {@code next}, at the revision after {@code seen}'s. The counters are
     * not written, except that they are reset if {@code next} is another incarnation.
     *
     * @return false if the record is no longer at {@code seen.revision()}, or no longer exists; then nothing was
     *     written
     */
    boolean replace(Schedule seen, Schedule next);

    /**
     * Returns a page of summaries, newest first (by {@code created_at}, then ID). It is eventually consistent. A query
     * without a status returns all but deleted schedules. Records without a definition are never listed.
     *
     * @throws RefusedException {@code invalid_request} for a token that this store did not return for the same query
     */
    Page<ScheduleSummary> list(ScheduleQuery query);
}
