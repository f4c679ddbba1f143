package com.rezagent.schedules.plan;

import com.rezagent.schedules.schedule.Status;
import java.util.List;
import java.util.function.Predicate;

/**
 * A condition that holds firings back.
 *
 * @param code recorded for a firing that it holds back
 */
record Gate(SkipCode code, Predicate<PlannedFiring> holdsBack) {
    private static final Gate DELETED =
            new Gate(SkipCode.DELETED, it -> it.schedule().status() == Status.DELETED);
    private static final Gate FAILED =
            new Gate(SkipCode.FAILED, it -> it.schedule().status() == Status.FAILED);

    /** The gates of a firing, in the order in which they are asked. */
    static final List<Gate> OF_FIRINGS = List.of(
            DELETED,
            FAILED,
            new Gate(SkipCode.BEFORE_CREATION, it -> it.schedule().isBeforeCreation(it.scheduledTime())),
            new Gate(SkipCode.OUTDATED, PlannedFiring::isOutdated),
            new Gate(SkipCode.PAUSED, it -> it.schedule().isPaused()));

    /** The gates of a manual execution, which also runs while the schedule is paused or completed. */
    static final List<Gate> OF_MANUAL_EXECUTIONS = List.of(DELETED, FAILED);

    /** Returns the verdict of the first gate that holds a firing back, or that it runs. */
    static Verdict ask(List<Gate> gates, PlannedFiring firing) {
        for (Gate gate : gates) {
            if (gate.holdsBack.test(firing)) {
                return new Verdict.Skipped(gate.code);
            }
        }
        return Verdict.RUNS;
    }
}
