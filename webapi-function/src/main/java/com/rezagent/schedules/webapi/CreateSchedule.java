package com.rezagent.schedules.webapi;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.execution.Envelope;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.record.CommandOutcome;
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

/**
 * Handles {@code POST /api/schedules}. Always publishes a command, because an identical schedule may be about to be
 * deleted by an older command.
 */
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
        ParsedDefinition parsed = reader.read(body.newSchedule());
        Definition requested = parsed.definition();
        boolean hasKey = IdempotencyKey.of(call.request()).isPresent();
        Command.Context context = hasKey ? contextOfKey(call, parsed) : context(call, parsed);
        Envelope.checkSize(requested);
        Command.Create command = publish(call, requested, context, body);
        CommandProgress progress = responses.await(call, command);
        if (!hasKey
                && progress instanceof CommandProgress.Completed completed
                && completed.outcome().result() == CommandOutcome.Result.STALE) {
            // No record was read before publishing, and the clock of its last writer is ahead of ours: publish again,
            // with a later time.
            command = publish(
                    call, requested, publisher.context(call, requested.name().id(), completed.schedule()), body);
            progress = responses.await(call, command);
        }
        Command.Context issuedContext = command.context();
        Schedule sent = Schedule.create(
                parsed, command.stamp(), issuedContext.effectiveIssuedAt(clock.instant()), issuedContext.requestedBy());
        return responses.ofCreate(call, command, sent, progress);
    }

    private Command.Create publish(
            RequestContext call, Definition requested, Command.Context context, DefinitionBody body) {
        Command.Create command = new Command.Create(context, requested.name().id(), body.createCommand());
        publisher.publish(
                command,
                call,
                Log.field("schedule_expression", requested.expression().canonical()),
                Log.field("timezone", requested.timing().timezone()),
                Log.field("target_type", requested.target().type().text()),
                Log.field("target_topic_arn", requested.target().topic()),
                Log.field("flexible_time_window_minutes", requested.timing().flexibleWindowMinutes()));
        return command;
    }

    /**
     * Returns the context of the command, after validating the times of the definition. An {@code at()} or a start date
     * in the past is valid if an existing schedule, completed or not, has the same definition: the request then is a
     * repetition. The record is read only in that case.
     *
     * @throws RefusedException if a time is in the past and there is no such schedule
     */
    private Command.Context context(RequestContext call, ParsedDefinition requested) {
        ScheduleId id = requested.definition().name().id();
        Command.Context context = publisher.context(call, id, null);
        try {
            requested.definition().checkTimes(context.effectiveIssuedAt(clock.instant()), null);
            return context;
        } catch (RefusedException e) {
            Optional<Schedule> same = visibleSchedules.find(id).filter(it -> isSame(requested, it));
            return publisher.context(call, id, same.orElseThrow(() -> e));
        }
    }

    /**
     * As {@link #context}, for a request with an {@code Idempotency-Key}: reads the record first, to find the outcome
     * of the same request.
     */
    private Command.Context contextOfKey(RequestContext call, ParsedDefinition requested) {
        ScheduleId id = requested.definition().name().id();
        Optional<Schedule> seen = visibleSchedules.find(id);
        Command.Context context = publisher.context(call, id, seen.orElse(null));
        boolean isRepetition =
                seen.filter(it -> CommandPublisher.isRepetition(context, it)).isPresent();
        if (!isRepetition && seen.filter(it -> isSame(requested, it)).isEmpty()) {
            requested.definition().checkTimes(context.effectiveIssuedAt(clock.instant()), null);
        }
        return context;
    }

    private static boolean isSame(ParsedDefinition requested, Schedule seen) {
        return !seen.isDeleted()
                && requested.definition().equals(seen.definition())
                && requested.initial() == seen.lifecycle().initial();
    }
}
