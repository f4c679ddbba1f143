package com.rezagent.schedules.webapi.group;

import com.rezagent.schedules.command.CommandFields;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.group.Group;
import com.rezagent.schedules.group.GroupCommand;
import com.rezagent.schedules.json.ObjectReader;
import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.webapi.command.ChangeHandler;
import com.rezagent.schedules.webapi.command.Reason;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.JsonBody;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Handles delete, pause and resume of a group. Pause and resume are idempotent. */
final class ChangeGroup {
    private final VisibleGroups visible;
    private final ChangeHandler<Group, GroupCommand> changes;
    private final Clock clock;

    ChangeGroup(VisibleGroups visible, ChangeHandler<Group, GroupCommand> changes, Clock clock) {
        this.visible = visible;
        this.changes = changes;
        this.clock = clock;
    }

    HttpResponse delete(RequestContext call) {
        String reason = Reason.ofQuery(call);
        JsonBody.requireNoFields(call.request());
        Group seen = visible.require(call);
        return changes.change(call, seen, context -> new GroupCommand.Delete(context.withReason(reason), seen.name()));
    }

    HttpResponse pause(RequestContext call) {
        ValidationErrors errors = new ValidationErrors();
        ObjectReader reader = new ObjectReader(JsonBody.readOptional(call.request()), errors);
        Instant from = CommandFields.from(reader);
        Instant until = CommandFields.until(reader);
        String reason = CommandFields.reason(reader);
        reader.refuseUnknown();
        errors.throwIfAny();
        Group seen = visible.require(call);
        return changes.change(
                call,
                seen,
                context -> new GroupCommand.Pause(context.withReason(reason), seen.name(), from, until),
                changes.ifMatch(call, seen),
                replacedWindow(seen, from, until, reason));
    }

    /** Returns a warning if the pause replaces one that has not started, or ends the one in force. */
    private List<String> replacedWindow(
            Group seen, @Nullable Instant from, @Nullable Instant until, @Nullable String reason) {
        Pause window = seen.pause();
        Instant now = clock.instant();
        if (window != null && window.covers(now) && from != null && from.isAfter(now)) {
            return List.of("This pause replaces the one in force since "
                    + window.since().truncatedTo(ChronoUnit.SECONDS)
                    + ", which has ended: members run until " + from
                    + ". A group has one pause at a time; leave from out to go on pausing.");
        }
        if (window == null || !window.since().isAfter(now)) {
            return List.of();
        }
        boolean isSame =
                from != null && window.since().equals(from) && window.isSameAs(new Pause(from, until, reason, null));
        return isSame
                ? List.of()
                : List.of("This pause replaces the one that was to start at " + window.since()
                        + (window.until() == null ? "" : " and end at " + window.until())
                        + "; a group has one pause at a time.");
    }

    HttpResponse resume(RequestContext call) {
        String reason = Reason.ofBody(call.request());
        Group seen = visible.require(call);
        return changes.change(call, seen, context -> new GroupCommand.Resume(context.withReason(reason), seen.name()));
    }
}
