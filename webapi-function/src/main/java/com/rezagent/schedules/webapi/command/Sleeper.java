package com.rezagent.schedules.webapi.command;

import java.time.Duration;

/**
 * Measures and waits in real time. Waits that block a caller use it, because the system clock may be stopped or run
 * fast.
 */
public interface Sleeper {
    /** Returns the time since a fixed but arbitrary moment. */
    Duration elapsed();

    /** Returns once the time has passed, or early when the thread is interrupted. */
    void pause(Duration duration);
}
