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
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.route.Call;
import java.util.Optional;

/** {@code POST /api/schedules}. Always publishes: what looks identical may be about to be deleted by an older command. */
final class Creation {
    private final DefinitionReader reader;
    private final Lookup lookup;
    private final CommandDesk desk;
    private final ChangeAnswers answers;

    Creation(DefinitionReader reader, Lookup lookup, CommandDesk desk, ChangeAnswers answers) {
        this.reader = reader;
        this.lookup = lookup;
        this.desk = desk;
        this.answers = answers;
    }

    HttpResponse create(Call call) {
        DefinitionBody body = DefinitionBody.read(call.request());
        Proposal proposal = reader.read(body.definition());
        Definition asked = proposal.definition();
        Command.Context context = context(call, asked);
        Envelope.checkSize(asked);
        Command.Create command = publish(call, asked, context, body);
        Sighting sighting = answers.watch(call, command);
        if (sighting instanceof Sighting.Settled settled && settled.outcome().result() == Outcome.Result.STALE) {
            // Nothing was read before, and the clock of whoever wrote last is ahead of ours: ask again, after that.
            command = publish(call, asked, desk.context(call, settled.schedule()), body);
            sighting = answers.watch(call, command);
        }
        Command.Context issued = command.context();
        Schedule sent = Schedule.create(asked, proposal.canonicalised(), command.stamp(), issued.requestedBy());
        return answers.ofCreate(call, command, sent, sighting);
    }

    private Command.Create publish(Call call, Definition asked, Command.Context context, DefinitionBody body) {
        Command.Create command = new Command.Create(context, asked.name().id(), body.command());
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
     * past is right where it is a live schedule's own: the request is a repetition. Only then is a record read.
     */
    private Command.Context context(Call call, Definition asked) {
        Command.Context context = desk.context(call, null);
        try {
            asked.checkTimes(context.issuedAt(), null);
            return context;
        } catch (RefusedException fault) {
            Optional<Schedule> same =
                    lookup.find(asked.name().id()).filter(it -> !it.isNameFree() && asked.equals(it.definition()));
            return desk.context(call, same.orElseThrow(() -> fault));
        }
    }
}
