package com.rezagent.schedules.webapi;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.execution.Envelope;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.DefinitionReader;
import com.rezagent.schedules.schedule.Outcome;
import com.rezagent.schedules.schedule.Proposal;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.IdempotencyKey;
import com.rezagent.schedules.webapi.route.Call;
import java.time.Clock;
import java.util.Optional;

/** {@code POST /api/schedules}. Always publishes: what looks identical may be about to be deleted by an older command. */
final class Creation {
    private final DefinitionReader reader;
    private final Lookup lookup;
    private final CommandDesk desk;
    private final ChangeAnswers answers;
    private final Clock clock;

    Creation(DefinitionReader reader, Lookup lookup, CommandDesk desk, ChangeAnswers answers, Clock clock) {
        this.clock = clock;
        this.reader = reader;
        this.lookup = lookup;
        this.desk = desk;
        this.answers = answers;
    }

    HttpResponse create(Call call) {
        DefinitionBody body = DefinitionBody.read(call.request());
        Proposal proposal = reader.read(body.creation());
        Definition asked = proposal.definition();
        boolean hasKey = IdempotencyKey.of(call.request()).isPresent();
        Command.Context context = hasKey ? contextOfKey(call, proposal) : context(call, proposal);
        Envelope.checkSize(asked);
        Command.Create command = publish(call, asked, context, body);
        Sighting sighting = answers.watch(call, command);
        if (!hasKey
                && sighting instanceof Sighting.Settled settled
                && settled.outcome().result() == Outcome.Result.STALE) {
            // Nothing was read before, and the clock of whoever wrote last is ahead of ours: ask again, after that.
            command = publish(call, asked, desk.context(call, asked.name().id(), settled.schedule()), body);
            sighting = answers.watch(call, command);
        }
        Command.Context issued = command.context();
        Schedule sent =
                Schedule.create(proposal, command.stamp(), issued.askedAt(clock.instant()), issued.requestedBy());
        return answers.ofCreate(call, command, sent, sighting);
    }

    private Command.Create publish(Call call, Definition asked, Command.Context context, DefinitionBody body) {
        Command.Create command = new Command.Create(context, asked.name().id(), body.createCommand());
        desk.publish(
                command,
                call,
                Log.field("schedule_expression", asked.expression().canonical()),
                Log.field("timezone", asked.timezone()),
                Log.field("target_type", asked.target().type().text()),
                Log.field("target_topic_arn", asked.target().topic()),
                Log.field("flexible_time_window_minutes", asked.flexibleWindowMinutes()));
        return command;
    }

    /**
     * The command's context, once the definition's times are found to be right for it. An {@code at()} or a start in the
     * past is right where it is an existing schedule's own, completed or not: the request is a repetition. Only then is a
     * record read.
     */
    private Command.Context context(Call call, Proposal asked) {
        ScheduleId id = asked.definition().name().id();
        Command.Context context = desk.context(call, id, null);
        try {
            asked.definition().checkTimes(context.askedAt(clock.instant()), null);
            return context;
        } catch (RefusedException fault) {
            Optional<Schedule> same = lookup.find(id).filter(it -> isSame(asked, it));
            return desk.context(call, id, same.orElseThrow(() -> fault));
        }
    }

    /** As {@link #context}, after a look at what became of the same request before. */
    private Command.Context contextOfKey(Call call, Proposal asked) {
        ScheduleId id = asked.definition().name().id();
        Optional<Schedule> seen = lookup.find(id);
        Command.Context context = desk.context(call, id, seen.orElse(null));
        boolean isRepetition =
                seen.filter(it -> CommandDesk.isRepetition(context, it)).isPresent();
        if (!isRepetition && seen.filter(it -> isSame(asked, it)).isEmpty()) {
            asked.definition().checkTimes(context.askedAt(clock.instant()), null);
        }
        return context;
    }

    private static boolean isSame(Proposal asked, Schedule seen) {
        return !seen.isDeleted()
                && asked.definition().equals(seen.definition())
                && asked.initial() == seen.lifecycle().initial();
    }
}
