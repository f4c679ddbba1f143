package com.rezagent.schedules.local.engine;

import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.EngineContract;
import com.rezagent.schedules.engine.EngineTarget;
import com.rezagent.schedules.local.LocalStage;
import com.rezagent.schedules.local.clock.Timeline;
import com.rezagent.schedules.local.clock.VirtualClock;
import java.time.Instant;
import java.util.UUID;

class LocalEngineTest extends EngineContract {
    private final VirtualClock clock = VirtualClock.manual(Instant.parse("2025-11-06T20:00:00.123456Z"));
    private final Timeline timeline = new Timeline(clock, e -> {});
    private final Engine engine = new LocalEngine(
            new SchedulerTwin(clock, timeline, LocalStage.GROUP, (firing, deliverAt) -> {}),
            () -> UUID.randomUUID().toString());

    @Override
    protected Engine engine() {
        return engine;
    }

    @Override
    protected EngineTarget target() {
        return LocalStage.TARGET;
    }

    @Override
    protected Instant now() {
        return clock.instant();
    }
}
