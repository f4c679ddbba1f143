package com.rezagent.schedules.local.invocation;

import java.time.Instant;

/**
 * An event that waits to be handled.
 *
 * @param id in the queue; 0 for one that is not written there
 * @param event JSON, as the function receives it
 * @param acceptedAt when it was handed in; retries end six hours later
 * @param due when it is to be tried
 * @param attempts how often it was tried before
 */
public record Invocation(long id, String event, Instant acceptedAt, Instant due, int attempts) {
    static final long UNWRITTEN = 0;

    Invocation triedAgainAt(Instant next) {
        return new Invocation(id, event, acceptedAt, next, attempts + 1);
    }

    Invocation written(long newId) {
        return new Invocation(newId, event, acceptedAt, due, attempts);
    }
}
