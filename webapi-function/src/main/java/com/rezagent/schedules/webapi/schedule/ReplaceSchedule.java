package com.rezagent.schedules.webapi.schedule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.Decider;
import com.rezagent.schedules.command.Precondition;
import com.rezagent.schedules.command.ScheduleCommand;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.record.CommandOutcome.Result;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.webapi.command.ChangeHandler;
import com.rezagent.schedules.webapi.command.Reason;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.IfMatch;
import com.rezagent.schedules.webapi.http.JsonBody;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.time.Clock;
import java.util.Optional;

/** Handles {@code PUT} and {@code PATCH} of {@code /api/schedules/{id}}: replaces the definition, or fields of it. */
final class ReplaceSchedule {
    private final VisibleSchedules visibleSchedules;
    private final ChangeHandler<Schedule, ScheduleCommand> changes;
    private final Clock clock;

    ReplaceSchedule(VisibleSchedules visibleSchedules, ChangeHandler<Schedule, ScheduleCommand> changes, Clock clock) {
        this.visibleSchedules = visibleSchedules;
        this.changes = changes;
        this.clock = clock;
    }

    HttpResponse replace(RequestContext call) {
        DefinitionBody body = DefinitionBody.read(call.request());
        Optional<IfMatch> condition = IfMatch.of(call.request());
        Schedule seen = visibleSchedules.require(call);
        Long expected = condition.filter(it -> !it.any()).isPresent() ? (Long) seen.version() : null;
        return changes.change(
                call,
                seen,
                context -> new ScheduleCommand.Update(
                        context.withReason(body.reason()), seen.id(), body.updateCommand(), expected),
                precondition(body, condition, seen));
    }

    HttpResponse patch(RequestContext call) {
        String reason = Reason.ofQuery(call);
        ObjectNode patch = JsonBody.readMergePatch(call.request(), DefinitionBody.READ_ONLY);
        Optional<IfMatch> condition = IfMatch.of(call.request());
        return changes.edit(
                call,
                () -> visibleSchedules.require(call),
                (context, seen) -> {
                    DefinitionBody body = DefinitionBody.patched(seen.requireDefinition(), patch, reason);
                    return new ScheduleCommand.Update(
                            context.withReason(reason), seen.id(), body.updateCommand(), seen.version());
                },
                seen -> {
                    DefinitionBody body = DefinitionBody.patched(seen.requireDefinition(), patch, reason);
                    return precondition(
                            otherGroup(body, seen, "a patch")
                                    .or(() -> body.status().flatMap(it -> patchedStatus(it, seen))),
                            condition,
                            seen);
                });
    }

    private Precondition precondition(DefinitionBody body, Optional<IfMatch> condition, Schedule seen) {
        return precondition(
                otherGroup(body, seen, "a replacement").or(() -> body.status().flatMap(it -> otherState(it, seen))),
                condition,
                seen);
    }

    /**
     * A request that asks for another status or group is not unchanged: {@code If-Match} is checked before it is refused.
     */
    private Precondition precondition(Optional<RefusedException> refusal, Optional<IfMatch> condition, Schedule seen) {
        return result -> {
            if (result != Result.UNCHANGED || refusal.isPresent()) {
                changes.requireMatch(condition, seen);
            }
            refusal.ifPresent(it -> {
                throw it;
            });
        };
    }

    private static Optional<RefusedException> otherGroup(DefinitionBody body, Schedule seen, String change) {
        return body.group().filter(it -> !it.equals(seen.group())).map(it -> Decider.otherGroup(it, seen, change));
    }

    /**
     * Returns the refusal of a status that requests a pause or a resume, which a replacement does not do; empty for any
     * other status.
     */
    private Optional<RefusedException> otherState(String status, Schedule seen) {
        boolean isPaused = seen.isPaused(clock.instant());
        if (status.equals(Status.PAUSED.text()) && !isPaused) {
            return Optional.of(otherState(status, "is not paused", "pause", seen));
        }
        if (status.equals(Status.ACTIVE.text()) && isPaused) {
            return Optional.of(otherState(status, "is paused", "resume", seen));
        }
        return Optional.empty();
    }

    /** Returns the refusal of a status that the schedule does not have: unlike a replacement, a patch has only changes. */
    private Optional<RefusedException> patchedStatus(String status, Schedule seen) {
        Status current = seen.status(clock.instant());
        boolean isLive = current == Status.ACTIVE || current == Status.PENDING;
        boolean wantsLive = status.equals(Status.ACTIVE.text()) || status.equals(Status.PENDING.text());
        if (status.equals(current.text()) || (isLive && wantsLive)) {
            return Optional.empty();
        }
        String path = "/api/schedules/" + seen.id();
        if (status.equals(Status.PAUSED.text())) {
            return Optional.of(otherState(status, current, "use POST " + path + "/pause"));
        }
        if (status.equals(Status.DELETED.text())) {
            return Optional.of(otherState(status, current, "use DELETE " + path));
        }
        return Optional.of(otherState(
                status,
                current,
                wantsLive && current == Status.PAUSED
                        ? "use POST " + path + "/resume"
                        : "a status follows from the definition and from what happened"));
    }

    private static RefusedException otherState(String status, Status current, String advice) {
        return otherState(status, "is " + current.text() + ", and a patch changes its definition only; " + advice);
    }

    private static RefusedException otherState(String status, String state, String route, Schedule seen) {
        return otherState(
                status,
                state + ", and a replacement changes its definition only; use POST /api/schedules/" + seen.id() + "/"
                        + route);
    }

    private static RefusedException otherState(String status, String problem) {
        return new RefusedException(
                ErrorCode.INVALID_REQUEST,
                "The request is invalid",
                "status: is " + status + ", but the schedule " + problem + ", or leave status out");
    }
}
