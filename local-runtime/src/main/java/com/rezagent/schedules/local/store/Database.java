package com.rezagent.schedules.local.store;

import com.rezagent.schedules.error.TransientException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/**
 * The embedded SQL database, in memory or in a file. One connection, one transaction at a time: whoever reads sees what
 * was written before. Thread-safe.
 *
 * <p>A file is written behind, within half a second and in the order of the transactions; {@link #flush} writes at once
 * what must outlive the process. A database that fails, for example because the disk is full, is not used again: see
 * {@link #failure}.
 */
public final class Database implements AutoCloseable {
    private static final String SETTINGS = ";DB_CLOSE_ON_EXIT=FALSE;ANALYZE_AUTO=0;OPTIMIZE_REUSE_RESULTS=0"
            + ";QUERY_CACHE_SIZE=0;MAX_LENGTH_INPLACE_LOB=16777216;TRACE_LEVEL_FILE=0;TRACE_LEVEL_SYSTEM_OUT=0";

    private static final long WRITE_EVERY_MILLIS = 500;

    /** Chunks of the file that are live by less than this percentage are written anew, some at a time. */
    private static final int LEAST_FILL = 50;

    private static final int COMPACTED_BYTES = 4 << 20;
    private static final int COMPACT_EVERY = 10;

    static {
        // Most values are seen once or twice: keeping them costs more than making them.
        System.setProperty("h2.objectCache", "false");
        // Else each thread that ever wrote a large payload to the file keeps a buffer of that size, outside the heap.
        System.setProperty("jdk.nio.maxCachedBufferSize", String.valueOf(1 << 18));
    }

    private final Connection connection;
    private final MVStore file;
    private final @Nullable DataDirectory directory;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closed = lock.newCondition();
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private final ScheduleCache records = new ScheduleCache();
    private final SurrogateKeys numbers = new SurrogateKeys();
    private final Session session = new Session(this);
    private CommitAction beforeCommit = it -> false;
    private Consumer<StoreFailure> onFailure = it -> {};
    private volatile @Nullable StoreFailure failure;
    private boolean hasUnwritten;
    private boolean isClosed;

    /** What runs in one transaction. */
    @FunctionalInterface
    public interface Work<T> {
        T in(Session session) throws SQLException;
    }

    /** Adds to a transaction that is about to be committed. */
    @FunctionalInterface
    public interface CommitAction {
        /** Returns whether it wrote. */
        boolean in(Session session) throws SQLException;
    }

    /** A data directory that can't be used, and why, in a sentence for the person who named it. */
    public static final class UnusableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnusableException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    private Database(Connection connection, @Nullable DataDirectory directory) throws SQLException {
        this.connection = connection;
        this.directory = directory;
        SessionLocal h2 = (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
        file = h2.getDatabase().getStore().getMvStore();
        if (directory != null) {
            // H2's own writer fails in its own thread, after which whoever begins a statement spins for ever.
            file.setAutoCommitDelay(0);
        }
    }

    /** An empty database that ends with the process. */
    public static Database inMemory() {
        try {
            Database database = new Database(connect("jdbc:h2:mem:"), null);
            if (!database.transaction(Schema::create)) {
                throw new IllegalStateException("A new database is not empty");
            }
            return database;
        } catch (SQLException e) {
            throw new IllegalStateException("The database in memory did not open", e);
        }
    }

    /**
     * The database of a directory, made where there is none.
     *
     * @throws UnusableException when the directory can't be used
     */
    public static Database inDirectory(Path name) {
        DataDirectory directory = DataDirectory.open(name);
        Database database;
        try {
            database = new Database(connect(directory.url()), directory);
        } catch (SQLException | RuntimeException e) {
            throw unusable(name, StoreFailure.of(e), close(directory, e));
        }
        boolean isOfThisLayout;
        try {
            if (!directory.isNew() && !database.read(Schema::exist)) {
                // Cut off short, a file looks like a new one to H2.
                throw new UnusableException("The data directory " + name + " " + StoreFailure.DAMAGED.reason(), null);
            }
            isOfThisLayout = database.transaction(Schema::create);
            database.flush();
        } catch (UnusableException e) {
            database.close();
            throw e;
        } catch (RuntimeException e) {
            database.close();
            StoreFailure failure = database.failure;
            throw unusable(name, failure == null ? StoreFailure.of(e) : failure, e);
        }
        if (!isOfThisLayout) {
            database.close();
            throw new UnusableException(
                    "The data directory " + name
                            + " was written by another version of this runtime; remove it or name another",
                    null);
        }
        database.startWriter();
        return database;
    }

    private static UnusableException unusable(Path name, StoreFailure failure, Throwable cause) {
        return new UnusableException("The data directory " + name + " " + failure.reason(), cause);
    }

    private static Exception close(DataDirectory directory, Exception cause) {
        try {
            directory.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        return cause;
    }

    private static Connection connect(String url) throws SQLException {
        // H2 keeps its file locked against other processes, and refuses paths that are not absolute.
        Connection connection = DriverManager.getConnection(url + SETTINGS, "sa", "");
        connection.setAutoCommit(false);
        // There is no other connection whose writes could be seen too early; H2 then takes no snapshots.
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_UNCOMMITTED);
        return connection;
    }

