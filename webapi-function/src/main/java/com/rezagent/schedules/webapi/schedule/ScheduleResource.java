package com.rezagent.schedules.webapi.schedule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.Decider;
import com.rezagent.schedules.command.Precondition;
import com.rezagent.schedules.command.ScheduleCommand;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.store.FiringRecords;
import com.rezagent.schedules.store.Stores;
import com.rezagent.schedules.webapi.command.Resource;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Schedules, as the change handler needs them. */
final class ScheduleResource implements Resource<Schedule, ScheduleCommand> {
    private final ScheduleStore store;
    private final FiringRecords firings;
    private final VisibleSchedules visibleSchedules;
    private final Decider decider;
    private final Clock clock;

    ScheduleResource(Stores stores, VisibleSchedules visibleSchedules, Decider decider, Clock clock) {
        this.store = stores.schedules();
        this.firings = stores.firings();
        this.visibleSchedules = visibleSchedules;
        this.decider = decider;
        this.clock = clock;
    }

    @Override
    public String noun() {
        return "schedule";
    }

    @Override
    public String id(Schedule schedule) {
        return schedule.id().value();
    }

    @Override
    public Optional<Schedule> find(String id) {
        return store.find(new ScheduleId(id));
    }

    @Override
    public Map<String, Schedule> findAll(Collection<String> ids) {
        Map<String, Schedule> found = new HashMap<>();
        store.findAll(ids.stream().map(ScheduleId::new).toList()).forEach((id, it) -> found.put(id.value(), it));
        return found;
    }

    @Override
    public boolean isVisible(Schedule schedule) {
        return visibleSchedules.isVisible(schedule);
    }

    @Override
    public Optional<CommandOutcome> outcomeOf(Schedule schedule, String commandId) {
        return schedule.outcomeOf(commandId);
    }

    @Override
    public Stamp latestStamp(Schedule schedule) {
        return schedule.latestStamp();
    }

    @Override
    public String entityTag(Schedule schedule) {
        return schedule.entityTag();
    }

    @Override
    public boolean hasConverged(Schedule schedule, long version) {
        return schedule.convergedVersion() >= version;
    }

    @Override
    public boolean hasFailed(Schedule schedule) {
        return schedule.status() == Status.FAILED;
    }

    @Override
    public boolean canReuseName(Schedule schedule) {
        return schedule.canReuseName();
    }

    @Override
    public void requireAllowed(Optional<Schedule> schedule, ScheduleCommand command, Precondition precondition) {
        decider.decide(schedule, command, precondition, clock.instant());
    }

    @Override
    public RefusedException nameConflict(String id) {
        return Decider.nameConflict(new ScheduleId(id));
    }

    @Override
    public String path(String id) {
        return ScheduleRoutes.ALL + "/" + id;
    }

    @Override
    public ObjectNode json(Schedule schedule) {
        return ScheduleRepresentation.full(schedule, firings.of(schedule), clock.instant());
    }
}
