package com.rezagent.schedules.simulation;

import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.local.fault.TracksInFlightCalls;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** An engine that refuses every write on demand, as EventBridge does e.g. for a rule of the account. */
final class RefusingEngine extends DelegatingEngine implements TracksInFlightCalls {
    /** Distinguishes these refusals from those of the delegate. */
    static final String DETAIL = "Refused on demand of the test";

    private final Engine delegate;
    private final BooleanSupplier refuses;

    RefusingEngine(Engine delegate, BooleanSupplier refuses) {
        super(delegate);
        this.delegate = delegate;
        this.refuses = refuses;
    }

    @Override
    public Optional<String> create(EngineEntry entry) {
        check();
        return super.create(entry);
    }

    @Override
    public Optional<String> update(EngineEntry entry) {
        check();
        return super.update(entry);
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
}
