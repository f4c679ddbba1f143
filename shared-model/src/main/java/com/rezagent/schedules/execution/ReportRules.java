package com.rezagent.schedules.execution;

import com.rezagent.schedules.execution.ExecutionDecision.Result;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The rules for reports: the first report of an attempt counts, a success wins over everything else, and only the time of
 * receipt matters.
 */
final class ReportRules {
    private final Execution seen;
    private final ExecutionDraft draft;
    private final ExecutionDecider decider;
    private final Instant now;

    ReportRules(Execution seen, ExecutionDraft draft, ExecutionDecider decider, Instant now) {
        this.seen = seen;
        this.draft = draft;
        this.decider = decider;
        this.now = now;
    }

    ExecutionDecision decide(Report report) {
        int number = report.attempt() == null ? draft.attempt : report.attempt();
        if (number > draft.attempt || number < 1) {
            return kept(RunEvent.Kind.UNKNOWN_ATTEMPT, Result.UNKNOWN_ATTEMPT, report);
        }
        Attempt row = draft.row(number);
        if (!isExpected()) {
            return recorded(report, number, row);
        }
        return switch (report.outcome()) {
            case STARTED -> started(report, number, row);
            case SUCCEEDED -> succeeded(report, number, row);
            case FAILED -> failed(report, number, row);
        };
    }

    /** Returns whether something follows from a report. What was published without a policy has ended. */
    private boolean isExpected() {
        return draft.outcome != null || (decider.expectsReports() && draft.stored != ExecutionOutcome.PUBLISHED);
    }

    /** Keeps what a report says in the attempt, and changes nothing else. */
    private ExecutionDecision recorded(Report report, int number, @Nullable Attempt row) {
        if (report.outcome() == Report.Progress.STARTED) {
            if (row == null || row.startedAt() != null || row.isReported()) {
                return unchanged();
            }
            draft.change(number, it -> it.started(now));
        } else {
            if (row != null && row.isReported()) {
                return repeated(report, number, row);
            }
            draft.change(number, it -> it.reported(report, now));
        }
        if (draft.stored == ExecutionOutcome.IN_PROGRESS) {
            draft.provePublication(now);
        }
        return done(Result.DONE);
    }

    private ExecutionDecision repeated(Report report, int number, Attempt row) {
        boolean isSuccess = report.outcome() == Report.Progress.SUCCEEDED;
        if (isSuccess == (row.outcome() == RunOutcome.SUCCEEDED)) {
            return unchanged();
        }
        if (isSuccess) {
            draft.change(number, it -> it.reported(report, now));
        }
        return kept(RunEvent.Kind.CONTRADICTION, Result.CONTRADICTION, report);
    }

    private ExecutionDecision started(Report report, int number, @Nullable Attempt row) {
        if (draft.stored != ExecutionOutcome.IN_PROGRESS && draft.stored != ExecutionOutcome.PUBLISHED) {
            return kept(RunEvent.Kind.LATE, Result.LATE, report);
        }
        if (row == null || row.startedAt() != null || row.isReported()) {
            return unchanged();
        }
        boolean isEarly = number == draft.attempt && draft.isClaimed();
        draft.change(number, it -> it.started(now));
        if (isEarly) {
            draft.provePublication(now);
            decider.await();
        }
        return done(Result.DONE);
    }

    private ExecutionDecision succeeded(Report report, int number, @Nullable Attempt row) {
        boolean isContradiction = row != null && row.isReported() && row.outcome() != RunOutcome.SUCCEEDED;
        if (draft.outcome == RunOutcome.SUCCEEDED) {
            if (isContradiction) {
                return kept(RunEvent.Kind.CONTRADICTION, Result.CONTRADICTION, report);
            }
            if (row == null || row.isReported()) {
                return unchanged();
            }
            draft.change(number, it -> it.reported(report, now));
            return done(Result.DONE);
        }
        if (isContradiction) {
            draft.add(RunEvent.of(RunEvent.Kind.CONTRADICTION, report, now));
        }
        draft.change(number, it -> it.reported(report, now));
        draft.provePublication(now);
        draft.end(RunOutcome.SUCCEEDED, null, null);
        return done(Result.DONE);
    }

    private ExecutionDecision failed(Report report, int number, @Nullable Attempt row) {
        if (row != null && row.isReported()) {
            return row.outcome() == RunOutcome.FAILED
                    ? unchanged()
                    : kept(RunEvent.Kind.CONTRADICTION, Result.CONTRADICTION, report);
        }
        if (draft.outcome == RunOutcome.SUCCEEDED) {
            if (row != null && row.outcome() == null) {
                draft.change(number, it -> it.reported(report, now));
            }
            return kept(RunEvent.Kind.CONTRADICTION, Result.CONTRADICTION, report);
        }
        boolean isAwaited = draft.outcome == RunOutcome.WAITING || draft.isClaimed();
        if (number < draft.attempt || !isAwaited) {
            return kept(RunEvent.Kind.LATE, Result.LATE, report);
        }
        draft.change(number, it -> it.reported(report, now));
        draft.provePublication(now);
        decider.fail(
                RunOutcome.FAILED,
                FailedBy.CONSUMER,
                report.message() == null ? "The consumer reported a failure" : report.message(),
                report.isRetryable(),
                report.retryAfter());
        return done(Result.DONE);
    }

    private ExecutionDecision kept(RunEvent.Kind kind, Result result, Report report) {
        return draft.add(RunEvent.of(kind, report, now)) ? done(result) : ExecutionDecision.nothing(seen, result);
    }

    private ExecutionDecision done(Result result) {
        return ExecutionDecision.of(seen, draft.toExecution(now), result);
    }

    private ExecutionDecision unchanged() {
        return ExecutionDecision.nothing(seen, Result.UNCHANGED);
    }
}
