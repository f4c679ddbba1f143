package com.rezagent.schedules.simulation;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Facts that handlers may have read at the present instant. Invocations that run at once share an instant, so one of
 * them may have read a fact before another changed it.
 */
final class InstantFacts<K> {
    private final Map<K, Set<Boolean>> seen = new HashMap<>();
    private @Nullable Instant instant;

    /** Records that a fact changed now, or did not. */
    synchronized void record(K key, boolean before, boolean after, Instant now) {
        startInstant(now);
        Set<Boolean> values = seen.computeIfAbsent(key, unknown -> new HashSet<>());
        values.add(before);
        values.add(after);
    }

    /** Returns whether a handler may have read this value, at an instant that may already have passed. */
    synchronized boolean mayBe(K key, boolean value, boolean current, Instant now) {
        startInstant(now);
        return value == current || seen.getOrDefault(key, Set.of()).contains(value);
    }

    private void startInstant(Instant now) {
        if (!now.equals(instant)) {
            instant = now;
            seen.clear();
        }
    }
}
