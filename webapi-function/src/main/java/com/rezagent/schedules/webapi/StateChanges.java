package com.rezagent.schedules.webapi;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.State;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.IfMatch;
import com.rezagent.schedules.webapi.http.JsonBody;
import com.rezagent.schedules.webapi.route.Call;
import java.time.Clock;
import java.time.Instant;

/**
 * Delete, pause and resume. Each is idempotent, and publishes also when the record already is in that state, since an
 * older command that would change it may be on its way. {@code If-Match} is held against the record as read, unless that
 * already is as asked.
 */
final class StateChanges {
    private final Lookup lookup;
    private final CommandDesk desk;
    private final ChangeAnswers answers;
    private final Clock clock;

    StateChanges(Lookup lookup, CommandDesk desk, ChangeAnswers answers, Clock clock) {
        this.clock = clock;
        this.lookup = lookup;
        this.desk = desk;
        this.answers = answers;
    }

    HttpResponse delete(Call call) {
        JsonBody.refuseFields(call.request());
        Schedule seen = lookup.require(call);
        checkPrecondition(call, seen, State.DELETED);
        Command.Context context = desk.context(call, seen.id(), seen);
        return publish(call, new Command.Delete(context, seen.id()), seen);
    }

    HttpResponse pause(Call call) {
        JsonBody.refuseFields(call.request());
        Schedule seen = lookup.require(call);
        Command.Context context = desk.context(call, seen.id(), seen);
        if (!CommandDesk.isRepetition(context, seen)) {
            Lookup.checkUndeleted(seen);
            checkPrecondition(call, seen, State.PAUSED);
        }
        return publish(call, new Command.Pause(context, seen.id()), seen);
    }

    HttpResponse resume(Call call) {
        JsonBody.refuseFields(call.request());
        Schedule seen = lookup.require(call);
        Command.Context context = desk.context(call, seen.id(), seen);
        if (!CommandDesk.isRepetition(context, seen)) {
            Lookup.checkUndeleted(seen);
            checkPrecondition(call, seen, State.ACTIVE);
            checkFires(seen, context.askedAt(clock.instant()));
        }
        return publish(call, new Command.Resume(context, seen.id()), seen);
    }

    private static void checkFires(Schedule seen, Instant at) {
        if (seen.state() == State.PAUSED && !seen.isCompleted() && !seen.hasFiringAfter(at)) {
            throw seen.requireDefinition().neverFires();
        }
    }

    private HttpResponse publish(Call call, Command command, Schedule seen) {
        desk.publish(command, call);
        return answers.ofChange(call, command, seen);
    }

    private static void checkPrecondition(Call call, Schedule seen, State asked) {
        var condition = IfMatch.of(call.request());
        if (seen.state() != asked) {
            Preconditions.check(condition, seen);
        }
    }
}
