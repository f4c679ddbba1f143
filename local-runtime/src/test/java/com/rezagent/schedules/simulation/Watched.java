package com.rezagent.schedules.simulation;

import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.schedule.Page;
import com.rezagent.schedules.schedule.ScheduleId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An engine that hands everything on and tells what was written, for those that change one thing about it. */
class Watched implements Engine {
    private final Engine real;

    Watched(Engine real) {
        this.real = real;
    }

    /** Called after each write that was answered. */
    void wrote(ScheduleId id) {}

    @Override
    public Optional<ExistingEntry> find(ScheduleId id) {
        return real.find(id);
    }

    @Override
    public Optional<String> create(EngineEntry entry) {
        Optional<String> arn = real.create(entry);
        arn.ifPresent(it -> wrote(entry.id()));
        return arn;
    }

    @Override
    public Optional<String> update(EngineEntry entry) {
        Optional<String> arn = real.update(entry);
        arn.ifPresent(it -> wrote(entry.id()));
        return arn;
    }

    @Override
    public void delete(ScheduleId id) {
        real.delete(id);
        wrote(id);
    }

    @Override
    public Page<ScheduleId> list(@Nullable String nextToken) {
        return real.list(nextToken);
    }
}
