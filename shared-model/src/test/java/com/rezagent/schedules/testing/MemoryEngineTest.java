package com.rezagent.schedules.testing;

import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.EngineContract;
import com.rezagent.schedules.engine.EngineTarget;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

class MemoryEngineTest extends EngineContract {
    private final MemoryEngine engine = new MemoryEngine();

    @Override
    protected Engine engine() {
        return engine;
    }

    @Override
    protected EngineTarget target() {
        return new EngineTarget("arn:function", "arn:role", null);
    }

    @Override
    protected Instant now() {
        return Instant.parse("2026-01-05T12:00:00Z");
    }

    @Override
    protected Set<Difference> differences() {
        return EnumSet.complementOf(EnumSet.of(Difference.UNSORTED_LIST));
    }
}
