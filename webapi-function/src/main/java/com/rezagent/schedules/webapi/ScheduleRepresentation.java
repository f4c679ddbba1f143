package com.rezagent.schedules.webapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.plan.UpcomingFirings;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleJson;
import com.rezagent.schedules.schedule.ScheduleSummary;
import java.time.Instant;

/** Representations of schedules in responses: the record, and what the firing plan says at a time. */
final class ScheduleRepresentation {
    private ScheduleRepresentation() {}

    /** Returns the full representation; see {@link ScheduleJson#full}. */
    static ObjectNode full(Schedule schedule, Instant now) {
        UpcomingFirings firings = UpcomingFirings.of(schedule, Surroundings.NONE);
        return ScheduleJson.full(schedule, firings.next(now).orElse(null), firings.warnings(now));
    }

    /** Returns the representation in lists; see {@link ScheduleJson#summary}. */
    static ObjectNode summary(ScheduleSummary schedule, Instant now) {
        UpcomingFirings firings = UpcomingFirings.of(schedule, Surroundings.NONE);
        return ScheduleJson.summary(schedule, firings.next(now).orElse(null), firings.warnings(now));
    }
}
