package com.rezagent.schedules.webapi.schedule;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.store.FiringRecords;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.time.Clock;
import java.util.Optional;

/** Finds schedules visible to callers. Hides expired schedules and the tombstones of foreign engine entries. */
final class VisibleSchedules {
    private final ScheduleStore store;
    private final FiringRecords firings;
    private final Clock clock;

    VisibleSchedules(ScheduleStore store, FiringRecords firings, Clock clock) {
        this.store = store;
        this.firings = firings;
        this.clock = clock;
    }

    /**
     * Returns the schedule that the path of the request names, deleted or not.
     *
     * @throws RefusedException {@code schedule_not_found}, also if the path does not contain a valid id
     */
    Schedule require(RequestContext call) {
        ScheduleId id = id(call);
        return store.find(id).filter(this::isVisible).orElseThrow(() -> notFound(id));
    }

    /** As {@link #require}, with the surroundings of the schedule. */
    FiringRecords.Found requireWithSurroundings(RequestContext call) {
        ScheduleId id = id(call);
        return findWithSurroundings(id).orElseThrow(() -> notFound(id));
    }

    private static ScheduleId id(RequestContext call) {
        ScheduleId id = ScheduleId.tryParse(call.pathVariable("id"))
                .orElseThrow(() -> notFound("the path does not contain a valid schedule id; an id looks like sched_…"));
        call.requestLog().subject(Log.field("schedule_id", id));
        return id;
    }

    /** Finds a schedule with its surroundings, in one read if it is in the default group. */
    Optional<FiringRecords.Found> findWithSurroundings(ScheduleId id) {
        return firings.find(id, ResourceName.DEFAULT_GROUP).filter(it -> isVisible(it.schedule()));
    }

    boolean isVisible(Schedule schedule) {
        return schedule.definition() != null && !schedule.isExpired(clock.instant());
    }

    private static RefusedException notFound(ScheduleId id) {
        return notFound(id + " does not exist or is not visible yet; GET /api/schedules lists the existing ids");
    }

    private static RefusedException notFound(String detail) {
        return new RefusedException(
                ErrorCode.SCHEDULE_NOT_FOUND, "There is no such schedule", "schedule_id: " + detail);
    }
}
