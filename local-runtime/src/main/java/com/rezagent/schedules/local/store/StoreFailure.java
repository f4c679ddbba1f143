package com.rezagent.schedules.local.store;

import java.io.EOFException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;
import org.h2.api.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Why a database can't be used any more.
 *
 * @param reason goes on after "The data directory", and ends with what to do
 */
public record StoreFailure(String reason) {
    static final StoreFailure DAMAGED =
            new StoreFailure("holds a damaged or foreign database; remove it or name another");

    /** Errors after which H2 has closed the database, or can't read it. */
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
        if (cause instanceof SQLException sql && sql.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1) {
            return new StoreFailure("is in use by another process; stop that one or name another");
        }
        if (find(cause, OutOfMemoryError.class) != null) {
            return new StoreFailure("ran out of memory; start again with a greater -Xmx, or keep less");
        }
        IOException io = find(cause, IOException.class);
        // A damaged file sends H2 to places that are not in it.
        if (io != null && !(io instanceof EOFException)) {
            return new StoreFailure(
                    "can't be read or written: " + words(io) + "; free some space or check the disk, then start again");
        }
        return DAMAGED;
    }

    private static String words(IOException e) {
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
