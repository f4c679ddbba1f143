package com.rezagent.schedules.webapi;

import java.time.Duration;

/** Real time, for waits that a person sits through; the system's clock may stand still or run fast. */
public interface Sleeper {
    /** Time since some fixed moment. */
    Duration elapsed();

    /** Returns once the time has passed, or early when the thread is interrupted. */
    void pause(Duration duration);
}
