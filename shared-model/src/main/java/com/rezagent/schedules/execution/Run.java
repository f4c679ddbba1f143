package com.rezagent.schedules.execution;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened to an execution beyond one publication: reports, later attempts, an acknowledgement.
 *
 * @param outcome null if the stored outcome is still the whole truth
 * @param attempt number of the last attempt that was claimed; 0 before the first
 * @param due when the wait for a report is over, or the next attempt is due; null if nothing is awaited. The end of a
 *     claim is due too, see {@link Execution#due}
 * @param reportBy until when the report of the last attempt is awaited; null if none was
 * @param failedBy null unless the outcome is {@code FAILED}
 * @param heldSince since when a pause has held the next attempt; null if none does
 * @param endedAt when the outcome was decided; null while it is open, or if the stored outcome is the whole truth
 * @param isRequested whether someone requested the next attempt, so that it needs no policy
 * @param isCounted whether a publication is counted on the schedule; a report may come before our own record
 * @param history the last attempts, in order
 * @param events the last reports that contradict others or came late, in order
 * @param acknowledged null until someone has taken note of a failure
 * @param revision incremented by every write of the run
 */
public record Run(
        @Nullable RunOutcome outcome,
        int attempt,
        @Nullable Instant due,
        @Nullable Instant reportBy,
        @Nullable FailedBy failedBy,
        @Nullable Instant heldSince,
        @Nullable Instant endedAt,
        boolean isRequested,
        boolean isCounted,
        List<Attempt> history,
        List<RunEvent> events,
        @Nullable Acknowledgement acknowledged,
        long revision) {

    /** The maximum number of attempts and of events that are kept. */
    public static final int MAX_KEPT = 20;

    public Run {
        history = List.copyOf(history);
        events = List.copyOf(events);
        if (history.size() > MAX_KEPT || events.size() > MAX_KEPT) {
            throw new IllegalArgumentException("At most " + MAX_KEPT + " attempts and events are kept");
        }
    }
}
