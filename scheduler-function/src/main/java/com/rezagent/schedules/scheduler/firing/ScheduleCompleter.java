package com.rezagent.schedules.scheduler.firing;

import static com.rezagent.schedules.log.Log.field;

import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.plan.FiringPlan;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.record.OptimisticUpdate;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.scheduler.converge.Converger;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Completes schedules once no firing is left and the last one was recorded or its grace is over. Thread-safe.
 */
public final class ScheduleCompleter {
    private static final OptimisticUpdate UPDATE =
            new OptimisticUpdate(10, "The schedule kept changing while it was being completed");

    private final ScheduleStore store;
    private final ExecutionHistory history;
    private final Converger converger;
    private final Clock clock;

    public ScheduleCompleter(ScheduleStore store, ExecutionHistory history, Converger converger, Clock clock) {
        this.store = store;
        this.history = history;
        this.converger = converger;
        this.clock = clock;
    }

    /**
     * Returns whether a schedule is to be completed now: it is active, and its last firing is recorded or its grace is
     * over.
     */
    public boolean isDue(Schedule schedule) {
        FiringPlan plan = FiringPlan.of(schedule, Surroundings.NONE);
        return plan.isOver(clock.instant()) && hasEnded(schedule, plan);
    }

    /**
     * Returns whether a reconcile run is to complete a schedule: also one that is paused until it is resumed, of which no
     * firing arrives. A command does not, so that a resume is refused while its schedule is not completed.
     */
    public boolean isDueInReconcile(Schedule schedule) {
        FiringPlan plan = FiringPlan.of(schedule, Surroundings.NONE);
        return plan.isOverEvenIfPaused(clock.instant()) && hasEnded(schedule, plan);
    }

    private boolean hasEnded(Schedule schedule, FiringPlan plan) {
        Instant now = clock.instant();
        Optional<Instant> last = plan.lastFiring(now);
        return last.isEmpty()
                || history.findFiring(schedule.id(), last.get(), schedule.incarnation())
                        .map(Execution::outcome)
                        .filter(ExecutionOutcome::isFinal)
                        .isPresent();
    }

    /**
     * Completes a schedule if it is due, and deletes the engine's entry.
     *
     * @return whether this call completed it
     * @throws TransientException if the store or the engine does not respond, or the record kept changing
     */
    public boolean completeIfDue(ScheduleId id, Log log) {
        return completeIf(this::isDue, id, log);
    }

    /** Completes a schedule if it {@link #isDueInReconcile}; otherwise as {@link #completeIfDue}. */
    public boolean completeInReconcile(ScheduleId id, Log log) {
        return completeIf(this::isDueInReconcile, id, log);
    }

    private boolean completeIf(Predicate<Schedule> isDue, ScheduleId id, Log log) {
        return UPDATE.run(() -> {
            Optional<Schedule> found = store.find(id);
            if (found.filter(isDue).isEmpty()) {
                return Optional.of(false);
            }
            if (!store.replace(found.get(), found.get().completed(clock.instant()))) {
                return Optional.empty();
            }
            log.info("schedule_completed", field("version", found.get().version()));
            converger.converge(id, log);
            return Optional.of(true);
        });
    }
}
