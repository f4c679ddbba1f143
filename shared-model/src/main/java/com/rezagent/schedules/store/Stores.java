package com.rezagent.schedules.store;

import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.schedule.ScheduleStore;

/** The stores of all resources. Both functions receive them as one; each resource uses its own. */
public record Stores(ScheduleStore schedules, ExecutionHistory executions) {
    /** Replaces a store by another of the same type, e.g. one that observes each call. */
    @FunctionalInterface
    public interface Wrapper {
        <T> T wrap(Class<T> type, T store);
    }

    /** Returns the stores, each wrapped. */
    public Stores wrapped(Wrapper wrapper) {
        return new Stores(
                wrapper.wrap(ScheduleStore.class, schedules), wrapper.wrap(ExecutionHistory.class, executions));
    }

    /** Returns a copy with another store of schedules. */
    public Stores with(ScheduleStore other) {
        return replaced(ScheduleStore.class, other);
    }

    /** Returns a copy with another history of executions. */
    public Stores with(ExecutionHistory other) {
        return replaced(ExecutionHistory.class, other);
    }

    private <S> Stores replaced(Class<S> replacedType, S other) {
        return wrapped(new Wrapper() {
            @Override
            public <T> T wrap(Class<T> type, T store) {
                return type == replacedType ? type.cast(other) : store;
            }
        });
    }
}
