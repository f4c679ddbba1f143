package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.command.ScheduleAction.DELETE;
import static com.rezagent.schedules.command.ScheduleAction.PAUSE;
import static com.rezagent.schedules.command.ScheduleAction.RESUME;
import static com.rezagent.schedules.command.ScheduleAction.TRIGGER;
import static com.rezagent.schedules.simulation.Scenario.HALF_HOURLY;
import static com.rezagent.schedules.simulation.Scenario.NAME;
import static com.rezagent.schedules.simulation.Scenario.ONCE;
import static com.rezagent.schedules.simulation.Scenario.YEARLY;
import static com.rezagent.schedules.simulation.Scenario.advance;
import static com.rezagent.schedules.simulation.Scenario.all;
import static com.rezagent.schedules.simulation.Scenario.created;
import static com.rezagent.schedules.simulation.Scenario.send;
import static com.rezagent.schedules.simulation.SimulatedConsumer.report;

import com.rezagent.schedules.schedule.RunPolicy;
import com.rezagent.schedules.schedule.RunPolicy.Overlap;
import com.rezagent.schedules.schedule.RunPolicy.Retry;
import com.rezagent.schedules.simulation.SimulatedConsumer.Planned;
import com.rezagent.schedules.simulation.SimulatedConsumer.Received;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Executions that are reported, retried, or never heard of again; each step sweeps whenever something is due. */
final class ReportScenarios {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private ReportScenarios() {}

    /**
     * Ten minutes for a report, which is longer than the retries of an event take; retries after one minute, then two,
     * without jitter.
     */
    static RunPolicy policy(int attempts, Overlap overlap, @Nullable Integer pauseAfterFailures) {
        Retry retry = new Retry(attempts, MINUTE, 2, Duration.ofHours(1), 0);
        return new RunPolicy(true, MINUTE.multipliedBy(10), retry, overlap, pauseAfterFailures);
    }

    private static final RunPolicy THREE_ATTEMPTS = policy(3, Overlap.ALLOW, null);

    /** The retry is later than two crashes make what prevents it, a delete or a report of success. */
    private static final RunPolicy LATE_RETRY = new RunPolicy(
            true,
            MINUTE.multipliedBy(10),
            new Retry(3, MINUTE.multipliedBy(10), 2, Duration.ofHours(1), 0),
            Overlap.ALLOW,
            null);

    static Consumer<SimulatedWorld> consumer(Function<Received, List<Planned>> behavior) {
        return world -> world.consumer.behave(behavior);
    }

    static Consumer<SimulatedWorld> sweeping(int minutes) {
        return world -> world.advanceSweeping(MINUTE.multipliedBy(minutes), NAME);
    }

    /** The consumer fails this many attempts of each execution, and succeeds in the next; it reports after seconds. */
    static Function<Received, List<Planned>> failing(int attempts, int seconds) {
        return message -> List.of(new Planned(
                Duration.ofSeconds(seconds), report(message, message.attempt() <= attempts ? "failed" : "succeeded")));
    }

    static Function<Received, List<Planned>> silent() {
        return message -> List.of();
    }

    /** The schedule fires once, five minutes after the step begins. */
    private static Scenario once(String name, RunPolicy policy, Function<Received, List<Planned>> behavior) {
        return new Scenario(
                name,
                all(consumer(behavior), created(ONCE.withRunPolicy(policy)), advance(MINUTE.multipliedBy(45))),
                sweeping(60),
                sweeping(60));
    }

    /** The schedule fires once; the step begins a minute later, when the consumer has reported. */
    private static Scenario reported(
            String name, RunPolicy policy, Function<Received, List<Planned>> behavior, Consumer<SimulatedWorld> step) {
        return new Scenario(
                name,
                all(consumer(behavior), created(ONCE.withRunPolicy(policy)), advance(MINUTE.multipliedBy(51))),
                all(step, sweeping(30)),
                sweeping(60));
    }

    static final List<Scenario> ALL = List.of(
            once("a success is reported", THREE_ATTEMPTS, failing(0, 20)),
            once("two failures and a success", THREE_ATTEMPTS, failing(2, 20)),
            once("three failures", THREE_ATTEMPTS, failing(3, 20)),
            once("nothing is reported", THREE_ATTEMPTS, silent()),
            once(
                    "reported as started, then nothing",
                    THREE_ATTEMPTS,
                    message -> List.of(new Planned(Duration.ofSeconds(5), report(message, "started")))),
            once(
                    "a failure that is not to be retried",
                    THREE_ATTEMPTS,
                    message -> List.of(new Planned(
                            Duration.ofSeconds(5), report(message, "failed").put("retryable", false)))),
            once(
                    "a failure that names its delay",
                    THREE_ATTEMPTS,
                    message -> List.of(new Planned(
                            Duration.ofSeconds(5),
                            report(message, message.attempt() < 2 ? "failed" : "succeeded")
                                    .put("retry_after_seconds", 300)))),
            once(
                    "a success after the retry was due",
                    THREE_ATTEMPTS,
                    message -> List.of(new Planned(Duration.ofSeconds(900), report(message, "succeeded")))),
            once(
                    "a failure after a success",
                    LATE_RETRY,
                    message -> List.of(
                            new Planned(Duration.ofSeconds(5), report(message, "succeeded")),
                            new Planned(Duration.ofSeconds(50), report(message, "failed")))),
            once(
                    "a success after a failure",
                    LATE_RETRY,
                    message -> List.of(
                            new Planned(Duration.ofSeconds(5), report(message, "failed")),
                            new Planned(Duration.ofSeconds(50), report(message, "succeeded")))),
            once(
                    "each report twice",
                    THREE_ATTEMPTS,
                    message -> List.of(
                            new Planned(
                                    Duration.ofSeconds(5),
                                    report(message, message.attempt() < 2 ? "failed" : "succeeded")),
                            new Planned(
                                    Duration.ofSeconds(6),
                                    report(message, message.attempt() < 2 ? "failed" : "succeeded")))),
            once(
                    "reports of attempts that there are not",
                    THREE_ATTEMPTS,
                    message -> List.of(new Planned(
                            Duration.ofSeconds(5), report(message, "succeeded").put("attempt", 7)))),
            reported("delete before a retry", LATE_RETRY, failing(1, 20), send("d1", DELETE)),
            reported(
                    "pause and resume before a retry",
                    THREE_ATTEMPTS,
                    failing(1, 20),
                    all(send("p1", PAUSE), sweeping(30), send("r1", RESUME))),
            new Scenario(
                    "a manual execution fails and succeeds",
                    all(consumer(failing(1, 20)), created(YEARLY.withRunPolicy(THREE_ATTEMPTS))),
                    all(send("t1", TRIGGER), sweeping(30)),
                    sweeping(60)),
            new Scenario(
                    "a firing while the one before it runs",
                    all(
                            consumer(message ->
                                    List.of(new Planned(MINUTE.multipliedBy(40), report(message, "succeeded")))),
                            created(HALF_HOURLY.withRunPolicy(
                                    new RunPolicy(true, MINUTE.multipliedBy(50), Retry.DEFAULT, Overlap.SKIP, null))),
                            advance(MINUTE.multipliedBy(15))),
                    sweeping(45),
                    sweeping(60)),
            new Scenario(
                    "a schedule pauses itself after two failures",
                    all(consumer(failing(9, 20)), created(HALF_HOURLY.withRunPolicy(policy(1, Overlap.ALLOW, 2)))),
                    sweeping(65),
                    sweeping(60)));
}