    /** Sets what is added to each transaction. */
    public void beforeCommit(CommitAction action) {
        lock.lock();
        try {
            beforeCommit = action;
        } finally {
            lock.unlock();
        }
    }

    /** Sets who hears, once, that the database has failed. It must not wait for anybody. */
    public void onFailure(Consumer<StoreFailure> listener) {
        lock.lock();
        try {
            onFailure = listener;
        } finally {
            lock.unlock();
        }
    }

    /** Why the database can't be used any more; empty while it can. */
    public Optional<StoreFailure> failure() {
        return Optional.ofNullable(failure);
    }

    /**
     * Throws why this database can't be used any more, if it can't.
     *
     * @throws UnusableException with a sentence for the person who named the directory
     */
    public void requireUsable() {
        StoreFailure broken = failure;
        if (broken != null) {
            throw new UnusableException(sentence(broken), null);
        }
    }

    /** What a person reads of a failure. */
    public String sentence(StoreFailure broken) {
        return (directory == null ? "The database in memory " : "The data directory " + directory.name() + " ")
                + broken.reason();
    }

    /**
     * Runs one transaction.
     *
     * @throws TransientException when the database fails; then nothing was written
     */
    public <T> T transaction(Work<T> work) {
        return run(work, () -> {
            beforeCommit.in(session);
            connection.commit();
            hasUnwritten = true;
        });
    }

    /**
     * Reads, seeing all that was committed.
     *
     * @throws TransientException when the database fails
     */
    public <T> T read(Work<T> work) {
        return run(work, () -> {});
    }

    private interface Ending {
        void end() throws SQLException;
    }

    private <T> T run(Work<T> work, Ending ending) {
        lock.lock();
        try {
            checkOpen();
            T result = work.in(session);
            ending.end();
            return result;
        } catch (SQLException e) {
            if (isBroken(e)) {
                throw broken(e);
            }
            rollback();
            throw new TransientException(TransientException.Reason.UNAVAILABLE, "The store failed", e);
        } catch (RuntimeException | Error e) {
            if (!isClosed && failure == null && file.isClosed()) {
                throw broken(e);
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

    private boolean isBroken(SQLException e) {
        return file.isClosed() || file.getPanicException() != null || StoreFailure.isFailure(e);
    }

    /** H2 must not be called again after this: it may never return. */
    private TransientException broken(Throwable cause) {
        if (failure == null) {
            StoreFailure broken = StoreFailure.of(cause);
            failure = broken;
            onFailure.accept(broken);
        }
        return new TransientException(TransientException.Reason.UNAVAILABLE, "The store has failed", cause);
    }

    /** Does something that no transaction of others comes between. */
    <T> T exclusively(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    ScheduleCache records() {
        return records;
    }

    SurrogateKeys numbers() {
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
            throw broken(e);
        }
    }

    /** The statement for an SQL text, prepared once. For sessions, which hold the lock. */
    PreparedStatement statement(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        return statement;
    }

    boolean execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute(sql);
        }
    }

    /**
     * Writes to the file everything that was committed, so that it outlives the process however that ends.
     *
     * @throws TransientException when the database fails
     */
    public void flush() {
        lock.lock();
        try {
            if (isFile()) {
                run(beforeCommit::in, this::commitAndWrite);
            }
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #flush}, where anything was committed since. */
    public void flushCommitted() {
        lock.lock();
        try {
            if (hasUnwritten) {
                flush();
            }
        } finally {
            lock.unlock();
        }
    }

    private void commitAndWrite() throws SQLException {
        connection.commit();
        session.execute("CHECKPOINT");
        hasUnwritten = false;
    }

    private void startWriter() {
        Thread writer = new Thread(this::writeBehind, "data-writer");
        writer.setDaemon(true);
        writer.start();
    }

    private void writeBehind() {
        int rounds = 0;
        lock.lock();
        try {
            while (!isClosed && failure == null) {
                if (hasUnwritten) {
                    run(beforeCommit::in, this::commitAndWrite);
                    if (++rounds % COMPACT_EVERY == 0) {
                        run(it -> file.compact(LEAST_FILL, COMPACTED_BYTES), () -> {});
                    }
                }
                awaitNextWrite();
            }
        } catch (TransientException e) {
            // The failure's listener has been told.
            return;
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("WaitNotInLoop")
    private void awaitNextWrite() {
        try {
            closed.await(WRITE_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // Only close() ends this thread; an interrupt would close the file under everybody.
            Thread.interrupted();
        }
    }

    /** Whether what is kept here outlives the process. */
    public boolean isFile() {
        return directory != null;
    }

    /** Writes what was committed, if it can, and lets go of the directory. */
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
            throw new IllegalStateException("The data directory did not close", e);
        } finally {
            lock.unlock();
        }
    }

    private void closeConnection() {
        try {
            // Tells of a full disk; closing the connection doesn't.
            flush();
            connection.close();
        } catch (TransientException e) {
            // The failure's listener has been told.
            return;
        } catch (SQLException e) {
            broken(e);
        }
    }
}
