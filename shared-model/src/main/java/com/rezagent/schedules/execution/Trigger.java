package com.rezagent.schedules.execution;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The first delivery of a trigger command. Every later delivery uses its values, so that there is only one execution.
 *
 * @param scheduledTime scheduled time of the execution
 * @param requestDigest digest of the request; null if it had no {@code Idempotency-Key}
 */
public record Trigger(Instant scheduledTime, @Nullable String requestDigest) {}
