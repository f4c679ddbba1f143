package com.rezagent.schedules.simulation;

import java.util.List;
import java.util.stream.Stream;

/** Pairs of concurrent invocations of which one is a report or a sweep. The schedule fires at 21:00. */
final class ReportRaces {
    private ReportRaces() {}

    static Stream<RacePair> pairs() {
        return SimulationSize.isLong() ? Stream.concat(SHORT.stream(), LONG.stream()) : SHORT.stream();
    }

    /** With more interleavings than the quick part has time for. */
    private static final List<RacePair> LONG = Steps.races("""
            reconcile, sweep that retries | reports first-failed:5, waiting once+retried, 45 s | reconcile | sweep
            """);

    private static final List<RacePair> SHORT = Steps.races("""
            firing, its report of a success | created once+retried, hold, 50 min | firing | report succeeded 1
            firing, its report of a failure | created once+retried, hold, 50 min | firing | report failed 1
            firing, its report of a start | created once+retried, hold, 50 min | firing | report started 1
            two reports of a success | waiting once+retried | report succeeded 1 | report succeeded 1
            success, failure | waiting once+retried | report succeeded 1 | report failed 1
            report, sweep that is in time | waiting once+retried | report failed 1 | sweep
            success, sweep that times out | waiting once+retried, 91 s | report succeeded 1 | sweep
            failure, sweep that times out | waiting once+retried, 91 s | report failed 1 | sweep
            two sweeps that time out | waiting once+retried, 91 s | sweep | sweep
            two sweeps that retry | reports first-failed:5, waiting once+retried, 45 s | sweep | sweep
            late success, sweep that retries | reports first-failed:5, waiting once+retried, 45 s \
                | report succeeded 1 | sweep
            success of the second attempt, its sweep | reports first-failed:5, waiting once+retried, 45 s \
                | report succeeded 2 | sweep
            delete, sweep that retries | reports first-failed:5, waiting once+retried, 45 s | delete d1 1s-ago | sweep
            pause, sweep that retries | reports first-failed:5, waiting once+retried, 45 s | pause p1 1s-ago | sweep
            update without a run policy, sweep that retries | reports first-failed:5, waiting once+retried, 45 s \
                | update u1 once 1s-ago | sweep
            firing again, sweep that retries | reports first-failed:5, waiting once+retried, 45 s | firing | sweep
            last failure of a schedule that pauses itself, resume | waiting once+pausing | report failed 1 \
                | resume r1 1s-ago
            firing of a schedule without overlap, the same again | created half-hourly+no-overlap, hold, 50 min \
                | firing | firing
            two firings of a schedule without overlap | created half-hourly+no-overlap, hold, 50 min | firing \
                | firing-before
            """);
}
