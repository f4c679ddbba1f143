package com.rezagent.schedules.simulation;

import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.schedule.ScheduleId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An engine that delegates every call and reports writes to {@link #onWrite}; subclasses override single methods. */
class DelegatingEngine implements Engine {
    private final Engine delegate;

    DelegatingEngine(Engine delegate) {
        this.delegate = delegate;
    }

    /** Called after each successful write. */
    void onWrite(ScheduleId id) {}

    @Override
    public Optional<ExistingEntry> find(ScheduleId id) {
        return delegate.find(id);
    }

    @Override
    public Optional<String> create(EngineEntry entry) {
        Optional<String> arn = delegate.create(entry);
        arn.ifPresent(it -> onWrite(entry.id()));
        return arn;
    }

    @Override
    public Optional<String> update(EngineEntry entry) {
        Optional<String> arn = delegate.update(entry);
        arn.ifPresent(it -> onWrite(entry.id()));
        return arn;
    }

    @Override
    public void delete(ScheduleId id) {
        delegate.delete(id);
        onWrite(id);
    }

    @Override
    public Page<ScheduleId> list(@Nullable String nextToken) {
        return delegate.list(nextToken);
    }
}
