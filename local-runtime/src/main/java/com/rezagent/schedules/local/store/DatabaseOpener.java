package com.rezagent.schedules.local.store;

import com.rezagent.schedules.local.store.Database.UnusableException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/** Opens the database in a directory, and refuses one that is damaged, incomplete or of another version. */
final class DatabaseOpener {
    private DatabaseOpener() {}

    /**
     * Opens the database in a directory. Creates both if they do not exist.
     *
     * @throws UnusableException if the directory cannot be used
     */
    static Database open(Path name) {
        DataDirectory directory = DataDirectory.open(name);
        Database database;
        try {
            directory.requireComplete();
            database = new Database(H2Connection.inFile(directory.url()), directory);
        } catch (UnusableException e) {
            close(directory, e);
            throw e;
        } catch (SQLException | RuntimeException e) {
            throw unusable(name, StoreFailure.of(e), close(directory, e));
        }
        boolean hasCurrentLayout;
        try {
            if (!directory.isNew() && !database.read(Schema::hasTables)) {
                // H2 opens a truncated file as of an earlier write, which may be before the first table.
                throw new UnusableException("The data directory " + name + " " + StoreFailure.DAMAGED.reason(), null);
            }
            hasCurrentLayout = database.transaction(Schema::create);
            database.flush();
        } catch (UnusableException e) {
            database.close();
            throw e;
        } catch (RuntimeException e) {
            database.close();
            throw unusable(name, database.failure().orElseGet(() -> StoreFailure.of(e)), e);
        }
        if (!hasCurrentLayout) {
            database.close();
            throw new UnusableException(
                    "The data directory " + name
                            + " was written by another version of this runtime; remove it or use another directory",
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
}
