package com.rezagent.schedules.webapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.execution.Envelope;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.DefinitionReader;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.schedule.State;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.IfMatch;
import com.rezagent.schedules.webapi.route.RequestContext;
import java.time.Clock;
import java.util.Optional;

/** Handles {@code PUT /api/schedules/{id}}: replaces the definition of a schedule. */
final class ReplaceSchedule {
    private final DefinitionReader reader;
    private final VisibleSchedules visibleSchedules;
    private final CommandPublisher publisher;
    private final ChangeResponses responses;
    private final Clock clock;

    ReplaceSchedule(
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

    HttpResponse replace(RequestContext call) {
        DefinitionBody body = DefinitionBody.read(call.request());
        Optional<IfMatch> condition = IfMatch.of(call.request());
        Schedule seen = visibleSchedules.requireNotDeleted(call);
        Definition requested = read(body.definition(), seen.requireDefinition().name());
        Optional<RefusedException> otherState = body.status().flatMap(status -> otherState(status, seen));
        boolean isUnchanged = requested.equals(seen.definition()) && otherState.isEmpty();
        if (!isUnchanged) {
            Preconditions.check(condition, seen);
        }
        if (otherState.isPresent()) {
            throw otherState.get();
        }
        Command.Context context = publisher.context(call, seen.id(), seen);
        seen.checkTimes(requested, context.effectiveIssuedAt(clock.instant()));
        Envelope.checkSize(requested);
        Long expected = condition.filter(it -> !it.any()).isPresent() ? (Long) seen.version() : null;
        Command command = new Command.Update(context, seen.id(), body.updateCommand(), expected);
        publisher.publish(command, call);
        return responses.ofChange(call, command, seen);
    }

    /**
     * Returns the refusal of a status that requests a pause or a resume, which a replacement does not do; empty for any
     * other status.
     */
    private static Optional<RefusedException> otherState(String status, Schedule seen) {
        boolean isPaused = seen.state() == State.PAUSED;
        if (status.equals(Status.PAUSED.text()) && !isPaused) {
            return Optional.of(otherState(status, "is not paused", "pause", seen));
        }
        if (status.equals(Status.ACTIVE.text()) && isPaused) {
            return Optional.of(otherState(status, "is paused", "resume", seen));
        }
        return Optional.empty();
    }

    private static RefusedException otherState(String status, String state, String route, Schedule seen) {
        return new RefusedException(
                ErrorCode.INVALID_REQUEST,
                "The request is invalid",
                "status: is " + status + ", but the schedule " + state
                        + ", and a replacement changes its definition only; use POST /api/schedules/" + seen.id()
                        + "/" + route + ", or leave status out");
    }

    private Definition read(ObjectNode body, ScheduleName name) {
        Definition requested = reader.readReplacement(body, name).definition();
        if (!requested.name().equals(name)) {
            throw new RefusedException(
                    ErrorCode.INVALID_NAME,
                    "A schedule's name can't change",
                    "name: leave it as it is, or create another schedule and delete this one");
        }
        return requested;
    }
}
