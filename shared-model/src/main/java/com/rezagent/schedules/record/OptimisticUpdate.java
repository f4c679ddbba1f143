package com.rezagent.schedules.record;

import com.rezagent.schedules.error.TransientException;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * The loop of an optimistic update: read, decide, write on condition that nothing has changed since, and start over if it
 * has. A conditional write fails only after another writer succeeded, so many failures mean overload, not bad luck.
 *
 * @param maxAttempts after which it gives up
 * @param contended the message of the error when it gives up
 */
public record OptimisticUpdate(int maxAttempts, String contended) {
    /**
     * Returns the result of the first attempt that has one.
     *
     * @param attempt reads, decides and writes; empty if it is to be repeated
     * @throws TransientException {@code CONTENDED} if no attempt had a result
     */
    public <T> T run(Supplier<Optional<T>> attempt) {
        return run(number -> attempt.get());
    }

    /** Same as {@link #run(Supplier)}; the attempt receives its number, from 1. */
    public <T> T run(IntFunction<Optional<T>> attempt) {
        for (int number = 1; number <= maxAttempts; number++) {
            Optional<T> result = attempt.apply(number);
            if (result.isPresent()) {
                return result.get();
            }
        }
        throw new TransientException(TransientException.Reason.CONTENDED, contended);
    }
}
