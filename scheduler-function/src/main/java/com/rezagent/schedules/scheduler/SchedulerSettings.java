package com.rezagent.schedules.scheduler;

import com.rezagent.schedules.engine.EngineTarget;
import com.rezagent.schedules.messaging.Stage;
import java.time.Duration;

/**
 * The configuration of the scheduler function.
 *
 * @param target what engine entries invoke: this function
 * @param timeout after which Lambda ends an invocation; under 55 seconds, because leases last five seconds longer and
 *     must end within a minute
 */
public record SchedulerSettings(Stage stage, EngineTarget target, Duration timeout) {
    public SchedulerSettings {
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(Duration.ofSeconds(55)) >= 0) {
            throw new IllegalArgumentException("The function's timeout must be under 55 seconds");
        }
    }

    /** Returns how long the claim of an execution excludes other invocations. */
    public Duration lease() {
        return timeout.plusSeconds(5);
    }
}
