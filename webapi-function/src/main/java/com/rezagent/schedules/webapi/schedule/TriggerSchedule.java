package com.rezagent.schedules.webapi.schedule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.ScheduleCommand;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.Trigger;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.webapi.command.ChangeHandler;
import com.rezagent.schedules.webapi.command.CommandPublisher;
import com.rezagent.schedules.webapi.command.Reason;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * Handles {@code POST /api/schedules/{id}/trigger}: requests one execution now. Does not wait for it; its outcome is in
 * the execution history.
 */
final class TriggerSchedule {
    private final VisibleSchedules visibleSchedules;
    private final ExecutionHistory history;
    private final ChangeHandler<Schedule, ScheduleCommand> changes;
    private final Clock clock;

    TriggerSchedule(
            VisibleSchedules visibleSchedules,
            ExecutionHistory history,
            ChangeHandler<Schedule, ScheduleCommand> changes,
            Clock clock) {
        this.visibleSchedules = visibleSchedules;
        this.history = history;
        this.changes = changes;
        this.clock = clock;
    }

    HttpResponse trigger(RequestContext call) {
        String reason = Reason.ofBody(call.request());
        Schedule seen = visibleSchedules.require(call);
        // A trigger writes no register, so it need not be later than the stamps on the record.
        Command.Context context = changes.context(call, seen.id().value(), null).withReason(reason);
        Instant askedAt = context.effectiveIssuedAt(clock.instant());
        ScheduleCommand.Trigger command = new ScheduleCommand.Trigger(context, seen.id());
        Optional<Trigger> first = firstDelivery(context, seen);
        if (first.isEmpty()) {
            changes.requireAllowed(laterThanDeletes(command, seen), seen, changes.ifMatch(call, seen));
        }
        changes.publish(command, call);
        ExecutionKey key =
                ExecutionKey.manual(seen.id(), first.map(Trigger::scheduledTime).orElse(askedAt), context.commandId());
        ObjectNode json = Json.object();
        json.put("schedule_id", seen.id().value());
        json.put("execution_id", key.executionId());
        json.put("scheduled_time", key.scheduledTime().toString());
        json.put("command_id", context.commandId());
        return HttpResponse.json(202, json);
    }

    /**
     * Returns the command to ask the decider about: not earlier than a delete that has a time in the future, because
     * the record is checked as it is.
     */
    private static ScheduleCommand laterThanDeletes(ScheduleCommand.Trigger trigger, Schedule seen) {
        Command.Context context = trigger.context();
        Instant deletedAt = seen.lifecycle().deleted().issuedAt();
        return context.issuedAt().isBefore(deletedAt)
                ? new ScheduleCommand.Trigger(context.withIssuedAt(deletedAt), trigger.scheduleId())
                : trigger;
    }

    /**
     * Returns the first delivery of the same request; empty without an {@code Idempotency-Key}.
     *
     * @throws RefusedException {@code idempotency_key_reused} if the first request was a different one
     */
    private Optional<Trigger> firstDelivery(Command.Context context, Schedule seen) {
        if (context.requestDigest() == null) {
            return Optional.empty();
        }
        Optional<Trigger> first = history.findTrigger(seen.id(), context.commandId());
        first.ifPresent(it -> CommandPublisher.requireSameRequest(context, it.requestDigest()));
        return first;
    }
}
