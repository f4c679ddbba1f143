package com.rezagent.schedules.simulation;

import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleSummary;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A store that delegates every call; subclasses override single methods. */
public class DelegatingStore implements ScheduleStore {
    private final ScheduleStore delegate;

    protected DelegatingStore(ScheduleStore delegate) {
        this.delegate = delegate;
    }

    protected final ScheduleStore delegate() {
        return delegate;
    }

    @Override
    public Optional<Schedule> find(ScheduleId id) {
        return delegate.find(id);
    }

    @Override
    public boolean insert(Schedule schedule, @Nullable Change change) {
        return delegate.insert(schedule, change);
    }

    @Override
    public boolean replace(Schedule seen, Schedule next, @Nullable Change change) {
        return delegate.replace(seen, next, change);
    }

    @Override
    public Page<ScheduleSummary> list(ScheduleQuery query) {
        return delegate.list(query);
    }

    @Override
    public void markUpgraded() {
        delegate.markUpgraded();
    }
}
