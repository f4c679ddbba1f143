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
 * Brings the engine to the desired state of one schedule, whatever else is going on.
 *
 * <p>The record is read, the engine brought to it, and the record read again: where it moved on meanwhile, what was
 * written to the engine may be older than what another handler wrote, so it starts over. The mark that a version
 * has been converged is conditional on the very record that was read.
 */
public final class Converger {
    private static final int MAX_ROUNDS = 5;
    private static final int MAX_TURNS = 3;

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
     * Converges a schedule. One without a record is left alone.
     *
     * @throws TransientException when store or engine don't answer, or others kept changing the record
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
                TransientException.Reason.CONTENDED, "The schedule kept changing while it was converged");
    }

    /**
     * Whether what was wanted of the engine still is. Completing a schedule, and the engine's own refusal, take the entry
     * away without a new version.
     */
    private static boolean stillCurrent(Schedule before, Schedule after) {
        return after.entryVersion() == before.entryVersion()
                && after.isCompleted() == before.isCompleted()
                && (after.status() == Status.FAILED) == (before.status() == Status.FAILED);
    }

    /**
     * What {@link #converge} would do now, without doing it.
     *
     * @throws TransientException when store or engine don't answer
     */
    public Convergence inspect(ScheduleId id) {
        Optional<Schedule> found = store.find(id);
        Optional<Engine.ExistingEntry> held = engine.find(id);
        Set<Change> changes = EnumSet.noneOf(Change.class);
        if (found.isEmpty()) {
            if (held.isPresent()) {
                changes.add(Change.ENTRY_DELETED);
            }
            return new Convergence(found, changes);
        }
        Schedule schedule = found.get();
        Optional<EngineEntry> wanted = EngineEntry.desired(schedule, target, clock.instant());
        if (wanted.isEmpty()) {
            if (held.isPresent() && !EngineEntry.mayStillFire(schedule, clock.instant())) {
                changes.add(Change.ENTRY_DELETED);
            }
        } else if (held.isEmpty()) {
            changes.add(Change.ENTRY_CREATED);
        } else if (!isSatisfiedBy(wanted.get(), held.get(), schedule)) {
            changes.add(Change.ENTRY_UPDATED);
        }
        if (!schedule.isConverged() && schedule.status() != Status.FAILED) {
            changes.add(Change.MARKED);
        }
        return new Convergence(found, changes);
    }

    /** One round. Answers false when the record moved on, or must be looked at again. */
    private boolean convergeOnce(Schedule schedule, Set<Change> changes, Log log) {
        String arn;
        try {
            arn = bringEngine(schedule, changes, log);
        } catch (RefusedException first) {
            if (!isAboutDate(first)) {
                refuse(schedule, first, changes, log);
                return false;
            }
            // A date that was right when the call was made may be past when it arrives: judged once more, by a new now.
            try {
                arn = bringEngine(schedule, changes, log);
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

    private static boolean isAboutDate(RefusedException e) {
        String details = e.joinedDetails();
        return details.contains("StartDate") || details.contains("EndDate");
    }

    private void refuse(Schedule schedule, RefusedException e, Set<Change> changes, Log log) {
        Schedule refused =
                schedule.refusedByEngine(e.code().code(), e.getMessage() + ": " + e.joinedDetails(), clock.instant());
        // First of all: once it is recorded, the engine is not asked again, and nobody would hear of it.
        notices.scheduleFailed(refused);
        if (store.replace(schedule, refused)) {
            changes.add(Change.REFUSED);
            log.error("schedule_failed", field("version", schedule.version()), field("reason", e.getMessage()));
        }
    }

    /** @return the entry's ARN; null where there is none */
    private @Nullable String bringEngine(Schedule schedule, Set<Change> changes, Log log) {
        Instant now = clock.instant();
        Optional<EngineEntry> wanted = EngineEntry.desired(schedule, target, now);
        if (wanted.isEmpty()) {
            if (!EngineEntry.mayStillFire(schedule, now)) {
                executeDue(schedule, wanted, false, log);
                remove(schedule, changes, log);
                return null;
            }
            Optional<Engine.ExistingEntry> held = engine.find(schedule.id());
            boolean isCurrent =
                    held.filter(it -> EngineEntry.isOf(schedule, it.entry())).isPresent();
            executeDue(schedule, wanted, isCurrent, log);
            return held.map(Engine.ExistingEntry::arn).orElse(null);
        }
        EngineEntry entry = wanted.get();
        // What was never converged is most likely not there; a create finds out as well as a look would.
        Optional<Engine.ExistingEntry> held =
                schedule.convergedVersion() == 0 ? Optional.empty() : engine.find(schedule.id());
        executeDue(
                schedule,
                wanted,
                held.filter(it -> EngineEntry.isOf(schedule, it.entry())).isPresent(),
                log);
        for (int turn = 1; turn <= MAX_TURNS; turn++) {
            if (held.isPresent()) {
                if (isSatisfiedBy(entry, held.get(), schedule)) {
                    return held.get().arn();
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
            held = engine.find(schedule.id());
        }
        throw new TransientException(TransientException.Reason.CONTENDED, "The engine's entry kept coming and going");
    }

    /** Before the entry is written: after a crash between the two, nothing would say any more that it is to be done. */
    private void executeDue(Schedule schedule, Optional<EngineEntry> wanted, boolean isHeld, Log log) {
        Instant now = clock.instant();
        if (EngineEntry.mayHaveBegun(schedule, wanted, now)) {
            executions.finishFirings(schedule, Objects.requireNonNull(schedule.dueSince()), now, log);
        }
        // An entry that is there may have come after the firing; the identity of the execution drops a second one.
        if (!isHeld || EngineEntry.isDatedExactly(schedule)) {
            EngineEntry.due(schedule, wanted, now)
                    .ifPresent(scheduledTime -> executions.runFiring(schedule, scheduledTime, log));
        }
    }

    private void remove(Schedule schedule, Set<Change> changes, Log log) {
        // A delete that is new most likely has something to delete; later ones most likely not.
        boolean look = schedule.isConverged();
        if (look && engine.find(schedule.id()).isEmpty()) {
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
