package com.rezagent.schedules.local.system;

import org.jspecify.annotations.Nullable;

/** A reference that is set later: the scheduler function and the topics that invoke it depend on each other. */
final class LateBound<T> {
    private @Nullable T value;

    void bind(T newValue) {
        value = newValue;
    }

    T get() {
        T bound = value;
        if (bound == null) {
            throw new IllegalStateException("Not bound yet");
        }
        return bound;
    }
}
