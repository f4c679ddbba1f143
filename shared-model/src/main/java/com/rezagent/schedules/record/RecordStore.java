package com.rezagent.schedules.record;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
     * Inserts a new record, at revision 1, and its change, both or neither.
     *
     * @param change null if no command created the record
     * @return false if a record with this id exists; then nothing was written
     */
    boolean insert(R created, @Nullable Change change);

    /**
     * Writes a record, at the revision after {@code seen}'s, and its change, both or neither.
     *
     * @param change null if the version is that of {@code seen}
     * @return false if the record is no longer at the revision of {@code seen}, or no longer exists; then nothing was
     *     written
     */
    boolean replace(R seen, R next, @Nullable Change change);

    /** Inserts a new record that no command created; see {@link #insert(Object, Change)}. */
    default boolean insert(R created) {
        return insert(created, null);
    }

    /** Writes a record whose version is that of {@code seen}; see {@link #replace(Object, Object, Change)}. */
    default boolean replace(R seen, R next) {
        return replace(seen, next, null);
    }
}
