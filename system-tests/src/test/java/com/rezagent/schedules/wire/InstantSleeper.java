package com.rezagent.schedules.wire;

import com.rezagent.schedules.webapi.command.Sleeper;
import java.time.Duration;

/** Time that passes only during pauses, which return immediately. Not thread-safe. */
public final class InstantSleeper implements Sleeper {
    private final Runnable onPause;
    private Duration elapsed = Duration.ZERO;

    public InstantSleeper() {
        this(() -> {});
    }

    /** @param onPause runs at the end of each pause */
    public InstantSleeper(Runnable onPause) {
        this.onPause = onPause;
    }

    @Override
    public Duration elapsed() {
        return elapsed;
    }

    @Override
    public void pause(Duration duration) {
        elapsed = elapsed.plus(duration);
        onPause.run();
    }
}
