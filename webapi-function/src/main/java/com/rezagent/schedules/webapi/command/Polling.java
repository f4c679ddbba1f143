package com.rezagent.schedules.webapi.command;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads until something is there. The wait is measured in real time, because a caller is blocked by it. Pauses between
 * reads grow from {@value #FIRST_PAUSE_MILLIS} ms to {@value #LONGEST_PAUSE_MILLIS} ms, which makes at most five reads
 * within the default wait.
 */
public final class Polling {
    static final long FIRST_PAUSE_MILLIS = 10;
    static final long LONGEST_PAUSE_MILLIS = 250;

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(LONGEST_PAUSE_MILLIS);

    private final Sleeper sleeper;

    public Polling(Sleeper sleeper) {
        this.sleeper = sleeper;
    }

    /**
     * Returns what {@code read} returns once that is not empty; empty when the budget is used up. A budget of zero reads
     * once; an interrupt ends the wait early.
     */
    public <T> Optional<T> await(Duration budget, Supplier<Optional<T>> read) {
        Duration end = sleeper.elapsed().plus(budget);
        Duration pause = Duration.ofMillis(FIRST_PAUSE_MILLIS);
        while (true) {
            Duration left = end.minus(sleeper.elapsed());
            boolean isLast =
                    left.compareTo(pause) <= 0 || Thread.currentThread().isInterrupted();
            if (!left.isNegative() && !left.isZero()) {
                sleeper.pause(isLast ? left : pause);
            }
            Optional<T> found = read.get();
            if (found.isPresent() || isLast) {
                return found;
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }
}
