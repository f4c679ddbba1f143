package com.rezagent.schedules.execution;

import java.time.Instant;

/** The answer to a claim. */
public sealed interface Claim {
    /** It is ours until the lease ends. */
    record Granted(Execution execution) implements Claim {}

    /** It has ended before: published or skipped. */
    record Ended(Execution execution) implements Claim {}

    /** An execution of another incarnation holds the key: claim {@link ExecutionKey#of}. */
    record OfAnotherLife(Execution execution) implements Claim {}

    /** Somebody else is at it. */
    record Leased(Instant until) implements Claim {}
}
