package com.rezagent.schedules.execution;

import com.rezagent.schedules.error.TransientException;
import java.time.Instant;
import java.util.Optional;

/** Result of a claim. */
public sealed interface Claim {
    /**
     * Returns the execution that the caller holds now; empty if there is nothing to do for it.
     *
     * @throws TransientException {@code CONTENDED} while another worker holds the lease
     */
    default Optional<Execution> granted() {
        return Optional.empty();
    }

    /** Returns whether to claim {@link ExecutionKey#forIncarnation} instead. */
    default boolean isKeyTaken() {
        return false;
    }

    /** Returns whether another execution of the schedule has not ended. */
    default boolean isOverlapping() {
        return false;
    }

    /** The claim succeeded; the caller holds the lease until it ends. */
    record Granted(Execution execution) implements Claim {
        @Override
        public Optional<Execution> granted() {
            return Optional.of(execution);
        }
    }

    /** The execution ended before: published or skipped. */
    record Ended(Execution execution) implements Claim {}

    /** An execution of another incarnation has this key. */
    record OfAnotherIncarnation(Execution execution) implements Claim {
        @Override
        public boolean isKeyTaken() {
            return true;
        }
    }

    /** Another execution of the schedule has not ended. Only {@link ExecutionHistory#claimAlone} asks about it. */
    record Overlapping() implements Claim {
        @Override
        public boolean isOverlapping() {
            return true;
        }
    }

    /**
     * Another worker holds the lease.
     *
     * @param until when the lease ends
     */
    record Leased(Instant until) implements Claim {
        @Override
        public Optional<Execution> granted() {
            throw contended(until);
        }

        /** Returns the error of a worker that finds a lease of another. */
        public static TransientException contended(Instant until) {
            return new TransientException(
                    TransientException.Reason.CONTENDED,
                    "Another invocation has claimed this execution until " + until);
        }
    }
}
