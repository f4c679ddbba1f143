package com.rezagent.schedules.scheduler.converge;

import com.rezagent.schedules.engine.Engine.ExistingEntry;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.engine.EngineTarget;
import com.rezagent.schedules.plan.DueFirings;
import com.rezagent.schedules.plan.FiringPlan;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.schedule.Schedule;
import java.time.Instant;
import java.util.Optional;

/**
 * What converging a record does; pure. {@link Converger} applies it in this order: read the entry where
 * {@link #readsEntryFirst}, execute the {@link #due} firings, read the entry where {@link #readsEntryBeforeDelete}, then
 * apply {@link #change}.
 *
 * @param desired the entry that the engine should hold; empty for none
 * @param mayStillFire whether an entry without a firing left may still be about to fire
 */
record ConvergePlan(Schedule schedule, FiringPlan firings, Optional<EngineEntry> desired, boolean mayStillFire) {
    static ConvergePlan of(Schedule schedule, EngineTarget target, Instant now) {
        FiringPlan firings = FiringPlan.of(schedule, Surroundings.NONE);
        Optional<EngineEntry> desired = firings.desiredEntry(target, now);
        return new ConvergePlan(schedule, firings, desired, desired.isEmpty() && firings.mayStillFire(now));
    }

    /** Returns the change for an entry without a record: it should not exist. */
    static EngineChange withoutRecord(Optional<ExistingEntry> existing) {
        return existing.<EngineChange>map(
                        it -> new EngineChange.Delete(it.entry().id()))
                .orElseGet(() -> new EngineChange.Keep(existing));
    }

    /**
     * Returns whether to read the entry before due firings are executed. An entry that was never converged most likely
     * does not exist; if it does, the create reports it.
     */
    boolean readsEntryFirst() {
        return desired.isPresent() ? schedule.convergedVersion() != 0 : mayStillFire;
    }

    /**
     * Returns whether to read the entry before it is deleted. Before convergence there most likely is an entry to
     * delete; afterwards most likely not.
     */
    boolean readsEntryBeforeDelete() {
        return desired.isEmpty() && !mayStillFire && schedule.isConverged();
    }

    /** Returns the firings to execute before the entry is written: after a crash in between they would be lost. */
    DueFirings due(Instant now) {
        return firings.due(desired, now);
    }

    /** Returns what to do with the engine's entry. */
    EngineChange change(KnownEntry known, Instant now) {
        Optional<ExistingEntry> existing = known.found();
        if (desired.isEmpty()) {
            boolean stays = mayStillFire || (known.isRead() && existing.isEmpty());
            return stays ? new EngineChange.Keep(existing) : new EngineChange.Delete(schedule.id());
        }
        EngineEntry entry = desired.get();
        if (existing.isEmpty()) {
            return new EngineChange.Create(entry);
        }
        boolean isSatisfied = entry.isSatisfiedBy(
                existing.get().entry(), schedule.requireDefinition().expression(), now);
        return isSatisfied ? new EngineChange.Keep(existing) : new EngineChange.Update(entry);
    }
}
