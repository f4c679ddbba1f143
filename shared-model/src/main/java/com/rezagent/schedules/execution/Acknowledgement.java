package com.rezagent.schedules.execution;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Records that someone has taken note of a failed execution.
 *
 * @param by identity of the person
 * @param reason in the person's words; null for none
 */
public record Acknowledgement(
        Instant at, String by, @Nullable String reason) {}
