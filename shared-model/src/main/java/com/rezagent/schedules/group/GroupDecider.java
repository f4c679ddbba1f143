package com.rezagent.schedules.group;

import com.rezagent.schedules.command.CommandRules;
import com.rezagent.schedules.command.Decision;
import com.rezagent.schedules.command.PauseTimes;
import com.rezagent.schedules.command.Precondition;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.record.CommandOutcome.Result;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleSummary;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides the effect of a command on a group. Existence, settings and pause are registers, each last-writer-wins by its
 * stamp, as those of a schedule. A put creates the group where there is none.
 */
public final class GroupDecider extends CommandRules<Group, GroupCommand> {
    /** The members that are read at once while looking for one that has not expired; mostly the first has not. */
    private static final int MEMBERS_PER_READ = 10;

    /** What the decider needs to know beside the record. Each answer may be a moment old. */
    public interface Facts {
        /** Returns whether a schedule is in the group that is not deleted, and whose time to live has not passed. */
        boolean hasMembers(Group group, Instant now);

        /** Returns whether no further group may be created. */
        boolean isFull();
    }

    /** Returns the facts as the stores show them. */
    public static Facts facts(GroupStore groups, ScheduleStore schedules) {
        return new Facts() {
            /** Readers treat an expired record as gone, but the store may have it for some days. */
            @Override
            public boolean hasMembers(Group group, Instant now) {
                ScheduleQuery query = ScheduleQuery.ofGroup(group.name(), MEMBERS_PER_READ);
                String token = null;
                do {
                    Page<ScheduleSummary> page = schedules.list(query.after(token));
                    if (page.items().stream().anyMatch(it -> it.expiresAt() == null || now.isBefore(it.expiresAt()))) {
                        return true;
                    }
                    token = page.nextToken();
                } while (token != null);
                return false;
            }

            @Override
            public boolean isFull() {
                return groups.isFull();
            }
        };
    }

    private final Facts facts;

    public GroupDecider(Facts facts) {
        this.facts = facts;
    }

    @Override
    protected Decision<Group> effect(
            @Nullable Group before, GroupCommand command, Precondition precondition, Instant now) {
        return command.apply(this, before, precondition, now);
    }

    @Override
    protected boolean mayArriveLater(ErrorCode code) {
        return code == ErrorCode.GROUP_NOT_FOUND || code == ErrorCode.GROUP_NOT_EMPTY;
    }

    Decision<Group> put(@Nullable Group record, GroupCommand.Put command, Precondition precondition, Instant now) {
        Stamp stamp = command.stamp();
        Instant at = command.context().effectiveIssuedAt(now);
        String by = command.context().requestedBy();
        Group before = recordOrDefault(record, command, at);
        if (before != null && stamp.isBefore(before.deleted())) {
            return decided(before.withRepeatedPut(stamp), command, Result.STALE);
        }
        if (before == null || !before.exists()) {
            check(command, 0, precondition, Result.APPLIED);
            if (facts.isFull()) {
                throw refuse(
                        ErrorCode.TOO_MANY_GROUPS,
                        "There are too many groups",
                        "group: a stage has at most 1,000 groups; delete one that is empty first");
            }
            return before == null
                    ? inserted(Group.create(command.group(), command.settings(), stamp, at, by), command)
                    : decided(before.put(command.settings(), stamp, by, now), command, Result.APPLIED);
        }
        Group next = before.put(command.settings(), stamp, by, now);
        boolean isSame = next.version() == before.version();
        check(command, before.version(), precondition, isSame ? Result.UNCHANGED : Result.APPLIED);
        if (stamp.isBefore(before.settings().stamp())) {
            return decided(before.withRepeatedPut(stamp), command, Result.STALE);
        }
        return written(record, next, command, isSame);
    }

    private static void check(GroupCommand.Put command, long version, Precondition precondition, Result result) {
        precondition.check(result);
        Long expected = command.expectedVersion();
        if (expected != null && expected != version && result != Result.UNCHANGED) {
            throw refuse(
                    ErrorCode.VERSION_CONFLICT,
                    "The group has changed since it was read",
                    "If-Match: expected version " + expected + ", but the current version is " + version
                            + "; read the group again and repeat the change");
        }
    }

