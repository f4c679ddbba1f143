package com.rezagent.schedules.local.system;

import com.rezagent.schedules.local.clock.VirtualTimeScheduler;
import com.rezagent.schedules.local.store.ClockStore;
import java.time.Duration;
import java.time.Instant;

/** Stores the time until which all tasks have run, from which a restart continues. Not thread-safe. */
final class ClockSaver {
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final VirtualTimeScheduler virtualTime;
    private final ClockStore store;
    private Instant saved = Instant.MIN;
    private long savedAt = System.nanoTime();

    ClockSaver(VirtualTimeScheduler virtualTime, ClockStore store) {
        this.virtualTime = virtualTime;
        this.store = store;
    }

    /** Stores the time, unless that was done less than five seconds ago. */
    void saveIfDue() {
        if (System.nanoTime() - savedAt > INTERVAL.toNanos()) {
            save();
        }
    }

    /** Stores the time, unless it is stored already. */
    void save() {
        Instant ranUntil = virtualTime.ranUntil();
        if (!ranUntil.equals(saved)) {
            store.writeRanUntil(ranUntil);
            saved = ranUntil;
            savedAt = System.nanoTime();
        }
    }
}
