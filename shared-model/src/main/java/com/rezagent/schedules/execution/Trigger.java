package com.rezagent.schedules.execution;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The first delivery of a trigger, which every later one goes by: however often it is delivered, there is one execution.
 *
 * @param at the scheduled time of its execution
 * @param requestDigest of the request, where it came with an {@code Idempotency-Key}
 */
public record Trigger(Instant at, @Nullable String requestDigest) {}
