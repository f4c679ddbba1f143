package com.rezagent.schedules.scheduler.firing;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.Trigger;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.plan.EntryMatch;
import com.rezagent.schedules.plan.FiringPlan;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.scheduler.converge.Converger;
import com.rezagent.schedules.scheduler.event.SchedulerEvent.Firing;
import com.rezagent.schedules.scheduler.execution.ExecutionRunner;
import com.rezagent.schedules.store.FiringRecords;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** Handles firings and triggers: compares the entry that fired with the record, then runs the execution. Thread-safe. */
public final class FiringHandler {
    private final ScheduleStore store;
    private final FiringRecords records;
    private final ExecutionHistory history;
    private final ExecutionRunner runner;
    private final Converger converger;
    private final ScheduleCompleter completer;
    private final Clock clock;

    public FiringHandler(
            ScheduleStore store,
            FiringRecords records,
            ExecutionHistory history,
            ExecutionRunner runner,
            Converger converger,
            ScheduleCompleter completer,
            Clock clock) {
        this.store = store;
        this.records = records;
        this.history = history;
        this.runner = runner;
        this.converger = converger;
        this.completer = completer;
        this.clock = clock;
    }

    /**
     * Executes a firing of the engine.
     *
     * @throws TransientException if it should be retried
     */
    public void fire(Firing firing, Log log) {
        ScheduleId id = firing.scheduleId();
        Optional<FiringRecords.Found> found = records.find(id, firing.group());
        if (found.isEmpty()) {
            tombstoneOrphan(id, log);
            return;
        }
        Schedule schedule = found.get().schedule();
        Surroundings surroundings = found.get().surroundings();
        boolean isOutdated = match(firing, schedule) != EntryMatch.CURRENT;
        // A deleted schedule that still fires was not converged, e.g. because tombstoning an orphan was interrupted.
        boolean isUnconvergedTombstone = schedule.isDeleted() && !schedule.isConverged();
        if (isOutdated || isUnconvergedTombstone) {
            schedule = converger.converge(id, log).record().orElse(schedule);
            surroundings = records.of(schedule);
        }
        runner.runFiring(
                schedule,
                surroundings,
                firing.scheduledTime(),
                match(firing, schedule),
                Optional.ofNullable(firing.incarnation()).orElse(schedule.incarnation()),
                log);
        if (schedule.isCompleted()) {
            // An earlier attempt may have crashed before it deleted the entry.
            converger.converge(id, log);
        } else if (!FiringPlan.of(schedule, Surroundings.NONE)
                .hasFiringAfter(later(firing.scheduledTime(), clock.instant()))) {
            completer.completeIfDue(id, log);
        }
    }

    private static EntryMatch match(Firing firing, Schedule schedule) {
        return EntryMatch.of(schedule, firing.entryVersion(), firing.incarnation());
    }

    /** Inserts a tombstone for an engine entry without a record, and converges it, which deletes the entry. */
    public void tombstoneOrphan(ScheduleId id, Log log) {
        log.warn("orphan_found");
        store.insert(Schedule.tombstone(id, clock.instant()));
        converger.converge(id, log);
    }

    /**
     * Executes a schedule for a trigger command: exactly one execution, however often and with whatever timestamps the
     * command is delivered.
     *
     * @param schedule the record for which the command was decided
     * @throws TransientException if it should be retried
     */
    public void trigger(Schedule schedule, Command.Context command, Log log) {
        Trigger first = history.recordTrigger(
                schedule.id(),
                command.commandId(),
                new Trigger(command.effectiveIssuedAt(clock.instant()), command.requestDigest()));
        ExecutionKey key = ExecutionKey.manual(schedule.id(), first.scheduledTime(), command.commandId());
        runner.runManual(schedule, key, command.reason(), log);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isBefore(b) ? b : a;
    }
}
