package com.rezagent.schedules.store;

import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleStore;
import java.util.Optional;

/** Reads what decides about a firing, strongly consistent. */
public interface FiringRecords {
    /**
     * A schedule with its surroundings.
     *
     * @param surroundings read no earlier than the schedule was
     */
    record Found(Schedule schedule, Surroundings surroundings) {}

    /**
     * Returns a schedule with its surroundings; empty if there is no record of it.
     *
     * @param hint the group that it most likely is in
     * @throws com.rezagent.schedules.error.TransientException if either can't be read
     */
    Optional<Found> find(ScheduleId id, ResourceName hint);

    /** Returns the surroundings of a schedule that was read. */
    Surroundings of(Schedule schedule);

    /** Returns these records as read from other stores; the same if they read both at once. */
    default FiringRecords over(ScheduleStore schedules, GroupStore groups) {
        return this;
    }

    /** Returns an implementation that reads one store after the other. */
    static FiringRecords of(ScheduleStore schedules, GroupStore groups) {
        return new FiringRecords() {
            @Override
            public Optional<Found> find(ScheduleId id, ResourceName hint) {
                return schedules.find(id).map(it -> new Found(it, of(it)));
            }

            @Override
            public Surroundings of(Schedule schedule) {
                return new Surroundings(groups.gate(schedule.group()));
            }

            @Override
            public FiringRecords over(ScheduleStore otherSchedules, GroupStore otherGroups) {
                return FiringRecords.of(otherSchedules, otherGroups);
            }
        };
    }
}
