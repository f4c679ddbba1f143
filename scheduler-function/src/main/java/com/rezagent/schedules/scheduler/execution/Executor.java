package com.rezagent.schedules.scheduler.execution;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.Trigger;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.scheduler.converge.Converger;
import com.rezagent.schedules.scheduler.event.SchedulerEvent.Firing;
import com.rezagent.schedules.scheduler.execution.ExecutionRunner.Entry;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** Executes schedules when the engine fires them, and when a command asks for it. */
public final class Executor {
    private final ScheduleStore store;
    private final ExecutionHistory history;
    private final ExecutionRunner runner;
    private final Converger converger;
    private final ScheduleCompleter completion;
    private final Clock clock;

    public Executor(
            ScheduleStore store,
            ExecutionHistory history,
            ExecutionRunner runner,
            Converger converger,
            ScheduleCompleter completion,
            Clock clock) {
        this.store = store;
        this.history = history;
        this.runner = runner;
        this.converger = converger;
        this.completion = completion;
        this.clock = clock;
    }

    /**
     * A schedule fired at its time.
     *
     * @throws TransientException when it should be delivered again
     */
    public void fire(Firing firing, Log log) {
        ScheduleId id = firing.scheduleId();
        Optional<Schedule> found = store.find(id);
        if (found.isEmpty()) {
            tombstoneOrphan(id, log);
            return;
        }
        Schedule schedule = found.get();
        boolean isOutdated = entry(firing, schedule) != Entry.CURRENT;
        // What is deleted and fires all the same was left so: by an adoption, say, that did not come as far as the
        // engine.
        boolean isLeftOver = schedule.isDeleted() && !schedule.isConverged();
        if (isOutdated || isLeftOver) {
            schedule = converger.converge(id, log).record().orElse(schedule);
        }
        runner.runFiring(
                schedule,
                firing.scheduledTime(),
                entry(firing, schedule),
                Optional.ofNullable(firing.incarnation()).orElse(schedule.incarnation()),
                log);
        if (schedule.isCompleted()) {
            // An earlier attempt may have crashed before it took the entry away.
            converger.converge(id, log);
        } else if (!schedule.hasFiringAfter(later(firing.scheduledTime(), clock.instant()))) {
            completion.completeIfDue(id, log);
        }
    }

    /** An entry of an earlier release says nothing of the incarnation: then it is the record's. */
    private static Entry entry(Firing firing, Schedule schedule) {
        if (firing.incarnation() != null && !firing.incarnation().equals(schedule.incarnation())) {
            return Entry.OF_ANOTHER_LIFE;
        }
        return firing.entryVersion() < schedule.entryVersion() ? Entry.OUTDATED : Entry.CURRENT;
    }

    /** An engine entry without a record: it is given a tombstone, and then converged like any other. */
    public void tombstoneOrphan(ScheduleId id, Log log) {
        log.warn("orphan_found");
        store.insert(Schedule.tombstone(id, clock.instant()));
        converger.converge(id, log);
    }

    /**
     * An execution asked for by a command: one, however often, whenever and with whatever timestamps the command is
     * delivered.
     *
     * @param schedule as the command was decided over
     * @throws TransientException when it should be delivered again
     */
    public void trigger(Schedule schedule, Command.Context command, Log log) {
        Trigger first = history.keepTrigger(
                schedule.id(),
                command.commandId(),
                new Trigger(command.askedAt(clock.instant()), command.requestDigest()));
        runner.runManual(schedule, ExecutionKey.manual(schedule.id(), first.at(), command.commandId()), log);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isBefore(b) ? b : a;
    }
}
