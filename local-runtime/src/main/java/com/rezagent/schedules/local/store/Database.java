package com.rezagent.schedules.local.store;

import com.rezagent.schedules.error.TransientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.h2.api.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * The embedded SQL database, in memory or in a file. One connection, one transaction at a time: whoever reads sees what
 * was written before. Thread-safe.
 *
 * <p>A file is written behind, within half a second and in the order of the transactions; {@link #flush} writes at once
 * what must outlive the process.
 */
public final class Database implements AutoCloseable {
    private static final String FILE = "rez-agent";
    private static final String SETTINGS =
            ";DB_CLOSE_ON_EXIT=FALSE;ANALYZE_AUTO=0;OPTIMIZE_REUSE_RESULTS=0;QUERY_CACHE_SIZE=0;MAX_LENGTH_INPLACE_LOB=65536";

    static {
        // Most values are seen once or twice: keeping them costs more than making them.
        System.setProperty("h2.objectCache", "false");
    }

    private final Connection connection;
    private final @Nullable DirectoryLock directory;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private final RecordCache records = new RecordCache();
    private final ScheduleNumbers numbers = new ScheduleNumbers();
    private final Session session = new Session(this);
    private boolean isClosed;

    /** What runs in one transaction. */
    @FunctionalInterface
    public interface Work<T> {
        T in(Session session) throws SQLException;
    }

    /** A data directory that can't be used, and why, in a sentence for the person who named it. */
    public static final class UnusableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnusableException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    private Database(Connection connection, @Nullable DirectoryLock directory) {
        this.connection = connection;
        this.directory = directory;
    }

    private Database withTables(String otherLayout) {
        boolean isMade = false;
        try {
            isMade = transaction(Tables::create);
        } finally {
            if (!isMade) {
                close();
            }
        }
        if (!isMade) {
            throw new UnusableException(otherLayout, null);
        }
        return this;
    }

    /** An empty database that ends with the process. */
    public static Database inMemory() {
        try {
            return new Database(connect("jdbc:h2:mem:" + SETTINGS), null).withTables("A new database is not empty");
        } catch (SQLException e) {
            throw new IllegalStateException("The database in memory did not open", e);
        }
    }

    /**
     * The database of a directory, made where there is none.
     *
     * @throws UnusableException when the directory can't be used
     */
    public static Database inDirectory(Path directory) {
        DirectoryLock lock = null;
        try {
            Files.createDirectories(directory);
            if (!Files.isWritable(directory)) {
                throw new UnusableException("The data directory " + directory + " is not writable", null);
            }
            lock = DirectoryLock.tryLock(directory)
                    .orElseThrow(() -> new UnusableException(
                            "The data directory " + directory
                                    + " is in use by another runtime; stop that one or name another",
                            null));
            Path file = directory.toRealPath().resolve(FILE);
            return new Database(connect("jdbc:h2:file:" + file + SETTINGS), lock)
                    .withTables("The data directory " + directory
                            + " was written by another version of this runtime; remove it or name another");
        } catch (IOException | UncheckedIOException e) {
            throw unusable("The data directory " + directory + " can't be made or read", e, lock);
        } catch (SQLException e) {
            throw unusable(problem(directory, e), e, lock);
        }
    }

    private static UnusableException unusable(String message, Exception cause, @Nullable DirectoryLock lock) {
        UnusableException unusable = new UnusableException(message, cause);
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            unusable.addSuppressed(e);
        }
        return unusable;
    }

    private static String problem(Path directory, SQLException e) {
        return switch (e.getErrorCode()) {
            case ErrorCode.DATABASE_ALREADY_OPEN_1 ->
                "The data directory " + directory + " is in use by another process; stop that one or name another";
            case ErrorCode.FILE_CORRUPTED_1, ErrorCode.FILE_VERSION_ERROR_1 ->
                "The data directory " + directory + " holds a damaged or foreign database; remove it or name another";
            default -> "The data directory " + directory + " can't be used by the database";
        };
    }

    private static Connection connect(String url) throws SQLException {
        // H2 keeps its file locked against other processes, and refuses paths that are not absolute.
        Connection connection = DriverManager.getConnection(url, "sa", "");
        connection.setAutoCommit(false);
        // There is no other connection whose writes could be seen too early; H2 then takes no snapshots.
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_UNCOMMITTED);
        return connection;
    }

    /**
     * Runs one transaction.
     *
     * @throws TransientException when the database fails; then nothing was written
     */
    public <T> T transaction(Work<T> work) {
        return run(work, connection::commit);
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
            if (isClosed) {
                throw new TransientException(TransientException.Reason.UNAVAILABLE, "The store is closed");
            }
            T result = work.in(session);
            ending.end();
            return result;
        } catch (SQLException e) {
            rollback();
            throw new TransientException(TransientException.Reason.UNAVAILABLE, "The store failed", e);
        } catch (RuntimeException | Error e) {
            rollback();
            throw e;
        } finally {
            lock.unlock();
        }
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

    RecordCache records() {
        return records;
    }

    ScheduleNumbers numbers() {
        return numbers;
    }

    private void rollback() {
        numbers.clear();
        try {
            connection.rollback();
        } catch (SQLException e) {
            throw new TransientException(TransientException.Reason.UNAVAILABLE, "The store failed", e);
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

    /** Writes to the file everything that was committed, so that it outlives the process however that ends. */
    public void flush() {
        if (isFile()) {
            transaction(session -> session.execute("CHECKPOINT"));
        }
    }

    /** Whether what is kept here outlives the process. */
    public boolean isFile() {
        return directory != null;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (!isClosed) {
                isClosed = true;
                try {
                    connection.close();
                } finally {
                    if (directory != null) {
                        directory.close();
                    }
                }
            }
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("The database did not close", e);
        } finally {
            lock.unlock();
        }
    }
}
