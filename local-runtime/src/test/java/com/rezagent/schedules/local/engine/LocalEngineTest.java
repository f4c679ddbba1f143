package com.rezagent.schedules.local.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.EngineContract;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.engine.EngineTarget;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.error.TransientException.Reason;
import com.rezagent.schedules.local.clock.VirtualClock;
import com.rezagent.schedules.local.clock.VirtualTimeScheduler;
import com.rezagent.schedules.local.system.LocalStage;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LocalEngineTest extends EngineContract {
    private final VirtualClock clock = VirtualClock.manual(Instant.parse("2025-11-06T20:00:00.123456Z"));
    private final VirtualTimeScheduler virtualTime = new VirtualTimeScheduler(clock, e -> {});
    private final AtomicLong realTime = new AtomicLong();
    private final LocalEngine engine = new LocalEngine(
            new SimulatedScheduler(clock, virtualTime, LocalStage.GROUP, (firing, deliverAt) -> {}, realTime::get),
            () -> UUID.randomUUID().toString());

    @Test
    void a_forged_page_token_is_refused() {
        assertThatThrownBy(() -> engine.list("/forged/"))
                .isInstanceOfSatisfying(
                        RefusedException.class, it -> assertThat(it.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }

    @Test
    void the_eleventh_call_within_a_second_is_throttled() {
        for (int i = 0; i < 10; i++) {
            assertThat(engine.find(ID)).isEmpty();
        }

        assertThatThrownBy(() -> engine.find(ID))
                .isInstanceOfSatisfying(
                        TransientException.class, it -> assertThat(it.reason()).isEqualTo(Reason.THROTTLED));

        realTime.addAndGet(1_000_000_000);
        assertThat(engine.find(ID)).isEmpty();
    }

    @Override
    protected Runnable startCall(EngineEntry entry) {
        return engine.begin(new Object[] {entry});
    }

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
