package com.rezagent.schedules.scheduler.command;

import static com.rezagent.schedules.log.Log.field;

import com.rezagent.schedules.command.CommandReader;
import com.rezagent.schedules.command.Decider;
import com.rezagent.schedules.command.Decision.Decided;
import com.rezagent.schedules.command.ScheduleAction;
import com.rezagent.schedules.command.ScheduleCommand;
import com.rezagent.schedules.command.ScheduleCommandReader;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.OptimisticUpdate;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.scheduler.converge.Converger;
import com.rezagent.schedules.scheduler.firing.FiringHandler;
import com.rezagent.schedules.scheduler.firing.ScheduleCompleter;
import com.rezagent.schedules.scheduler.notice.Notices;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Applies the commands of schedules. Each is decided for the current record, written on condition that the record has not changed since
 * it was read, and followed by converging the schedule. That also holds for a duplicate, because an earlier attempt may
 * have crashed before converging. Thread-safe.
 */
public final class CommandProcessor implements CommandHandler<ScheduleCommand> {
    private static final OptimisticUpdate DECISIONS =
            new OptimisticUpdate(50, "The schedule kept changing while this command was being applied");

    private final ScheduleStore store;
    private final Decider decider;
    private final Converger converger;
    private final ScheduleCompleter completer;
    private final FiringHandler executor;
    private final Notices notices;
    private final Clock clock;

    public CommandProcessor(
            ScheduleStore store,
            Decider decider,
            Converger converger,
            ScheduleCompleter completer,
            FiringHandler executor,
            Notices notices,
            Clock clock) {
        this.store = store;
        this.decider = decider;
        this.converger = converger;
        this.completer = completer;
        this.executor = executor;
        this.notices = notices;
        this.clock = clock;
    }

    @Override
    public Class<ScheduleCommand> type() {
        return ScheduleCommand.class;
    }

    @Override
    public CommandReader<ScheduleCommand> reader() {
        return new ScheduleCommandReader();
    }

    @Override
    public CommandOutcome process(ScheduleCommand command, Log log) {
        Decided<Schedule> decided = decide(command, log);
        CommandOutcome outcome = decided.outcome();
        if (outcome.refusal() != null) {
            boolean isConflict = outcome.refusal().code() == ErrorCode.VERSION_CONFLICT;
            if (!isConflict || !command.context().handlesConflict()) {
                notices.commandRefused(command, outcome.refusal());
            }
        } else if (outcome.result() == CommandOutcome.Result.OVERTAKEN) {
            notices.commandOvertaken(command);
        }
        Schedule record = decided.record();
        if (record != null && command.action() == ScheduleAction.TRIGGER && outcome.isEffective()) {
            executor.trigger(record, command.context(), log);
        }
        if (record != null && mayNeedConverging(record, decided, command)) {
            converge(command.scheduleId(), log);
        }
        return outcome;
    }

    private void converge(ScheduleId id, Log log) {
        boolean isDue =
                converger.converge(id, log).record().filter(completer::isDue).isPresent();
        if (isDue) {
            completer.completeIfDue(id, log);
        }
    }

    /**
     * Returns whether the schedule may need converging. EventBridge limits calls to ten a second for a schedule, so a
     * converged one is skipped if the command did not change the engine's entry. A duplicate is not skipped: its
     * earlier attempt may have written to the engine late.
     */
    private static boolean mayNeedConverging(Schedule record, Decided<Schedule> decided, ScheduleCommand command) {
        if (!record.isConverged()) {
            return true;
        }
        return switch (decided.outcome().result()) {
            case STALE, REFUSED -> false;
            case APPLIED -> command.action().writesRegisters() && (!decided.isFirst() || changesEntry(decided));
            case UNCHANGED -> command.action().mayChangeEntry() || !decided.isFirst();
            case OVERTAKEN -> true;
        };
    }

    static boolean changesEntry(Decided<Schedule> decided) {
        Schedule before = decided.before();
        Schedule after = decided.record();
        return after != null && (before == null || before.entryVersion() != after.entryVersion());
    }

    private Decided<Schedule> decide(ScheduleCommand command, Log log) {
        Decided<Schedule> decided = DECISIONS.run(() -> {
            Optional<Schedule> found = store.find(command.scheduleId());
            return decider.decide(found, command, clock.instant()).write(store, found);
        });
        CommandLog.write(command, decided, log, definitionFields(command, decided.record(), decided.outcome()));
        return decided;
    }

    private static Log.Field[] definitionFields(
            ScheduleCommand command, @Nullable Schedule after, CommandOutcome outcome) {
        if (!command.action().carriesDefinition()
                || after == null
                || outcome.result() != CommandOutcome.Result.APPLIED) {
            return new Log.Field[0];
        }
        Definition definition = after.requireDefinition();
        return new Log.Field[] {
            field("name", definition.name()),
            field("schedule_expression", definition.expression().canonical()),
            field("timezone", definition.timing().timezone()),
            field("target_type", definition.target().type().text()),
            field("target_topic_arn", definition.target().topic()),
            field("flexible_time_window_minutes", definition.timing().flexibleWindowMinutes())
        };
    }
}
