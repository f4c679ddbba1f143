package com.rezagent.schedules.simulation;

import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.local.fault.TracksInFlightCalls;
import com.rezagent.schedules.schedule.Page;
import com.rezagent.schedules.schedule.ScheduleId;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** An engine that may refuse what we would never ask of the twin: an account's own rules, say. */
record RefusingEngine(Engine delegate, BooleanSupplier refuses) implements Engine, TracksInFlightCalls {
    /** Tells its refusals from those of the engine behind it. */
    static final String DETAIL = "It may not";

    @Override
    public Optional<ExistingEntry> find(ScheduleId id) {
        return delegate.find(id);
    }

    @Override
    public Optional<String> create(EngineEntry entry) {
        check();
        return delegate.create(entry);
    }

    @Override
    public Optional<String> update(EngineEntry entry) {
        check();
        return delegate.update(entry);
    }

    @Override
    public Runnable begin(Object @Nullable [] arguments) {
        return delegate instanceof TracksInFlightCalls port ? port.begin(arguments) : () -> {};
    }

    private void check() {
        if (refuses.getAsBoolean()) {
            throw new RefusedException(ErrorCode.ENGINE_REFUSED, "EventBridge Scheduler refused the schedule", DETAIL);
        }
    }

    @Override
    public void delete(ScheduleId id) {
        delegate.delete(id);
    }

    @Override
    public Page<ScheduleId> list(@Nullable String nextToken) {
        return delegate.list(nextToken);
    }
}
