package com.rezagent.schedules.scheduler.execution;

import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ScheduleState;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.RunPolicy;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.store.FiringRecords;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An execution as it was read, with its schedule as read after it.
 *
 * @param schedule the record of the execution's incarnation, which may be deleted; null if that incarnation has ended
 *     otherwise
 * @param surroundings of that record
 */
public record ScheduledExecution(
        Execution execution, @Nullable Schedule schedule, Surroundings surroundings) {
    static ScheduledExecution of(Execution execution, Optional<FiringRecords.Found> found) {
        return found.filter(it -> it.schedule().incarnation().equals(execution.incarnation()))
                .map(it -> new ScheduledExecution(execution, it.schedule(), it.surroundings()))
                .orElseGet(() -> new ScheduledExecution(execution, null, Surroundings.NONE));
    }

    ScheduledExecution with(Execution next) {
        return new ScheduledExecution(next, schedule, surroundings);
    }

    /** Returns the state of the execution's incarnation; {@link ScheduleState#NONE} if that has ended. */
    ScheduleState state() {
        return schedule == null ? ScheduleState.NONE : surroundings.state().of(schedule);
    }

    /** Returns the state that changes with an end of the execution without a run, see {@link ScheduleState#withEnd}. */
    ScheduleState stateWithEnd(Execution ended) {
        return schedule == null ? ScheduleState.NONE : state().withEnd(ended, schedule);
    }

    /** Returns the policy of the schedule's definition as it is now; null for none. */
    @Nullable
    RunPolicy policy() {
        Definition definition = schedule == null ? null : schedule.definition();
        return definition == null ? null : definition.runPolicy();
    }

    /** Returns whether the execution's schedule does not exist any more. */
    boolean isScheduleGone() {
        return schedule == null || schedule.isDeleted();
    }
}
