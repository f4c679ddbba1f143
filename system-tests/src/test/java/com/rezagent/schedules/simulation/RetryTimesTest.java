package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.simulation.ReportScenarios.failing;
import static com.rezagent.schedules.simulation.Steps.NAME;
import static com.rezagent.schedules.simulation.Steps.ONCE;
import static com.rezagent.schedules.simulation.Steps.created;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.schedule.RunPolicy;
import com.rezagent.schedules.schedule.RunPolicy.Overlap;
import com.rezagent.schedules.schedule.RunPolicy.Retry;
import com.rezagent.schedules.simulation.SimulatedConsumer.Received;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** "Retries come in their computed minute", as long as a sweep runs each minute. */
class RetryTimesTest {
    private static final long SEED = 20251106;
    private static final int POLICIES = 30;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SplittableRandom random = new SplittableRandom(SEED);

    @Test
    void each_attempt_is_published_within_a_minute_after_the_delay_that_counts_from_the_failure() {
        for (int i = 0; i < POLICIES; i++) {
            RunPolicy policy = policy();
            int reportSeconds = random.nextInt(1, 50);
            SimulatedWorld world = new SimulatedWorld();
            world.consumer.behave(failing(policy.retry().maximumAttempts() - 1, reportSeconds));

            run(world, policy);

            List<Received> received = world.consumer.received;
            assertThat(received).as("%s", policy).hasSize(policy.retry().maximumAttempts());
            checkTimes(policy, received, Duration.ofSeconds(reportSeconds));
            assertThat(Invariants.violations(world)).isEmpty();
        }
    }

    @Test
    void an_attempt_that_nobody_reports_is_followed_by_the_next_one_in_the_minute_computed_from_its_time_out() {
        for (int i = 0; i < POLICIES; i++) {
            RunPolicy policy = policy();
            SimulatedWorld world = new SimulatedWorld();

            run(world, policy);

            // The time-out is recorded by the first sweep after it, and the delay counts from there.
            List<Received> received = world.consumer.received;
            assertThat(received).as("%s", policy).hasSize(policy.retry().maximumAttempts());
            checkTimes(policy, received, policy.reportWithin(), MINUTE);
        }
    }

    private RunPolicy policy() {
        int first = random.nextInt(60, 301);
        Retry retry = new Retry(
                random.nextInt(2, 6),
                Duration.ofSeconds(first),
                random.nextDouble(1, 4),
                Duration.ofSeconds(random.nextInt(first, 3_601)),
                random.nextDouble(0, 0.5));
        return new RunPolicy(true, Duration.ofSeconds(random.nextInt(60, 601)), retry, Overlap.ALLOW, null);
    }

    private static void run(SimulatedWorld world, RunPolicy policy) {
        created(ONCE.withRunPolicy(policy)).accept(world);
        world.advanceSweeping(Duration.ofHours(12), NAME);
    }

    private static void checkTimes(RunPolicy policy, List<Received> received, Duration failedAfter) {
        checkTimes(policy, received, failedAfter, Duration.ZERO);
    }

    /** @param tolerance how much later than {@code failedAfter} the failure may be recorded */
    private static void checkTimes(
            RunPolicy policy, List<Received> received, Duration failedAfter, Duration tolerance) {
        for (int n = 1; n < received.size(); n++) {
            Received next = received.get(n);
            Instant due = received.get(n - 1)
                    .at()
                    .plus(failedAfter)
                    .plus(policy.delayBefore(next.attempt(), next.executionId()));
            assertThat(next.attempt()).isEqualTo(n + 1);
            assertThat(next.at())
                    .as("attempt %d of %s", next.attempt(), policy)
                    .isBetween(due, due.plus(MINUTE).plus(tolerance));
        }
    }
}
