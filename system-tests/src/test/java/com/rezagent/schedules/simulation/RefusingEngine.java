package com.rezagent.schedules.simulation;

import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.local.fault.TracksInFlightCalls;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.schedule.ScheduleId;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** An engine that refuses every write on demand, as EventBridge does e.g. for a rule of the account. */
record RefusingEngine(Engine delegate, BooleanSupplier refuses) implements Engine, TracksInFlightCalls {
    /** Distinguishes these refusals from those of the delegate. */
    static final String DETAIL = "Refused on demand of the test";

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
