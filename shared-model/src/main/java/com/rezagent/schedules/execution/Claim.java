package com.rezagent.schedules.execution;

import java.time.Instant;

/** Result of a claim. */
public sealed interface Claim {
    /** The claim succeeded; the caller holds the lease until it ends. */
    record Granted(Execution execution) implements Claim {}

    /** The execution ended before: published or skipped. */
    record Ended(Execution execution) implements Claim {}

    /** An execution of another incarnation has this key. Claim {@link ExecutionKey#forIncarnation} instead. */
    record OfAnotherIncarnation(Execution execution) implements Claim {}

    /**
     * Another worker holds the lease.
     *
     * @param until when the lease ends
     */
    record Leased(Instant until) implements Claim {}
}
