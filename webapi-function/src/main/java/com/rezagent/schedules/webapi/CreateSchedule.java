package com.rezagent.schedules.webapi;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.execution.Envelope;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.schedule.CommandOutcome;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.DefinitionReader;
import com.rezagent.schedules.schedule.ParsedDefinition;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.IdempotencyKey;
import com.rezagent.schedules.webapi.route.RequestContext;
import java.time.Clock;
import java.util.Optional;

/** {@code POST /api/schedules}. Always publishes: what looks identical may be about to be deleted by an older command. */
final class CreateSchedule {
    private final DefinitionReader reader;
    private final VisibleSchedules visibleSchedules;
    private final CommandPublisher publisher;
    private final ChangeResponses responses;
    private final Clock clock;

    CreateSchedule(
            DefinitionReader reader,
            VisibleSchedules visibleSchedules,
            CommandPublisher publisher,
            ChangeResponses responses,
            Clock clock) {
        this.clock = clock;
        this.reader = reader;
        this.visibleSchedules = visibleSchedules;
        this.publisher = publisher;
        this.responses = responses;
    }

    HttpResponse create(RequestContext call) {
        DefinitionBody body = DefinitionBody.read(call.request());
        ParsedDefinition parsed = reader.read(body.creation());
        Definition asked = parsed.definition();
        boolean hasKey = IdempotencyKey.of(call.request()).isPresent();
        Command.Context context = hasKey ? contextOfKey(call, parsed) : context(call, parsed);
        Envelope.checkSize(asked);
        Command.Create command = publish(call, asked, context, body);
        CommandProgress sighting = responses.watch(call, command);
        if (!hasKey
                && sighting instanceof CommandProgress.Completed settled
                && settled.outcome().result() == CommandOutcome.Result.STALE) {
            // Nothing was read before, and the clock of whoever wrote last is ahead of ours: ask again, after that.
            command = publish(call, asked, publisher.context(call, asked.name().id(), settled.schedule()), body);
            sighting = responses.watch(call, command);
        }
        Command.Context issued = command.context();
        Schedule sent = Schedule.create(parsed, command.stamp(), issued.askedAt(clock.instant()), issued.requestedBy());
        return responses.ofCreate(call, command, sent, sighting);
    }

    private Command.Create publish(
            RequestContext call, Definition asked, Command.Context context, DefinitionBody body) {
        Command.Create command = new Command.Create(context, asked.name().id(), body.createCommand());
        publisher.publish(
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
    private Command.Context context(RequestContext call, ParsedDefinition asked) {
        ScheduleId id = asked.definition().name().id();
        Command.Context context = publisher.context(call, id, null);
        try {
            asked.definition().checkTimes(context.askedAt(clock.instant()), null);
            return context;
        } catch (RefusedException fault) {
            Optional<Schedule> same = visibleSchedules.find(id).filter(it -> isSame(asked, it));
            return publisher.context(call, id, same.orElseThrow(() -> fault));
        }
    }

    /** As {@link #context}, after a look at what became of the same request before. */
    private Command.Context contextOfKey(RequestContext call, ParsedDefinition asked) {
        ScheduleId id = asked.definition().name().id();
        Optional<Schedule> seen = visibleSchedules.find(id);
        Command.Context context = publisher.context(call, id, seen.orElse(null));
        boolean isRepetition =
                seen.filter(it -> CommandPublisher.isRepetition(context, it)).isPresent();
        if (!isRepetition && seen.filter(it -> isSame(asked, it)).isEmpty()) {
            asked.definition().checkTimes(context.askedAt(clock.instant()), null);
        }
        return context;
    }

    private static boolean isSame(ParsedDefinition asked, Schedule seen) {
        return !seen.isDeleted()
                && asked.definition().equals(seen.definition())
                && asked.initial() == seen.lifecycle().initial();
    }
}
