package com.rezagent.schedules.scheduler.converge;

import static com.rezagent.schedules.log.Log.field;

import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.engine.EngineTarget;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.scheduler.converge.Convergence.Change;
import com.rezagent.schedules.scheduler.execution.ExecutionRunner;
import com.rezagent.schedules.scheduler.notice.Notices;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the EventBridge entry of one schedule match its record. Other invocations may change the record or the entry at
 * the same time. Thread-safe.
 *
 * <p>It reads the record, updates the engine, and reads the record again. If the record has changed meanwhile, the
 * entry written may be older than one that another invocation wrote, so it starts over. A version is marked as
 * converged only if the record has not changed since it was read.
 *
 * <p>Before it writes an entry, it executes a firing that was due before the entry existed. If EventBridge refuses the
 * entry permanently, it marks the schedule as failed and publishes a notice.
 */
public final class Converger {
    private static final int MAX_ROUNDS = 5;
    private static final int MAX_WRITE_ATTEMPTS = 3;

    private final ScheduleStore store;
    private final Engine engine;
    private final EngineTarget target;
    private final ExecutionRunner executions;
    private final Notices notices;
    private final Clock clock;

    public Converger(
            ScheduleStore store,
            Engine engine,
            EngineTarget target,
            ExecutionRunner executions,
            Notices notices,
            Clock clock) {
        this.executions = executions;
        this.store = store;
        this.engine = engine;
        this.target = target;
        this.notices = notices;
        this.clock = clock;
    }

    /**
     * Converges a schedule. Does nothing if there is no record.
     *
     * @throws TransientException if the store or the engine does not respond, or the record kept changing
     */
    public Convergence converge(ScheduleId id, Log log) {
        Set<Change> changes = EnumSet.noneOf(Change.class);
        for (int round = 1; round <= MAX_ROUNDS; round++) {
            Optional<Schedule> found = store.find(id);
            if (found.isEmpty()) {
                return new Convergence(found, changes);
            }
            if (convergeOnce(found.get(), changes, log)) {
                Optional<Schedule> after = store.find(id);
                if (after.filter(it -> stillCurrent(found.get(), it)).isPresent()) {
                    return new Convergence(after, changes);
                }
            }
        }
        throw new TransientException(
                TransientException.Reason.CONTENDED, "The schedule kept changing while it was being converged");
    }

    /**
     * Returns whether the desired engine entry is still the same. Completing a schedule and a refusal by the engine
     * remove the entry without a new version.
     */
    private static boolean stillCurrent(Schedule before, Schedule after) {
        return after.entryVersion() == before.entryVersion()
                && after.isCompleted() == before.isCompleted()
                && (after.status() == Status.FAILED) == (before.status() == Status.FAILED);
    }

    /**
     * Returns what {@link #converge} would do now, without doing it.
     *
     * @throws TransientException if the store or the engine does not respond
     */
    public Convergence inspect(ScheduleId id) {
        Optional<Schedule> found = store.find(id);
        Optional<Engine.ExistingEntry> existing = engine.find(id);
        Set<Change> changes = EnumSet.noneOf(Change.class);
        if (found.isEmpty()) {
            if (existing.isPresent()) {
                changes.add(Change.ENTRY_DELETED);
            }
            return new Convergence(found, changes);
        }
        Schedule schedule = found.get();
        Optional<EngineEntry> desired = EngineEntry.desired(schedule, target, clock.instant());
        if (desired.isEmpty()) {
            if (existing.isPresent() && !EngineEntry.mayStillFire(schedule, clock.instant())) {
                changes.add(Change.ENTRY_DELETED);
            }
        } else if (existing.isEmpty()) {
            changes.add(Change.ENTRY_CREATED);
        } else if (!isSatisfiedBy(desired.get(), existing.get(), schedule)) {
            changes.add(Change.ENTRY_UPDATED);
        }
        if (!schedule.isConverged() && schedule.status() != Status.FAILED) {
            changes.add(Change.MARKED);
        }
        return new Convergence(found, changes);
    }

    /** Runs one round. Returns false if the record has changed, or must be read again. */
    private boolean convergeOnce(Schedule schedule, Set<Change> changes, Log log) {
        String arn;
        try {
            arn = convergeEngine(schedule, changes, log);
        } catch (RefusedException first) {
            if (!isDateError(first)) {
                refuse(schedule, first, changes, log);
                return false;
            }
            // A date that was valid when the call was made may be past when it arrives: try once more with a new now.
            try {
                arn = convergeEngine(schedule, changes, log);
            } catch (RefusedException second) {
                refuse(schedule, second, changes, log);
                return false;
            }
        }
        boolean marked = schedule.isConverged() && Objects.equals(arn, schedule.engineArn());
        if (marked || schedule.status() == Status.FAILED) {
            return true;
        }
        if (!store.replace(schedule, schedule.converged(arn))) {
            return false;
        }
        changes.add(Change.MARKED);
        return true;
    }

