package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.simulation.SimulatedConsumer.report;
import static com.rezagent.schedules.simulation.Steps.HALF_HOURLY;
import static com.rezagent.schedules.simulation.Steps.NAME;
import static com.rezagent.schedules.simulation.Steps.ONCE;
import static com.rezagent.schedules.simulation.Steps.YEARLY;
import static com.rezagent.schedules.simulation.Steps.all;
import static com.rezagent.schedules.simulation.Steps.created;
import static com.rezagent.schedules.simulation.Steps.step;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.schedule.RunPolicy;
import com.rezagent.schedules.schedule.RunPolicy.Overlap;
import com.rezagent.schedules.schedule.RunPolicy.Retry;
import com.rezagent.schedules.simulation.SimulatedConsumer.Planned;
import com.rezagent.schedules.simulation.SimulatedConsumer.Received;
import com.rezagent.schedules.simulation.Steps.Step;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
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

    /** What the consumer reports of each message. */
    interface Behavior extends Function<Received, List<Planned>> {
        default Behavior and(Behavior other) {
            return message -> Stream.of(this, other)
                    .flatMap(it -> it.apply(message).stream())
                    .toList();
        }
    }

    /** The consumer reports that the first attempt of each execution has failed, and nothing of the next ones. */
    static final Behavior FAILING_FIRST_ATTEMPTS = message ->
            message.attempt() > 1 ? List.of() : reporting("failed", 5).apply(message);

    /** The consumer fails this many attempts of each execution, and succeeds in the next; it reports after seconds. */
    static Behavior failing(int attempts, int seconds) {
        return failing(attempts, seconds, it -> it);
    }

    /** @param change of each report */
    private static Behavior failing(int attempts, int seconds, UnaryOperator<ObjectNode> change) {
        return message ->
                List.of(planned(message, message.attempt() <= attempts ? "failed" : "succeeded", seconds, change));
    }

    static Behavior reporting(String outcome, int seconds) {
        return message -> List.of(planned(message, outcome, seconds, it -> it));
    }

    private static Planned planned(Received message, String outcome, int seconds, UnaryOperator<ObjectNode> change) {
        return new Planned(Duration.ofSeconds(seconds), change.apply(report(message, outcome)));
    }

    static Step consumer(Behavior behavior) {
        return world -> world.consumer.behave(behavior);
    }

    private static Step sweeping(int minutes) {
        return world -> world.advanceSweeping(Duration.ofMinutes(minutes), NAME);
    }

    /** The schedule fires once, five minutes after the step begins. */
    private static Scenario once(String name, RunPolicy policy, Behavior behavior) {
        return scenario(name, behavior, ONCE.withRunPolicy(policy), 45, sweeping(60));
    }

    private static Scenario once(String name, Behavior behavior) {
        return once(name, THREE_ATTEMPTS, behavior);
    }

    /** The schedule fires once; the step begins a minute later, when the consumer has reported that it failed. */
    private static Scenario failed(String name, RunPolicy policy, Step step) {
        return scenario(name, failing(1, 20), ONCE.withRunPolicy(policy), 51, all(step, sweeping(30)));
    }

    /** @param minutes from ten minutes after the create to the step */
    private static Scenario scenario(String name, Behavior behavior, DefinitionSpec def, int minutes, Step step) {
        return new Scenario(name, all(consumer(behavior), created(def), step(minutes + " min")), step, sweeping(60));
    }

    static final List<Scenario> ALL = List.of(
            once("a success is reported", failing(0, 20)),
            once("two failures and a success", failing(2, 20)),
            once("three failures", failing(3, 20)),
            once("nothing is reported", message -> List.of()),
            once("reported as started, then nothing", reporting("started", 5)),
            once("a failure that is not to be retried", failing(9, 5, it -> it.put("retryable", false))),
            once("a failure that names its delay", failing(1, 5, it -> it.put("retry_after_seconds", 300))),
            once("a success after the retry was due", reporting("succeeded", 900)),
            once(
                    "a failure after a success",
                    LATE_RETRY,
                    reporting("succeeded", 5).and(reporting("failed", 50))),
            once("a success after a failure", LATE_RETRY, reporting("failed", 5).and(reporting("succeeded", 50))),
            once("each report twice", failing(1, 5).and(failing(1, 6))),
            once("reports of attempts that there are not", failing(0, 5, it -> it.put("attempt", 7))),
            failed("delete before a retry", LATE_RETRY, step("delete d1")),
            failed(
                    "pause and resume before a retry",
                    THREE_ATTEMPTS,
                    all(step("pause p1"), sweeping(30), step("resume r1"))),
            scenario(
                    "a manual execution fails and succeeds",
                    failing(1, 20),
                    YEARLY.withRunPolicy(THREE_ATTEMPTS),
                    0,
                    all(step("trigger t1"), sweeping(30))),
            scenario(
                    "a firing while the one before it runs",
                    reporting("succeeded", 2_400),
                    HALF_HOURLY.withRunPolicy(
                            new RunPolicy(true, MINUTE.multipliedBy(50), Retry.DEFAULT, Overlap.SKIP, null)),
                    15,
                    sweeping(45)),
            scenario(
                    "a schedule pauses itself after two failures",
                    failing(9, 20),
                    HALF_HOURLY.withRunPolicy(policy(1, Overlap.ALLOW, 2)),
                    0,
                    sweeping(65)));
}
