package com.rezagent.schedules.scheduler.converge;

import static com.rezagent.schedules.log.Log.field;

import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.Engine.ExistingEntry;
import com.rezagent.schedules.engine.EngineTarget;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.plan.DueFirings;
import com.rezagent.schedules.record.OptimisticUpdate;
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
    private static final OptimisticUpdate ROUNDS =
            new OptimisticUpdate(5, "The schedule kept changing while it was being converged");
    private static final OptimisticUpdate ENTRY_WRITES =
            new OptimisticUpdate(3, "The engine's entry kept being created and deleted");

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
        return ROUNDS.run(() -> {
            Optional<Schedule> found = store.find(id);
            if (found.isEmpty()) {
                return Optional.of(new Convergence(found, changes));
            }
            return convergeOnce(found.get(), changes, log)
                    ? store.find(id)
                            .filter(it -> stillCurrent(found.get(), it))
                            .map(it -> new Convergence(Optional.of(it), changes))
                    : Optional.empty();
        });
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
        Optional<ExistingEntry> existing = engine.find(id);
        Instant now = clock.instant();
        EngineChange change = found.map(it -> ConvergePlan.of(it, target, now).change(KnownEntry.read(existing), now))
                .orElseGet(() -> ConvergePlan.withoutRecord(existing));
        Set<Change> changes = EnumSet.noneOf(Change.class);
        change.reported().ifPresent(changes::add);
        if (found.filter(it -> !it.isConverged() && it.status() != Status.FAILED)
                .isPresent()) {
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
        ConvergePlan plan = ConvergePlan.of(schedule, target, clock.instant());
        KnownEntry known = plan.readsEntryFirst() ? readEntry(schedule) : KnownEntry.NOT_READ;
        executeDue(schedule, plan.due(clock.instant()), known, log);
        EngineChange.Applied applied = ENTRY_WRITES.run(attempt -> {
            boolean isOutdated = attempt > 1 || plan.readsEntryBeforeDelete();
            return plan.change(isOutdated ? readEntry(schedule) : known, clock.instant())
                    .applyTo(engine);
        });
        Change change = applied.change();
        if (change != null) {
            changes.add(change);
            log.info("engine_converged", field("change", change), field("version", schedule.version()));
        }
        return applied.arn();
    }

    private KnownEntry readEntry(Schedule schedule) {
        return KnownEntry.read(engine.find(schedule.id()));
    }

    private void executeDue(Schedule schedule, DueFirings due, KnownEntry known, Log log) {
        due.startedSince().ifPresent(since -> executions.finishFirings(schedule, since, due.until(), log));
        due.latest(known.found()).ifPresent(scheduledTime -> executions.runFiring(schedule, scheduledTime, log));
    }
}
