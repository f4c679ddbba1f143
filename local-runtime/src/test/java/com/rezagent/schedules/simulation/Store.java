package com.rezagent.schedules.simulation;

import com.rezagent.schedules.schedule.Page;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleSummary;
import java.util.Optional;

/** A store that hands everything on, for those that change one thing about it. */
class Store implements ScheduleStore {
    private final ScheduleStore real;

    Store(ScheduleStore real) {
        this.real = real;
    }

    final ScheduleStore real() {
        return real;
    }

    @Override
    public Optional<Schedule> find(ScheduleId id) {
        return real.find(id);
    }

    @Override
    public boolean insert(Schedule schedule) {
        return real.insert(schedule);
    }

    @Override
    public boolean replace(Schedule seen, Schedule next) {
        return real.replace(seen, next);
    }

    @Override
    public Page<ScheduleSummary> list(ScheduleQuery query) {
        return real.list(query);
    }
}
