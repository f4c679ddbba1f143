package com.rezagent.schedules.webapi.schedule;

import com.rezagent.schedules.command.Decider;
import com.rezagent.schedules.command.Precondition;
import com.rezagent.schedules.command.ScheduleCommand;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.record.CommandOutcome.Result;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.webapi.command.ChangeHandler;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.IfMatch;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.time.Clock;
import java.util.Optional;

/** Handles {@code PUT /api/schedules/{id}}: replaces the definition of a schedule. */
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

    /**
     * A replacement that asks for another status or group is not unchanged: {@code If-Match} is checked before it is refused.
     */
    private Precondition precondition(DefinitionBody body, Optional<IfMatch> condition, Schedule seen) {
        Optional<RefusedException> refusal = body.group()
                .filter(it -> !it.equals(seen.group()))
                .map(it -> Decider.otherGroup(it, seen))
                .or(() -> body.status().flatMap(it -> otherState(it, seen)));
        return result -> {
            if (result != Result.UNCHANGED || refusal.isPresent()) {
                changes.requireMatch(condition, seen);
            }
            refusal.ifPresent(it -> {
                throw it;
            });
        };
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

    private static RefusedException otherState(String status, String state, String route, Schedule seen) {
        return new RefusedException(
                ErrorCode.INVALID_REQUEST,
                "The request is invalid",
                "status: is " + status + ", but the schedule " + state
                        + ", and a replacement changes its definition only; use POST /api/schedules/" + seen.id()
                        + "/" + route + ", or leave status out");
    }
}
