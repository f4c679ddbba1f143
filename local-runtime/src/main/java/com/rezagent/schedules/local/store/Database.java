package com.rezagent.schedules.local.store;

import com.rezagent.schedules.error.TransientException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The embedded SQL database, in memory or in a file. It has one connection and runs one transaction at a time, so a
 * read sees all earlier writes. Thread-safe.
 *
 * <p>Committed transactions are written to the file in the background, in order and within half a second; {@link
 * #flush} writes them immediately, so that they survive a crash. After a failure, e.g. because the disk is full, the
 * database is no longer used: see {@link #failure}.
 */
public final class Database implements AutoCloseable {
    private static final long WRITE_INTERVAL_MILLIS = 500;

    private static final int WRITES_PER_COMPACTION = 10;

    static {
        // Most values are used once or twice, so caching them costs more than creating them.
        System.setProperty("h2.objectCache", "false");
        // Otherwise each thread that has written a large payload to the file retains an off-heap buffer of that size.
        System.setProperty("jdk.nio.maxCachedBufferSize", String.valueOf(1 << 18));
    }

    private final H2Connection connection;
    private final @Nullable DataDirectory directory;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closed = lock.newCondition();
    private final ScheduleCache records = new ScheduleCache();
    private final GateCache gates = new GateCache();
    private final SurrogateKeys numbers = new SurrogateKeys();
    private final ScheduleStateRows states = new ScheduleStateRows(numbers);
    private final Session session = new Session(this);
    private CommitAction beforeCommit = it -> false;
    private Consumer<StoreFailure> onFailure = it -> {};
    private volatile @Nullable StoreFailure failure;
    private boolean hasUnflushedCommits;
    private boolean isClosed;

    /** Work that runs in one transaction. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Session session) throws SQLException;
    }

    /** Adds statements to a transaction just before its commit. */
    @FunctionalInterface
    public interface CommitAction {
        /** Returns whether it wrote. */
        boolean run(Session session) throws SQLException;
    }

    /** The data directory cannot be used. The message is a sentence for the user, without its full stop. */
    public static final class UnusableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnusableException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    Database(H2Connection connection, @Nullable DataDirectory directory) {
        this.connection = connection;
        this.directory = directory;
    }

    /** Returns an empty database in memory. */
    public static Database inMemory() {
        try {
            Database database = new Database(H2Connection.inMemory(), null);
            if (!database.transaction(Schema::create)) {
                throw new IllegalStateException("A new database is not empty");
            }
            return database;
        } catch (SQLException e) {
            throw new IllegalStateException("The database in memory could not be opened", e);
        }
    }

    /**
     * Opens the database in a directory. Creates both if they do not exist.
     *
     * @throws UnusableException if the directory cannot be used
     */
    public static Database inDirectory(Path name) {
        return DatabaseOpener.open(name);
    }

    /** Sets an action that is run before each commit. */
    public void beforeCommit(CommitAction action) {
        lock.lock();
        try {
            beforeCommit = action;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sets a listener that is called once if the database fails. It is called with the database's lock and must not
     * block.
     */
    public void onFailure(Consumer<StoreFailure> listener) {
        lock.lock();
        try {
            onFailure = listener;
        } finally {
            lock.unlock();
        }
    }

    /** Returns why the database can no longer be used; empty while it can be used. */
    public Optional<StoreFailure> failure() {
        return Optional.ofNullable(failure);
    }

    /**
     * Checks that the database can be used.
     *
     * @throws UnusableException if the database has failed
     */
    public void requireUsable() {
        StoreFailure failed = failure;
        if (failed != null) {
            throw new UnusableException(describe(failed), null);
        }
    }

    /** Returns a sentence for the user about a failure, without its full stop. */
    public String describe(StoreFailure failed) {
        return (directory == null ? "The database in memory " : "The data directory " + directory.name() + " ")
                + failed.reason();
    }

    /**
     * Runs work in one transaction, commits it and returns the result.
     *
     * @throws TransientException if the database fails or is closed; nothing was written
     */
    public <T> T transaction(Work<T> work) {
        return run(work, () -> {
            beforeCommit.run(session);
            connection.commit();
            hasUnflushedCommits = true;
        });
    }

    /**
     * Reads all committed data and returns the result.
     *
     * @throws TransientException if the database fails or is closed
     */
    public <T> T read(Work<T> work) {
        return run(work, () -> {});
    }

    /** Completes a transaction whose work has succeeded. */
    private interface TransactionEnd {
        void complete() throws SQLException, IOException;
    }

    private <T> T run(Work<T> work, TransactionEnd completion) {
        lock.lock();
        try {
            checkOpen();
            T result = work.run(session);
            completion.complete();
            return result;
        } catch (SQLException e) {
            if (isFailure(e)) {
                throw fail(e);
            }
            rollback();
            throw new TransientException(TransientException.Reason.UNAVAILABLE, "The store failed", e);
        } catch (IOException e) {
            throw fail(e);
        } catch (RuntimeException | Error e) {
            if (!isClosed && failure == null && connection.hasFailed()) {
                throw fail(e);
            }
            rollback();
            throw e;
        } finally {
            lock.unlock();
        }
    }

    private void checkOpen() {
        if (failure != null) {
            throw new TransientException(TransientException.Reason.UNAVAILABLE, "The store has failed");
        }
        if (isClosed) {
            throw new TransientException(TransientException.Reason.UNAVAILABLE, "The store is closed");
        }
    }

    private boolean isFailure(SQLException e) {
        return connection.hasFailed() || StoreFailure.isFailure(e);
    }

    /**
     * Records a failure and returns the exception to throw. H2 must not be called afterwards, since calls may never
     * return.
     */
    private TransientException fail(Throwable cause) {
        if (failure == null) {
            StoreFailure failed = StoreFailure.of(cause);
            failure = failed;
            onFailure.accept(failed);
        }
        return new TransientException(TransientException.Reason.UNAVAILABLE, "The store has failed", cause);
    }

    /** Runs an action while no other thread's transaction can run. */
    <T> T exclusively(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    ScheduleCache scheduleCache() {
        return records;
    }

    ScheduleStateRows stateRows() {
        return states;
    }

    GateCache gateCache() {
        return gates;
    }

    SurrogateKeys surrogateKeys() {
        return numbers;
    }

    private void rollback() {
        if (failure != null || isClosed) {
            return;
        }
        numbers.clear();
        try {
            connection.rollback();
        } catch (SQLException e) {
            throw fail(e);
        }
    }

    /** Returns the prepared statement of an SQL text, from a cache. The caller must hold the lock. */
    PreparedStatement statement(String sql) throws SQLException {
        return connection.statement(sql);
    }

    boolean execute(String sql) throws SQLException {
        return connection.execute(sql);
    }

    /**
     * Writes all committed transactions to the file, so that they survive a crash of the process. Does nothing for a
     * database in memory.
     *
     * @throws TransientException if the database fails or is closed
     */
    public void flush() {
        lock.lock();
        try {
            if (isFile()) {
                run(beforeCommit::run, this::commitAndWrite);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Like {@link #flush}, but does nothing if all committed transactions are in the file. */
    public void flushCommitted() {
        lock.lock();
        try {
            if (hasUnflushedCommits) {
                flush();
            }
        } finally {
            lock.unlock();
        }
    }

    private void commitAndWrite() throws SQLException, IOException {
        connection.commit();
        connection.checkpoint();
        if (directory != null) {
            directory.recordWrite(connection.latestWrite());
        }
        hasUnflushedCommits = false;
    }

    /** Starts the thread that writes committed transactions to the file. */
    void startWriter() {
        Thread writer = new Thread(this::writeBehind, "data-writer");
        writer.setDaemon(true);
        writer.start();
    }

    private void writeBehind() {
        int writes = 0;
        lock.lock();
        try {
            while (!isClosed && failure == null) {
                if (hasUnflushedCommits) {
                    run(beforeCommit::run, this::commitAndWrite);
                    if (++writes % WRITES_PER_COMPACTION == 0) {
                        run(it -> connection.compact(), () -> {});
                    }
                }
                awaitNextWrite();
            }
        } catch (TransientException e) {
            // The failure's listener has been called.
            return;
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("WaitNotInLoop")
    private void awaitNextWrite() {
        try {
            closed.await(WRITE_INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // Only close() ends this thread. A pending interrupt would make the next file access close the database.
            Thread.interrupted();
        }
    }

    /** Returns whether the database is stored in a file. */
    public boolean isFile() {
        return directory != null;
    }

    /** Writes committed transactions to the file, unless the database has failed, and unlocks the directory. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (!isClosed) {
                closed.signalAll();
                closeConnection();
                isClosed = true;
                if (directory != null) {
                    directory.close();
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("The data directory could not be closed", e);
        } finally {
            lock.unlock();
        }
    }

    private void closeConnection() {
        try {
            // Reports a full disk, which closing the connection does not.
            flush();
            connection.close();
        } catch (TransientException e) {
            // The failure's listener has been called.
            return;
        } catch (SQLException e) {
            fail(e);
        }
    }
}
