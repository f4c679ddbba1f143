package com.rezagent.schedules.scheduler;

import com.rezagent.schedules.engine.EngineTarget;
import com.rezagent.schedules.topic.Stage;
import java.time.Duration;

/**
 * What the scheduler function is told about its stage.
 *
 * @param target what engine entries invoke: this function
 * @param timeout after which Lambda ends an invocation; under a minute, since leases last five seconds longer
 */
public record SchedulerSettings(Stage stage, EngineTarget target, Duration timeout) {
    public SchedulerSettings {
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(Duration.ofSeconds(55)) >= 0) {
            throw new IllegalArgumentException("The function's timeout must be under 55 seconds");
        }
    }

    /** How long a claim keeps others away. */
    public Duration lease() {
        return timeout.plusSeconds(5);
    }
}
