package com.rezagent.schedules.plan;

import com.rezagent.schedules.expression.Recurrence;
import com.rezagent.schedules.schedule.RunPolicy;
import com.rezagent.schedules.schedule.RunPolicy.Overlap;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Describes the effects of a run policy that users may not expect, one sentence for each. */
public final class RunPolicyWarnings {
    /** Warns of a policy whose failures do not count yet. */
    static final String NO_REPORT_YET =
            "pause_after_failures has no effect until a first report has arrived: failures count only from then on.";

    /** How long Lambda itself repeats an asynchronous invocation, besides three times the function's timeout. */
    private static final long LAMBDA_WAITS_SECONDS = 180;

    /** Lambda's default timeout, the shortest that is common. */
    private static final long LAMBDA_TIMEOUT_SECONDS = 3;

    /** How many periods are examined for the shortest. */
    private static final int PERIODS = 20;

    private RunPolicyWarnings() {}

    /** Returns the warnings of what a caller should know before the first execution. */
    public static List<String> ofPreview(RunPolicy policy) {
        List<String> warnings = new ArrayList<>();
        if (policy.expectReport()
                && policy.reportWithin().toSeconds() <= LAMBDA_WAITS_SECONDS + 3 * LAMBDA_TIMEOUT_SECONDS) {
            warnings.add(
                    "Lambda itself repeats a function that fails, for " + LAMBDA_WAITS_SECONDS
                            + " seconds and three times its timeout, and reports by a destination only afterwards. If a Lambda"
                            + " function reports so, raise report_within_seconds above that, or set its MaximumRetryAttempts to 0.");
        }
        return warnings;
    }

    /** Returns the warnings for a schedule as of a time. */
    static List<String> of(RunPolicy policy, Recurrence recurrence, Instant after) {
        List<String> warnings = new ArrayList<>();
        lateRetries(policy).ifPresent(warnings::add);
        if (policy.overlap() == Overlap.SKIP) {
            shortestPeriod(recurrence, after)
                    .filter(it -> it.compareTo(policy.reportWithin()) < 0)
                    .ifPresent(it ->
                            warnings.add("A firing is skipped while an earlier execution waits for its report, and "
                                    + policy.reportWithin().toSeconds()
                                    + " seconds are longer than the shortest time between two firings, "
                                    + it.toSeconds()
                                    + " seconds. Lower report_within_seconds if no firing is to be skipped."));
        }
        return warnings;
    }

    private static Optional<String> lateRetries(RunPolicy policy) {
        Duration total = Duration.ZERO;
        int attempt = 1;
        for (Duration delay : policy.retryDelays()) {
            total = total.plus(delay);
            attempt++;
            if (total.compareTo(RunPolicy.LATEST_ATTEMPT) > 0) {
                return Optional.of("Attempt " + attempt
                        + " and later ones are not made: the delays add up to more than "
                        + RunPolicy.LATEST_ATTEMPT.toDays() + " days after the scheduled time. Lower the delays or"
                        + " maximum_attempts.");
            }
        }
        return Optional.empty();
    }

    private static Optional<Duration> shortestPeriod(Recurrence recurrence, Instant after) {
        List<Instant> firings = recurrence.after(after).limit(PERIODS + 1L).toList();
        Optional<Duration> shortest = Optional.empty();
        for (int i = 1; i < firings.size(); i++) {
            Duration period = Duration.between(firings.get(i - 1), firings.get(i));
            shortest = shortest.filter(it -> it.compareTo(period) <= 0).or(() -> Optional.of(period));
        }
        return shortest;
    }
}
