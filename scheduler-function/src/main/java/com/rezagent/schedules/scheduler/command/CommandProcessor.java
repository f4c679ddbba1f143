package com.rezagent.schedules.scheduler.command;

import static com.rezagent.schedules.log.Log.field;

import com.rezagent.schedules.command.Action;
import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.Decider;
import com.rezagent.schedules.command.Decision;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.Outcome;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.scheduler.converge.Converger;
import com.rezagent.schedules.scheduler.execution.Executor;
import com.rezagent.schedules.scheduler.notice.Notices;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Applies commands. Each is decided over the record as it is, written on condition that the record still is what was
 * read, and ends by converging its schedule, also when it was a duplicate, stale or refused: whoever went before may not
 * have come that far.
 */
public final class CommandProcessor {
    /** A write is lost only to another writer that got through, so this many losses mean a storm, not bad luck. */
    private static final int MAX_DECISIONS = 50;

    private final ScheduleStore store;
    private final Decider decider;
    private final Converger converger;
    private final Executor executor;
    private final Notices notices;
    private final Clock clock;

    public CommandProcessor(
            ScheduleStore store,
            Decider decider,
            Converger converger,
            Executor executor,
            Notices notices,
            Clock clock) {
        this.store = store;
        this.decider = decider;
        this.converger = converger;
        this.executor = executor;
        this.notices = notices;
        this.clock = clock;
    }

    /**
     * Applies one command; safe to repeat.
     *
     * @return its outcome, the first one where it was applied before
     * @throws TransientException when it should be tried again later
     */
    public Outcome process(Command command, Log log) {
        Outcome outcome = decide(command, log);
        if (outcome.refusal() != null) {
            notices.commandRefused(command, outcome.refusal());
        }
        if (command instanceof Command.Trigger && outcome.isEffective()) {
            executor.trigger(command.scheduleId(), command.context(), log);
        }
        converger.converge(command.scheduleId(), log);
        return outcome;
    }

    private Outcome decide(Command command, Log log) {
        for (int i = 0; i < MAX_DECISIONS; i++) {
            Optional<Schedule> found = store.find(command.scheduleId());
            Decision decision = decider.decide(found, command, clock.instant());
            if (decision instanceof Decision.Known known) {
                log.info(
                        "command_redelivered",
                        field("result", known.outcome().result().text()));
                return known.outcome();
            }
            if (decision instanceof Decision.Defer defer) {
                throw new TransientException(TransientException.Reason.TOO_EARLY, defer.reason());
            }
            if (decision instanceof Decision.Reject reject) {
                audit(command, null, null, reject.outcome(), log);
                return reject.outcome();
            }
            if (decision instanceof Decision.Insert insert && store.insert(insert.next())) {
                audit(command, null, insert.next(), insert.outcome(), log);
                return insert.outcome();
            }
            if (decision instanceof Decision.Replace replace && store.replace(found.orElseThrow(), replace.next())) {
                audit(command, found.orElseThrow(), replace.next(), replace.outcome(), log);
                return replace.outcome();
            }
        }
        throw new TransientException(
                TransientException.Reason.CONTENDED, "Others kept changing the schedule before this command could");
    }

    /** One line for each command: who asked for what, and what it changed. */
    private static void audit(
            Command command, @Nullable Schedule before, @Nullable Schedule after, Outcome outcome, Log log) {
        Outcome.Refusal refusal = outcome.refusal();
        log.with(what(command, after, outcome))
                .info(
                        "command_decided",
                        field("action", command.action().text()),
                        field("result", outcome.result().text()),
                        field("requested_by", command.context().requestedBy()),
                        field("version_before", before == null ? 0 : before.version()),
                        field("version_after", after == null ? outcome.version() : after.version()),
                        field("code", refusal == null ? null : refusal.code().code()),
                        field("details", refusal == null ? null : String.join("; ", refusal.details())));
    }

    private static Log.Field[] what(Command command, @Nullable Schedule after, Outcome outcome) {
        boolean defines = command.action() == Action.CREATE || command.action() == Action.UPDATE;
        if (!defines || after == null || outcome.result() != Outcome.Result.APPLIED) {
            return new Log.Field[0];
        }
        Definition definition = after.requireDefinition();
        return new Log.Field[] {
            field("name", definition.name()),
            field("schedule_expression", definition.expression().canonical()),
            field("timezone", definition.timezone()),
            field("target_type", definition.target().type().text()),
            field("target_topic_arn", definition.target().topic()),
            field("flexible_time_window_minutes", definition.flexibleWindowMinutes())
        };
    }
}