    Decision<Group> pause(@Nullable Group record, GroupCommand.Pause command, Precondition precondition, Instant now) {
        Instant at = command.context().effectiveIssuedAt(now);
        Group before = require(record, command, at);
        if (isStale(before, command)) {
            return decided(before, command, Result.STALE);
        }
        Instant since = command.from() == null ? at : command.from();
        Group next = before.paused(
                new Pause(
                        since,
                        command.until(),
                        command.context().reason(),
                        command.context().requestedBy()),
                command.stamp(),
                now);
        boolean isSame = next.version() == before.version();
        precondition.check(isSame ? Result.UNCHANGED : Result.APPLIED);
        PauseTimes.check(command.from(), command.until(), at);
        return written(record, next, command, isSame);
    }

    Decision<Group> resume(
            @Nullable Group record, GroupCommand.Resume command, Precondition precondition, Instant now) {
        Group before = require(record, command, command.context().effectiveIssuedAt(now));
        if (isStale(before, command)) {
            return decided(before, command, Result.STALE);
        }
        Group next = before.resumed(command.stamp(), now);
        boolean isSame = next.version() == before.version();
        precondition.check(isSame ? Result.UNCHANGED : Result.APPLIED);
        return written(record, next, command, isSame);
    }

    Decision<Group> delete(
            @Nullable Group record, GroupCommand.Delete command, Precondition precondition, Instant now) {
        Group before = recordOrDefault(record, command, command.context().effectiveIssuedAt(now));
        if (before == null) {
            throw notFound(command);
        }
        if (before.isDefault()) {
            throw refuse(
                    ErrorCode.GROUP_PROTECTED,
                    "The default group can't be deleted",
                    "group: default contains the schedules that name no group; move them and leave it empty");
        }
        Stamp stamp = command.stamp();
        if (stamp.isBefore(before.created())) {
            return decided(before.deleted(stamp, now), command, Result.OVERTAKEN);
        }
        precondition.check(before.exists() ? Result.APPLIED : Result.UNCHANGED);
        if (before.exists() && facts.hasMembers(before, now)) {
            throw refuse(
                    ErrorCode.GROUP_NOT_EMPTY,
                    "The group is not empty",
                    "group: move or delete its schedules first; GET /api/schedules?group=" + before.name()
                            + " lists them");
        }
        return decided(before.deleted(stamp, now), command, before.exists() ? Result.APPLIED : Result.UNCHANGED);
    }

    private static Decision<Group> written(@Nullable Group record, Group next, GroupCommand command, boolean isSame) {
        Result result = isSame ? Result.UNCHANGED : Result.APPLIED;
        return record == null ? inserted(next, command, result) : decided(next, command, result);
    }

    private static boolean isStale(Group before, GroupCommand command) {
        return command.stamp()
                .isBefore(Stamp.later(before.deleted(), before.pauses().stamp()));
    }

    /** Returns the record; for the default group, which always exists, one that is not stored yet if there is none. */
    private static @Nullable Group recordOrDefault(@Nullable Group record, GroupCommand command, Instant at) {
        return record == null && command.group().equals(Group.DEFAULT.name())
                ? Group.defaultFor(command.context().requestedBy(), at)
                : record;
    }

    private static Group require(@Nullable Group record, GroupCommand command, Instant at) {
        Group before = recordOrDefault(record, command, at);
        if (before == null || (!before.exists() && !command.stamp().isBefore(before.deleted()))) {
            throw notFound(command);
        }
        return Objects.requireNonNull(before);
    }

    private static RefusedException notFound(GroupCommand command) {
        return notFound(command.group());
    }

    /** Returns the refusal of a request about a group that does not exist. */
    public static RefusedException notFound(ResourceName group) {
        return notFound(group, "create it first with PUT /api/groups/" + group);
    }

    /** Returns the refusal of a list of what a group has, if that group does not exist. */
    public static RefusedException notFoundForList(ResourceName group) {
        return notFound(group, "GET /api/groups lists the groups");
    }

    private static RefusedException notFound(ResourceName group, String advice) {
        return refuse(
                ErrorCode.GROUP_NOT_FOUND, "There is no such group", "group: " + group + " does not exist; " + advice);
    }
}
