package com.rezagent.schedules.execution;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of an execution.
 *
 * @param attempt its number, from 1
 * @param version version of the schedule whose message was published; null if unknown
 * @param publishedAt null until the publication is recorded
 * @param startedAt when the consumer reported the start; null for never
 * @param reportedAt when the report that counts was received; null for none
 * @param outcome how it ended; null while it has not, or if nothing is awaited
 * @param message of the report, or why the topic refused the attempt; null for none
 * @param output of the report; null for none
 * @param truncated whether the message or the output is cut
 */
public record Attempt(
        int attempt,
        @Nullable Long version,
        @Nullable Instant publishedAt,
        @Nullable Instant startedAt,
        @Nullable Instant reportedAt,
        @Nullable RunOutcome outcome,
        @Nullable String message,
        @Nullable String output,
        boolean truncated) {

    /** Returns an attempt that is claimed. */
    static Attempt claimed(int attempt, @Nullable Long version) {
        return new Attempt(attempt, version, null, null, null, null, null, null, false);
    }

    /** Returns whether nothing shows yet that the message of this attempt was published. */
    boolean isUnpublished() {
        return publishedAt == null && startedAt == null && reportedAt == null && outcome == null;
    }

    /** Returns whether a report has said how it ended. */
    boolean isReported() {
        return reportedAt != null;
    }

    Attempt published(@Nullable Long publishedVersion, Instant at) {
        return publishedAt != null
                ? this
                : new Attempt(
                        attempt,
                        publishedVersion == null ? version : publishedVersion,
                        at,
                        startedAt,
                        reportedAt,
                        outcome,
                        message,
                        output,
                        truncated);
    }

    Attempt started(Instant at) {
        return new Attempt(attempt, version, publishedAt, at, reportedAt, outcome, message, output, truncated);
    }

    Attempt reported(Report report, Instant at) {
        return new Attempt(
                attempt,
                version,
                publishedAt,
                startedAt,
                at,
                report.outcome() == Report.Progress.SUCCEEDED ? RunOutcome.SUCCEEDED : RunOutcome.FAILED,
                report.message(),
                report.output(),
                report.truncated());
    }

    /** Returns this attempt as ended without a report. */
    Attempt ended(RunOutcome how, @Nullable String why) {
        return new Attempt(
                attempt,
                version,
                publishedAt,
                startedAt,
                reportedAt,
                how,
                why == null ? message : why,
                output,
                truncated);
    }

    /** Returns how it stands in one word: how it ended, else whether it was published. */
    public String state() {
        return outcome != null
                ? outcome.text()
                : (publishedAt == null ? ShownOutcome.IN_PROGRESS : ShownOutcome.PUBLISHED).text();
    }
}
