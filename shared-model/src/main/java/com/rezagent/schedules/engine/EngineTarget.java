package com.rezagent.schedules.engine;

import org.jspecify.annotations.Nullable;

/**
 * Target of an engine entry.
 *
 * @param functionArn the function that the entry invokes
 * @param roleArn the role that the engine assumes to invoke it
 * @param deadLetterArn the queue for events that the engine could not deliver; null for none
 */
public record EngineTarget(
        String functionArn, String roleArn, @Nullable String deadLetterArn) {}
