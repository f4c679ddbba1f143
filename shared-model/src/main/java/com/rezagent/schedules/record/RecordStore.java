package com.rezagent.schedules.record;

import java.util.Optional;

/**
 * Stores the records of one kind of resource. Writes are conditional (optimistic locking), so that concurrent writers do
 * not overwrite each other's changes. Every method throws {@link com.rezagent.schedules.error.TransientException} if the
 * store does not respond; a write may have taken effect nevertheless.
 *
 * @param <K> what identifies a record
 * @param <R> record
 */
public interface RecordStore<K, R> {
    /** Returns the record by a strongly consistent read, even if it is deleted or past its expiry. */
    Optional<R> find(K id);

    /**
     * Inserts a new record, at revision 1.
     *
     * @return false if a record with this id exists; then nothing was written
     */
    boolean insert(R created);

    /**
     * Writes a record, at the revision after {@code seen}'s.
     *
     * @return false if the record is no longer at the revision of {@code seen}, or no longer exists; then nothing was
     *     written
     */
    boolean replace(R seen, R next);
}
