package com.rezagent.schedules.webapi;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.Decider;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.State;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.IfMatch;
import com.rezagent.schedules.webapi.http.JsonBody;
import com.rezagent.schedules.webapi.route.RequestContext;
import java.time.Clock;

/**
 * Handles delete, pause and resume. Each is idempotent, and publishes a command even if the record is already in the
 * requested state, because an older command that would change it may still be in transit. {@code If-Match} is checked
 * against the record as read, unless the record already is in the requested state.
 */
final class ChangeScheduleState {
    private final VisibleSchedules visibleSchedules;
    private final CommandPublisher publisher;
    private final ChangeResponses responses;
    private final Clock clock;

    ChangeScheduleState(
            VisibleSchedules visibleSchedules, CommandPublisher publisher, ChangeResponses responses, Clock clock) {
        this.clock = clock;
        this.visibleSchedules = visibleSchedules;
        this.publisher = publisher;
        this.responses = responses;
    }

    HttpResponse delete(RequestContext call) {
        JsonBody.requireNoFields(call.request());
        Schedule seen = visibleSchedules.require(call);
        checkPrecondition(call, seen, State.DELETED);
        Command.Context context = publisher.context(call, seen.id(), seen);
        return publish(call, new Command.Delete(context, seen.id()), seen);
    }

    HttpResponse pause(RequestContext call) {
        JsonBody.requireNoFields(call.request());
        Schedule seen = visibleSchedules.require(call);
        Command.Context context = publisher.context(call, seen.id(), seen);
        if (!CommandPublisher.isRepetition(context, seen)) {
            VisibleSchedules.checkNotDeleted(seen);
            checkPrecondition(call, seen, State.PAUSED);
        }
        return publish(call, new Command.Pause(context, seen.id()), seen);
    }

    HttpResponse resume(RequestContext call) {
        JsonBody.requireNoFields(call.request());
        Schedule seen = visibleSchedules.require(call);
        Command.Context context = publisher.context(call, seen.id(), seen);
        if (!CommandPublisher.isRepetition(context, seen)) {
            VisibleSchedules.checkNotDeleted(seen);
            checkPrecondition(call, seen, State.ACTIVE);
            Decider.checkResume(seen, context.effectiveIssuedAt(clock.instant()));
        }
        return publish(call, new Command.Resume(context, seen.id()), seen);
    }

    private HttpResponse publish(RequestContext call, Command command, Schedule seen) {
        publisher.publish(command, call);
        return responses.ofChange(call, command, seen);
    }

    private static void checkPrecondition(RequestContext call, Schedule seen, State requested) {
        var condition = IfMatch.of(call.request());
        if (seen.state() != requested) {
            Preconditions.check(condition, seen);
        }
    }
}
