package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.simulation.Mutants.replacing;
import static com.rezagent.schedules.simulation.Mutants.with;
import static com.rezagent.schedules.simulation.Records.withComponent;

import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleJson;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.testing.MemoryChangeHistory;
import java.util.ArrayList;
import java.util.List;

/** Mutants that violate the rules for changes; each names its rule. */
final class ChangeMutants {
    private ChangeMutants() {}

    /** "Written in the same transaction as the record": here the change is written after it, by another call. */
    static final ProtocolMutant WRITTEN_SEPARATELY =
            (ports, world) -> with(ports, ScheduleStore.class, "insert replace", call -> {
                int position = call.operation().equals("insert") ? 1 : 2;
                Schedule next = call.argument(position - 1);
                Change change = call.argument(position);
                boolean done = call.with(position, null).proceed();
                if (done && change != null) {
                    // A call of its own, before which the function may crash.
                    call.<ScheduleStore>real().find(next.id());
                    ((MemoryChangeHistory) world.changes).put(change);
                }
                return done;
            });

    /** "A trigger, an engine retry, relisting: none": here each command writes a change. */
    static final ProtocolMutant WRITTEN_FOR_UNCHANGED =
            (ports, world) -> with(ports, ScheduleStore.class, "replace", call -> {
                Schedule next = call.argument(1);
                List<CommandOutcome> added = new ArrayList<>(next.outcomes());
                added.removeAll(call.<Schedule>argument(0).outcomes());
                return call.argument(2) == null && !added.isEmpty()
                        ? call.with(2, empty(next, added.get(0), world)).proceed()
                        : call.proceed();
            });

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
    static final ProtocolMutant REPLACED_BY_NEW = replacing(ScheduleStore.class, "replace", call -> {
        Change change = call.argument(2);
        Schedule next = call.argument(1);
        return change == null || change.replaced() == null
                ? call.proceed()
                : call.with(2, withComponent(change, "replaced", definition(next)))
                        .proceed();
    });

    private static JsonObject definition(Schedule schedule) {
        return JsonObject.parse(Json.write(ScheduleJson.definition(schedule.requireDefinition())));
    }
}