    private static boolean isDateError(RefusedException e) {
        String details = e.joinedDetails();
        return details.contains("StartDate") || details.contains("EndDate");
    }

    private void refuse(Schedule schedule, RefusedException e, Set<Change> changes, Log log) {
        Schedule refused =
                schedule.withEngineRefusal(e.code().code(), e.getMessage() + ": " + e.joinedDetails(), clock.instant());
        // Notify first: once the refusal is recorded, a retry does not get here again, and the notice would be lost.
        notices.scheduleFailed(refused);
        if (store.replace(schedule, refused)) {
            changes.add(Change.REFUSED);
            log.error("schedule_failed", field("version", schedule.version()), field("reason", e.getMessage()));
        }
    }

    /** @return the entry's ARN; null if there is no entry */
    private @Nullable String convergeEngine(Schedule schedule, Set<Change> changes, Log log) {
        Instant now = clock.instant();
        Optional<EngineEntry> desired = EngineEntry.desired(schedule, target, now);
        if (desired.isEmpty()) {
            if (!EngineEntry.mayStillFire(schedule, now)) {
                executeDue(schedule, desired, false, log);
                remove(schedule, changes, log);
                return null;
            }
            Optional<Engine.ExistingEntry> existing = engine.find(schedule.id());
            boolean isCurrent = existing.filter(it -> EngineEntry.isCurrentFor(schedule, it.entry()))
                    .isPresent();
            executeDue(schedule, desired, isCurrent, log);
            return existing.map(Engine.ExistingEntry::arn).orElse(null);
        }
        EngineEntry entry = desired.get();
        // An entry that was never converged most likely does not exist; if it does, the create reports it.
        Optional<Engine.ExistingEntry> existing =
                schedule.convergedVersion() == 0 ? Optional.empty() : engine.find(schedule.id());
        executeDue(
                schedule,
                desired,
                existing.filter(it -> EngineEntry.isCurrentFor(schedule, it.entry()))
                        .isPresent(),
                log);
        for (int attempt = 1; attempt <= MAX_WRITE_ATTEMPTS; attempt++) {
            if (existing.isPresent()) {
                if (isSatisfiedBy(entry, existing.get(), schedule)) {
                    return existing.get().arn();
                }
                Optional<String> updated = engine.update(entry);
                if (updated.isPresent()) {
                    record(Change.ENTRY_UPDATED, schedule, changes, log);
                    return updated.get();
                }
            }
            Optional<String> created = engine.create(entry);
            if (created.isPresent()) {
                record(Change.ENTRY_CREATED, schedule, changes, log);
                return created.get();
            }
            existing = engine.find(schedule.id());
        }
        throw new TransientException(
                TransientException.Reason.CONTENDED, "The engine's entry kept being created and deleted");
    }

    /** Executes due firings. Must come before the entry is written: after a crash in between they would be lost. */
    private void executeDue(Schedule schedule, Optional<EngineEntry> desired, boolean isCurrent, Log log) {
        Instant now = clock.instant();
        if (EngineEntry.mayHaveStarted(schedule, desired, now)) {
            executions.finishFirings(schedule, Objects.requireNonNull(schedule.dueSince()), now, log);
        }
        // An existing entry may have been written after the firing; a duplicate execution is dropped by its key.
        if (!isCurrent || EngineEntry.hasExactFiringTimes(schedule)) {
            EngineEntry.dueFiring(schedule, desired, now)
                    .ifPresent(scheduledTime -> executions.runFiring(schedule, scheduledTime, log));
        }
    }

    private void remove(Schedule schedule, Set<Change> changes, Log log) {
        // Before convergence there most likely is an entry to delete; afterwards most likely not, so look first.
        if (schedule.isConverged() && engine.find(schedule.id()).isEmpty()) {
            return;
        }
        engine.delete(schedule.id());
        record(Change.ENTRY_DELETED, schedule, changes, log);
    }

    private boolean isSatisfiedBy(EngineEntry entry, Engine.ExistingEntry existing, Schedule schedule) {
        return entry.isSatisfiedBy(
                existing.entry(), schedule.requireDefinition().expression(), clock.instant());
    }

    private static void record(Change change, Schedule schedule, Set<Change> changes, Log log) {
        changes.add(change);
        log.info("engine_converged", field("change", change), field("version", schedule.version()));
    }
}
