package com.rezagent.schedules.schedule;

import java.time.Duration;

/** Run policies for tests. */
public final class RunPolicies {
    private RunPolicies() {}

    /** Returns a policy that awaits reports for 15 minutes and retries after 1, 2, 4… minutes, without jitter. */
    public static RunPolicy ofAttempts(int maximumAttempts) {
        return new RunPolicy(
                true,
                Duration.ofMinutes(15),
                new RunPolicy.Retry(maximumAttempts, Duration.ofMinutes(1), 2, Duration.ofHours(1), 0),
                RunPolicy.Overlap.ALLOW,
                null);
    }

    /** Returns a policy that expects no reports. */
    public static RunPolicy withoutReports() {
        RunPolicy policy = ofAttempts(1);
        return new RunPolicy(false, policy.reportWithin(), policy.retry(), policy.overlap(), null);
    }
}
