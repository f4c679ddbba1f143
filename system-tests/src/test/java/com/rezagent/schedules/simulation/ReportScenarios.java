package com.rezagent.schedules.simulation;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.schedule.RunPolicy;
import com.rezagent.schedules.schedule.RunPolicy.Overlap;
import com.rezagent.schedules.schedule.RunPolicy.Retry;
import com.rezagent.schedules.simulation.SimulatedConsumer.Planned;
import com.rezagent.schedules.simulation.SimulatedConsumer.Received;
import com.rezagent.schedules.testing.Records;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Executions that are reported, retried, or never heard of again; each step sweeps whenever something is due. */
final class ReportScenarios {
    private static final String FIRST = "first-";
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    /** After one minute, then two. */
    private static final Retry SOON = new Retry(3, Duration.ofMinutes(1), 2, Duration.ofHours(1), 0);

    /** Ten minutes for a report, which is longer than the retries of an event take; without jitter. */
    private static final RunPolicy RETRIED = new RunPolicy(true, TEN_MINUTES, SOON, Overlap.ALLOW, null);

    private static final RunPolicy ONE_ATTEMPT = Records.withComponent(RETRIED, "maximumAttempts", 1);

    /**
     * The run policies of scenarios, by their words. The late retry is later than two crashes make what prevents it, a
     * delete or a report of success.
     */
    static final Map<String, RunPolicy> POLICIES = Map.of(
            "retried", RETRIED,
            "retried-late", Records.withComponent(RETRIED, "firstDelay", TEN_MINUTES),
            "no-overlap", Records.withComponent(ONE_ATTEMPT, "overlap", Overlap.SKIP),
            "no-long-overlap", new RunPolicy(true, Duration.ofMinutes(50), Retry.DEFAULT, Overlap.SKIP, null),
            "pausing", Records.withComponent(ONE_ATTEMPT, "pauseAfterFailures", 1),
            "pausing-after-2", Records.withComponent(ONE_ATTEMPT, "pauseAfterFailures", 2));

    private ReportScenarios() {}

    /** The consumer fails this many attempts of each execution, and succeeds in the next; it reports after seconds. */
    static Function<Received, List<Planned>> failing(int attempts, int seconds) {
        return reporting(List.of("fails" + attempts + ":" + seconds));
    }

    /**
     * Returns what the consumer reports of each message.
     *
     * @param words for each report its outcome, after how many seconds, and a field: {@code failed:5/retryable=false}. The
     *     outcome {@code fails2} is a failure of the first two attempts and a success of the next; {@code first-failed} is
     *     reported of the first attempt only
     */
    static Function<Received, List<Planned>> reporting(List<String> words) {
        return message -> words.stream()
                .filter(it -> message.attempt() == 1 || !it.startsWith(FIRST))
                .map(it -> planned(message, it.replace(FIRST, "").split("[:/=]")))
                .toList();
    }

    private static Planned planned(Received message, String... parts) {
        String outcome = parts[0].startsWith("fails")
                ? message.attempt() <= Integer.parseInt(parts[0].substring(5)) ? "failed" : "succeeded"
                : parts[0];
        ObjectNode report = SimulatedConsumer.report(message, outcome);
        if (parts.length > 2) {
            boolean isFalse = parts[3].equals("false");
            report.set(parts[2], isFalse ? BooleanNode.FALSE : IntNode.valueOf(Integer.parseInt(parts[3])));
        }
        return new Planned(Duration.ofSeconds(Long.parseLong(parts[1])), report);
    }

    /** A schedule that fires once does so at 21:00. */
    static final List<Scenario> ALL = Steps.scenarios("""
            a success is reported | reports fails0:20, created once+retried, 45 min | sweeping 60 | sweeping 60
            two failures and a success | reports fails2:20, created once+retried, 45 min | sweeping 60 | sweeping 60
            three failures | reports fails3:20, created once+retried, 45 min | sweeping 60 | sweeping 60
            nothing is reported | created once+retried, 45 min | sweeping 60 | sweeping 60
            reported as started, then nothing | reports started:5, created once+retried, 45 min | sweeping 60 | sweeping 60
            a failure that is not to be retried | reports failed:5/retryable=false, created once+retried, 45 min | sweeping 60 | sweeping 60
            a failure that names its delay | reports fails1:5/retry_after_seconds=300, created once+retried, 45 min | sweeping 60 | sweeping 60
            a success after the retry was due | reports succeeded:900, created once+retried, 45 min | sweeping 60 | sweeping 60
            a failure after a success | reports succeeded:5 failed:50, created once+retried-late, 45 min | sweeping 60 | sweeping 60
            a success after a failure | reports failed:5 succeeded:50, created once+retried-late, 45 min | sweeping 60 | sweeping 60
            each report twice | reports fails1:5 fails1:6, created once+retried, 45 min | sweeping 60 | sweeping 60
            reports of attempts that there are not | reports succeeded:5/attempt=7, created once+retried, 45 min | sweeping 60 | sweeping 60
            delete before a retry | reports fails1:20, created once+retried-late, 51 min | delete d1, sweeping 30 \
                | sweeping 60
            pause and resume before a retry | reports fails1:20, created once+retried, 51 min \
                | pause p1, sweeping 30, resume r1, sweeping 30 | sweeping 60
            a manual execution fails and succeeds | reports fails1:20, created yearly+retried \
                | trigger t1, sweeping 30 | sweeping 60
            a firing while the one before it runs | reports succeeded:2400, created half-hourly+no-long-overlap, 15 min \
                | sweeping 45 | sweeping 60
            a schedule pauses itself after two failures | reports fails9:20, created half-hourly+pausing-after-2 \
                | sweeping 65 | sweeping 60
            """);
}
