package com.rezagent.schedules.webapi.schedule;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.Decider;
import com.rezagent.schedules.command.ScheduleCommand;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.ParsedDefinition;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.command.ChangeHandler;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.time.Clock;

/** Handles {@code POST /api/schedules}. */
final class CreateSchedule {
    private final Decider decider;
    private final ChangeHandler<Schedule, ScheduleCommand> changes;
    private final Clock clock;

    CreateSchedule(Decider decider, ChangeHandler<Schedule, ScheduleCommand> changes, Clock clock) {
        this.decider = decider;
        this.changes = changes;
        this.clock = clock;
    }

    HttpResponse create(RequestContext call) {
        DefinitionBody body = DefinitionBody.read(call.request());
        ParsedDefinition parsed = decider.requested(body.createCommand());
        Definition requested = parsed.definition();
        return changes.create(
                call,
                requested.name().id().value(),
                new NewSchedule(body, parsed, clock),
                Log.field("schedule_expression", requested.expression().canonical()),
                Log.field("timezone", requested.timing().timezone()),
                Log.field("target_type", requested.target().type().text()),
                Log.field("target_topic_arn", requested.target().topic()),
                Log.field("flexible_time_window_minutes", requested.timing().flexibleWindowMinutes()));
    }

    /** The definition is parsed once, because that reads the group whose defaults it takes. */
    private record NewSchedule(DefinitionBody body, ParsedDefinition parsed, Clock clock)
            implements ChangeHandler.NewResource<Schedule, ScheduleCommand> {
        @Override
        public ScheduleCommand command(Command.Context context) {
            ScheduleId id = parsed.definition().name().id();
            return new ScheduleCommand.Create(context.withReason(body.reason()), id, body.createCommand());
        }

        @Override
        public void requireAllowed(ScheduleCommand command) {
            Decider.requireCreatable(parsed, command.context().effectiveIssuedAt(clock.instant()));
        }

        @Override
        public Schedule standIn(ScheduleCommand command) {
            Command.Context context = command.context();
            return Schedule.create(
                    parsed, command.stamp(), context.effectiveIssuedAt(clock.instant()), context.requestedBy());
        }
    }
}
