package com.rezagent.schedules.webapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.execution.Envelope;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.DefinitionReader;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.IfMatch;
import com.rezagent.schedules.webapi.http.JsonBody;
import com.rezagent.schedules.webapi.route.Call;
import java.time.Clock;
import java.util.Optional;

/** {@code PUT /api/schedules/{id}}. */
final class Replacement {
    private final DefinitionReader reader;
    private final Lookup lookup;
    private final CommandDesk desk;
    private final ChangeAnswers answers;
    private final Clock clock;

    Replacement(DefinitionReader reader, Lookup lookup, CommandDesk desk, ChangeAnswers answers, Clock clock) {
        this.clock = clock;
        this.reader = reader;
        this.lookup = lookup;
        this.desk = desk;
        this.answers = answers;
    }

    HttpResponse replace(Call call) {
        ObjectNode body = JsonBody.read(call.request());
        Optional<IfMatch> condition = IfMatch.of(call.request());
        Schedule seen = lookup.requireUndeleted(call);
        // What answers carry beside the definition is no part of the command, which has a limit to keep.
        body.remove(DefinitionReader.READ_ONLY);
        body.remove("command_id");
        Definition asked = read(body, seen.requireDefinition().name());
        boolean isThere = asked.equals(seen.definition());
        if (!isThere) {
            Preconditions.check(condition, seen);
        }
        Command.Context context = desk.context(call, seen.id(), seen);
        asked.checkTimes(context.askedAt(clock.instant()), seen.definition());
        Envelope.checkSize(asked);
        Long expected = condition.filter(it -> !it.any()).isPresent() ? (Long) seen.version() : null;
        Command command = new Command.Update(context, seen.id(), JsonObject.of(body), expected);
        desk.publish(command, call);
        return answers.ofChange(call, command, seen);
    }

    private Definition read(ObjectNode body, ScheduleName name) {
        Definition asked = reader.readReplacement(body, name).definition();
        if (!asked.name().equals(name)) {
            throw new RefusedException(
                    ErrorCode.INVALID_NAME,
                    "A schedule's name can't change",
                    "name: leave it as it is, or create another schedule and delete this one");
        }
        return asked;
    }
}
