package com.rezagent.schedules.local.store;

import java.io.EOFException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;
import org.h2.api.ErrorCode;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Why a database can no longer be used.
 *
 * @param reason the rest of a sentence that starts with "The data directory"; it ends with what to do
 */
public record StoreFailure(String reason) {
    static final StoreFailure DAMAGED =
            new StoreFailure("contains a damaged or unknown database; remove it or use another directory");

    /** Errors after which H2 has closed the database or cannot read it. */
    private static final Set<Integer> FINAL = Set.of(
            ErrorCode.GENERAL_ERROR_1,
            ErrorCode.IO_EXCEPTION_1,
            ErrorCode.IO_EXCEPTION_2,
            ErrorCode.FILE_CORRUPTED_1,
            ErrorCode.FILE_VERSION_ERROR_1,
            ErrorCode.DATABASE_IS_CLOSED,
            ErrorCode.DATABASE_IS_READ_ONLY,
            ErrorCode.OUT_OF_MEMORY,
            ErrorCode.OBJECT_CLOSED);

    static boolean isFailure(SQLException e) {
        return FINAL.contains(e.getErrorCode());
    }

    static StoreFailure of(Throwable cause) {
        if (isLocked(cause)) {
            return new StoreFailure("is in use by another process; stop that process or use another directory");
        }
        if (find(cause, OutOfMemoryError.class) != null) {
            return new StoreFailure("ran out of memory; restart with a larger -Xmx, or store less data");
        }
        IOException io = find(cause, IOException.class);
        // In a damaged file, H2 reads past the end, which is not a disk error.
        if (io != null && !(io instanceof EOFException)) {
            return new StoreFailure(
                    "cannot be read or written: " + text(io) + "; free disk space or check the disk, then restart");
        }
        return DAMAGED;
    }

    private static boolean isLocked(Throwable cause) {
        return (cause instanceof SQLException sql && sql.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1)
                || (cause instanceof MVStoreException store && store.getErrorCode() == DataUtils.ERROR_FILE_LOCKED);
    }

    private static String text(IOException e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }

    private static <T extends Throwable> @Nullable T find(Throwable cause, Class<T> type) {
        for (Throwable it = cause; it != null; it = it.getCause()) {
            if (type.isInstance(it)) {
                return type.cast(it);
            }
        }
        return null;
    }
}
