package com.rezagent.schedules.webapi.group;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.Precondition;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.group.Group;
import com.rezagent.schedules.group.GroupCommand;
import com.rezagent.schedules.record.CommandOutcome.Result;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.webapi.command.ChangeHandler;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.IfMatch;
import com.rezagent.schedules.webapi.http.IfNoneMatch;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Handles {@code PUT /api/groups/{group}}: creates a group, or replaces its settings. */
final class PutGroup {
    private final VisibleGroups visible;
    private final ChangeHandler<Group, GroupCommand> changes;
    private final Clock clock;

    PutGroup(VisibleGroups visible, ChangeHandler<Group, GroupCommand> changes, Clock clock) {
        this.visible = visible;
        this.changes = changes;
        this.clock = clock;
    }

    HttpResponse put(RequestContext call) {
        ResourceName name = VisibleGroups.name(call);
        GroupBody body = GroupBody.read(call.request(), name);
        Optional<IfMatch> condition = IfMatch.of(call.request());
        boolean isCreateOnly = IfNoneMatch.isCreateOnly(call.request());
        Optional<Group> stored = visible.stored(name);
        Optional<Group> seen = stored.filter(Group::exists);
        Long expected = isCreateOnly
                ? (Long) 0L
                : condition
                        .filter(it -> !it.any())
                        .flatMap(it -> seen)
                        .map(Group::version)
                        .orElse(null);
        return changes.put(
                call,
                name.value(),
                stored,
                context -> new GroupCommand.Put(context.withReason(body.reason()), name, body.settings(), expected),
                command -> standIn(command, body),
                precondition(name, body, condition, isCreateOnly, seen.orElse(null)));
    }

    private Group standIn(GroupCommand command, GroupBody body) {
        Command.Context context = command.context();
        return Group.create(
                command.group(),
                body.settings(),
                command.stamp(),
                context.effectiveIssuedAt(clock.instant()),
                context.requestedBy());
    }

    /** A PUT that asks for another status is not unchanged: {@code If-Match} is checked before it is refused. */
    private Precondition precondition(
            ResourceName name,
            GroupBody body,
            Optional<IfMatch> condition,
            boolean isCreateOnly,
            @Nullable Group seen) {
        Optional<RefusedException> otherStatus = body.status().flatMap(it -> otherStatus(it, name, seen));
        return result -> {
            if (isCreateOnly && seen != null) {
                throw conflict(
                        "The group exists already",
                        "If-None-Match: " + name + " exists; leave the header out to replace it");
            }
            if (seen == null && condition.isPresent()) {
                throw conflict(
                        "The group does not exist any more",
                        "If-Match: " + name + " does not exist; leave the header out to create it");
            }
            if (seen != null && (result != Result.UNCHANGED || otherStatus.isPresent())) {
                changes.requireMatch(condition, seen);
            }
            otherStatus.ifPresent(it -> {
                throw it;
            });
        };
    }

    /**
     * Returns the refusal of a status that requests a pause or a resume, which a PUT does not do; empty for any other
     * status.
     */
    private Optional<RefusedException> otherStatus(String status, ResourceName name, @Nullable Group seen) {
        boolean isPaused = seen != null && seen.isPaused(clock.instant());
        if (status.equals(Status.PAUSED.text()) && !isPaused) {
            return Optional.of(otherStatus(status, "is not paused", "pause", name));
        }
        if (status.equals(Status.ACTIVE.text()) && isPaused) {
            return Optional.of(otherStatus(status, "is paused", "resume", name));
        }
        return Optional.empty();
    }

    private static RefusedException otherStatus(String status, String state, String route, ResourceName name) {
        return new RefusedException(
                ErrorCode.INVALID_REQUEST,
                "The request is invalid",
                "status: is " + status + ", but the group " + state
                        + ", and a PUT changes its settings only; use POST /api/groups/" + name + "/" + route
                        + ", or leave status out");
    }

    private static RefusedException conflict(String message, String detail) {
        return new RefusedException(ErrorCode.VERSION_CONFLICT, message, detail);
    }
}
