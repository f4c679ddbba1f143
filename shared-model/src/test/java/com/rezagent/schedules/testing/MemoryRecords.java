package com.rezagent.schedules.testing;

import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.RecordStore;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The records of a kind of resource in memory. Thread-safe. */
abstract class MemoryRecords<K, R> implements RecordStore<K, R> {
    final Map<K, R> records = new TreeMap<>();
    final MemoryChangeHistory changes;
    private final Function<R, K> id;
    private final ToLongFunction<R> revision;
    private final BinaryOperator<R> written;
    private Runnable beforeRead = () -> {};
    private int reads;

    /**
     * Creates a store.
     *
     * @param changes where changes are written
     * @param written returns what is stored of a record instead of another one, which is the record itself if it is new
     */
    MemoryRecords(
            MemoryChangeHistory changes, Function<R, K> id, ToLongFunction<R> revision, BinaryOperator<R> written) {
        this.changes = changes;
        this.id = id;
        this.revision = revision;
        this.written = written;
    }

    /** Sets what runs before each read; it may throw what a read throws. */
    public final synchronized void beforeRead(Runnable action) {
        beforeRead = action;
    }

    /** Returns the number of reads. */
    public final synchronized int readCount() {
        return reads;
    }

    final void read() {
        reads++;
        beforeRead.run();
    }

    /** Returns a record without counting as a read. */
    public final synchronized Optional<R> peek(K id) {
        return Optional.ofNullable(records.get(id));
    }

    @Override
    public final synchronized Optional<R> find(K id) {
        read();
        return peek(id);
    }

    @Override
    public final synchronized boolean insert(R created, @Nullable Change change) {
        boolean isNew = records.putIfAbsent(id.apply(created), written.apply(created, created)) == null;
        changes.put(isNew ? change : null);
        return isNew;
    }

    @Override
    public final synchronized boolean replace(R seen, R next, @Nullable Change change) {
        R stored = records.get(id.apply(seen));
        if (stored == null || revision.applyAsLong(stored) != revision.applyAsLong(seen)) {
            return false;
        }
        records.put(id.apply(seen), written.apply(next, stored));
        changes.put(change);
        return true;
    }
}
