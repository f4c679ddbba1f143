package com.rezagent.schedules.store;

import com.rezagent.schedules.change.ChangeHistory;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.schedule.ScheduleStore;

/**
 * The stores of all resources. Both functions receive them as one; each resource uses its own.
 *
 * @param changes reads what the stores of schedules and groups write
 * @param firings reads what decides about a firing, from the stores of schedules, groups and executions
 */
public record Stores(
        ScheduleStore schedules,
        GroupStore groups,
        ExecutionHistory executions,
        ChangeHistory changes,
        FiringRecords firings) {
    /** Creates stores in which a firing's schedule, group and state are read one after the other. */
    public Stores(ScheduleStore schedules, GroupStore groups, ExecutionHistory executions, ChangeHistory changes) {
        this(schedules, groups, executions, changes, FiringRecords.of(schedules, groups, executions));
    }

    /** Replaces a store by another of the same type, e.g. one that observes each call. */
    @FunctionalInterface
    public interface Wrapper {
        <T> T wrap(Class<T> type, T store);
    }

    /** Returns the stores, each wrapped. */
    public Stores wrapped(Wrapper wrapper) {
        ScheduleStore wrappedSchedules = wrapper.wrap(ScheduleStore.class, schedules);
        GroupStore wrappedGroups = wrapper.wrap(GroupStore.class, groups);
        ExecutionHistory wrappedExecutions = wrapper.wrap(ExecutionHistory.class, executions);
        FiringRecords over = firings.over(wrappedSchedules, wrappedGroups, wrappedExecutions);
        return new Stores(
                wrappedSchedules,
                wrappedGroups,
                wrappedExecutions,
                wrapper.wrap(ChangeHistory.class, changes),
                over == firings ? wrapper.wrap(FiringRecords.class, firings) : over);
    }

    /** Returns a copy with another store of schedules, which is also read for firings. */
    public Stores with(ScheduleStore other) {
        return new Stores(other, groups, executions, changes);
    }

    /** Returns a copy with another store of groups, which is also read for firings. */
    public Stores with(GroupStore other) {
        return new Stores(schedules, other, executions, changes);
    }

    /** Returns a copy with another history of executions, which is also read for firings. */
    public Stores with(ExecutionHistory other) {
        return new Stores(schedules, groups, other, changes, firings.over(schedules, groups, other));
    }

    /** Returns a copy in which firings are read from other records. */
    public Stores with(FiringRecords other) {
        return new Stores(schedules, groups, executions, changes, other);
    }

    /** Returns a copy with another history of changes. */
    public Stores with(ChangeHistory other) {
        return new Stores(schedules, groups, executions, other, firings);
    }
}
