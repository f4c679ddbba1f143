package com.rezagent.schedules.command;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.record.CommandOutcome.Result;
import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.Skips;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides what a skip or unskip does to a schedule that exists. */
public final class SkipRules {
    private static final String NOT_A_FIRING = "The schedule does not fire at that time";

    private final Schedule before;
    private final Instant now;

    SkipRules(Schedule before, Instant now) {
        this.before = before;
        this.now = now;
    }

    /**
     * Returns the nominal time of the firing that a command is about; empty if none is left.
     *
     * @param requested a time within the tolerance of the expression; null for the next firing, skipped or not
     * @param issuedAt when the command was issued, never later than now
     * @return for a time without a firing, that time
     */
    public static Optional<Instant> firing(Schedule schedule, @Nullable Instant requested, Instant issuedAt) {
        if (schedule.definition() == null) {
            return Optional.ofNullable(requested);
        }
        return Skips.firing(schedule.recurrence(), requested, issuedAt);
    }

    Decision<Schedule> decide(ScheduleCommand.OfFiring command, Precondition precondition) {
        Optional<Instant> firing =
                firing(before, command.scheduledTime(), command.context().effectiveIssuedAt(now));
        if (firing.isEmpty()) {
            precondition.check(Result.APPLIED);
            throw notAFiring("the schedule has no firing left");
        }
        Instant time = firing.get();
        Stamp stamp = command.stamp();
        if (before.skips().isStale(time, stamp)) {
            return Decider.decided(before, command, Result.STALE);
        }
        boolean isSkip = command.action() == ScheduleAction.SKIP;
        Schedule next = isSkip
                ? before.skipped(
                        time, command.context().reason(), command.context().requestedBy(), stamp, now)
                : before.unskipped(time, stamp, now);
        Decision<Schedule> decision = Decider.changed(before, next, command, precondition);
        checkTime(time, isSkip);
        if (isSkip) {
            checkCount(next);
        }
        return decision;
    }

    private void checkTime(Instant time, boolean isSkip) {
        if (!time.isAfter(now)) {
            throw notAFiring(
                    time + " has passed; GET /api/schedules/" + before.id() + "/firings lists the next firings");
        }
        boolean isLeftOver = !isSkip && before.heldSkips().containsKey(time);
        if (!isLeftOver && !Skips.isFiring(before.recurrence(), time)) {
            throw notAFiring(time + " is no firing of "
                    + before.requireDefinition().expression().canonical() + "; GET /api/schedules/" + before.id()
                    + "/firings lists the next firings");
        }
    }

    private void checkCount(Schedule next) {
        if (next.pendingSkips(now).size() > Skips.MAX_PENDING) {
            throw tooMany("scheduled_time: " + Skips.MAX_PENDING
                    + " firings to come are skipped already; unskip one, or pause the schedule");
        }
        if (next.skips().isFull()) {
            throw tooMany("scheduled_time: too many firings of the last days were skipped; try again in a day, or pause"
                    + " the schedule");
        }
    }

    private static RefusedException notAFiring(String detail) {
        return new RefusedException(ErrorCode.NOT_A_FIRING, NOT_A_FIRING, "scheduled_time: " + detail);
    }

    private static RefusedException tooMany(String detail) {
        return new RefusedException(ErrorCode.TOO_MANY_SKIPS, "Too many firings are skipped", detail);
    }
}
