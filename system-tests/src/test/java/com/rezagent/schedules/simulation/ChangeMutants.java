package com.rezagent.schedules.simulation;

import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleJson;
import com.rezagent.schedules.testing.MemoryChangeHistory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Mutants that violate the rules for changes; each names its rule. */
final class ChangeMutants {
    private ChangeMutants() {}

    /** "Written in the same transaction as the record": here the change is written after it, by another call. */
    static final ProtocolMutant WRITTEN_SEPARATELY = (ports, world) -> ProtocolMutants.with(
            ports,
            new DelegatingStore(ports.stores().schedules()) {
                @Override
                public boolean insert(Schedule schedule, @Nullable Change change) {
                    return delegate().insert(schedule, null) && written(schedule, change);
                }

                @Override
                public boolean replace(Schedule seen, Schedule next, @Nullable Change change) {
                    return delegate().replace(seen, next, null) && written(next, change);
                }

                private boolean written(Schedule schedule, @Nullable Change change) {
                    if (change != null) {
                        // A call of its own, before which the function may crash.
                        delegate().find(schedule.id());
                        ((MemoryChangeHistory) world.changes).put(change);
                    }
                    return true;
                }
            },
            ports.engine());

    /** "A trigger, an engine retry, relisting: none": here each command writes a change. */
    static final ProtocolMutant WRITTEN_FOR_UNCHANGED = (ports, world) -> ProtocolMutants.with(
            ports,
            new DelegatingStore(ports.stores().schedules()) {
                @Override
                public boolean replace(Schedule seen, Schedule next, @Nullable Change change) {
                    List<CommandOutcome> added = new ArrayList<>(next.outcomes());
                    added.removeAll(seen.outcomes());
                    Change other = change == null && !added.isEmpty() ? empty(next, added.get(0), world) : change;
                    return delegate().replace(seen, next, other);
                }
            },
            ports.engine());

    private static Change empty(Schedule next, CommandOutcome outcome, SimulatedWorld world) {
        String id = next.id().value();
        return new Change(
                new Change.Subject(id, id, null, next.group()),
                next.version(),
                world.now(),
                new Change.Cause("update", "simulation", null, outcome.commandId()),
                List.of(),
                null);
    }

    /** "The definition that this change replaced": here the one that replaced it. */
    static final ProtocolMutant REPLACED_BY_NEW = (ports, world) -> ProtocolMutants.with(
            ports,
            new DelegatingStore(ports.stores().schedules()) {
                @Override
                public boolean replace(Schedule seen, Schedule next, @Nullable Change change) {
                    return delegate().replace(seen, next, change == null ? null : withNew(change, next));
                }
            },
            ports.engine());

    private static Change withNew(Change change, Schedule next) {
        JsonObject definition = JsonObject.parse(Json.write(ScheduleJson.definition(next.requireDefinition())));
        return new Change(
                change.subject(),
                change.version(),
                change.at(),
                change.cause(),
                change.fields(),
                change.replaced() == null ? null : definition);
    }
}
