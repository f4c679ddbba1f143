package com.rezagent.schedules.local.invocation;

import java.time.Instant;

/**
 * A queued asynchronous invocation.
 *
 * @param id id in the queue; 0 if the invocation is not stored
 * @param event the event as JSON
 * @param acceptedAt when the event was accepted; retries end six hours later
 * @param due time of the next attempt
 * @param attempts number of attempts so far
 */
public record Invocation(long id, String event, Instant acceptedAt, Instant due, int attempts) {
    static final long NOT_STORED = 0;

    Invocation retriedAt(Instant next) {
        return new Invocation(id, event, acceptedAt, next, attempts + 1);
    }

    Invocation withId(long newId) {
        return new Invocation(newId, event, acceptedAt, due, attempts);
    }
}
