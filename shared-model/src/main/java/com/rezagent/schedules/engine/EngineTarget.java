package com.rezagent.schedules.engine;

import org.jspecify.annotations.Nullable;

/** What an engine entry invokes: the function, the role that the engine assumes for it, and where it parks what fails. */
public record EngineTarget(
        String functionArn, String roleArn, @Nullable String deadLetterArn) {}
