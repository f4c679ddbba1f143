package com.rezagent.schedules.local.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;

/** The one connection to H2, with its prepared statements and the file below it. Not thread-safe. */
final class H2Connection implements AutoCloseable {
    private static final String SETTINGS = ";DB_CLOSE_ON_EXIT=FALSE;ANALYZE_AUTO=0;OPTIMIZE_REUSE_RESULTS=0"
            + ";QUERY_CACHE_SIZE=0;MAX_LENGTH_INPLACE_LOB=16777216;TRACE_LEVEL_FILE=0;TRACE_LEVEL_SYSTEM_OUT=0";

    /** Chunks of the file with less live data than this percentage are compacted. */
    private static final int MIN_FILL_PERCENT = 50;

    private static final int COMPACTED_BYTES = 4 << 20;

    private final Connection connection;
    private final MVStore file;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    private H2Connection(Connection connection) throws SQLException {
        this.connection = connection;
        SessionLocal h2 = (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
        file = h2.getDatabase().getStore().getMvStore();
    }

    static H2Connection inMemory() throws SQLException {
        return new H2Connection(connect("jdbc:h2:mem:"));
    }

    /** Opens a file, which is then written only by {@link #checkpoint}. */
    static H2Connection inFile(String url) throws SQLException {
        H2Connection connection = new H2Connection(connect(url));
        // H2's background writer is disabled: if it fails, every later statement spins forever.
        connection.file.setAutoCommitDelay(0);
        return connection;
    }

    private static Connection connect(String url) throws SQLException {
        // H2 locks its file against other processes and refuses relative paths.
        Connection connection = DriverManager.getConnection(url + SETTINGS, "sa", "");
        connection.setAutoCommit(false);
        // Safe with a single connection, and H2 then takes no snapshots.
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_UNCOMMITTED);
        return connection;
    }

    /** Returns whether H2 has closed the file or refuses to use it. */
    boolean hasFailed() {
        return file.isClosed() || file.getPanicException() != null;
    }

    /** Returns the prepared statement of an SQL text, from a cache. */
    PreparedStatement statement(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        return statement;
    }

    /** Runs a statement without parameters and without caching it. Returns whether it has a result set. */
    boolean execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute(sql);
        }
    }

    void commit() throws SQLException {
        connection.commit();
    }

    void rollback() throws SQLException {
        connection.rollback();
    }

    /** Writes all committed transactions to the file. */
    void checkpoint() throws SQLException {
        execute("CHECKPOINT");
    }

    /** Returns the number of the latest write to the file. */
    long latestWrite() {
        return file.getFileStore().lastChunkVersion();
    }

    /** Rewrites chunks with little live data. Returns whether there were any. */
    boolean compact() {
        return file.compact(MIN_FILL_PERCENT, COMPACTED_BYTES);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
