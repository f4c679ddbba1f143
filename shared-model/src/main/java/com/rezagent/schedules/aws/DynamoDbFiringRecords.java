package com.rezagent.schedules.aws;

import com.rezagent.schedules.execution.ScheduleState;
import com.rezagent.schedules.plan.GroupGate;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.store.FiringRecords;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/**
 * Reads a schedule, the state of its executions and the gate of its group by one BatchGetItem. A second read follows only
 * if the schedule is in another group than the engine's entry says. Thread-safe.
 */
public final class DynamoDbFiringRecords implements FiringRecords {
    private final BatchReads reads;
    private final String schedulesTable;
    private final String resourcesTable;

    public DynamoDbFiringRecords(DynamoDbClient client, String schedulesTable, String resourcesTable) {
        this.reads = new BatchReads(client);
        this.schedulesTable = schedulesTable;
        this.resourcesTable = resourcesTable;
    }

    @Override
    public Optional<Found> find(ScheduleId id, ResourceName hint) {
        Batch batch = new Batch(List.of(key(id.value()), ScheduleStateItems.key(id)), true, List.of(hint));
        return batch.items.stream()
                .filter(it -> !ScheduleStateItems.isState(it))
                .findFirst()
                .map(DynamoDbScheduleStore::schedule)
                .map(it -> new Found(it, it.group().equals(hint) ? batch.surroundings(id, hint) : of(it)));
    }

    @Override
    public Surroundings of(Schedule schedule) {
        return new Batch(List.of(ScheduleStateItems.key(schedule.id())), true, List.of(schedule.group()))
                .surroundings(schedule.id(), schedule.group());
    }

    /** Reads up to 100 gates and states by one call. */
    @Override
    public Map<ScheduleId, Surroundings> ofAll(Collection<ScheduleSummary> schedules) {
        List<Object> keys = new ArrayList<>(FiringRecords.groupsOf(schedules));
        schedules.forEach(it -> keys.add(it.id()));
        Map<ResourceName, GroupGate> gates = new HashMap<>();
        Map<ScheduleId, ScheduleState> states = new HashMap<>();
        for (int i = 0; i < keys.size(); i += BatchReads.MAX_KEYS) {
            List<Object> chunk = keys.subList(i, Math.min(keys.size(), i + BatchReads.MAX_KEYS));
            Batch batch = new Batch(
                    of(chunk, ScheduleId.class).map(ScheduleStateItems::key).toList(),
                    false,
                    of(chunk, ResourceName.class).toList());
            gates.putAll(batch.gates);
            states.putAll(batch.states);
        }
        return FiringRecords.joined(schedules, gates, states);
    }

    private static <T> Stream<T> of(List<Object> keys, Class<T> type) {
        return keys.stream().filter(type::isInstance).map(type::cast);
    }

    private static Map<String, AttributeValue> key(String id) {
        return Map.of("id", AttributeValue.fromS(id));
    }

    /** The items of one read. */
    private final class Batch {
        final List<Map<String, AttributeValue>> items;
        final Map<ScheduleId, ScheduleState> states;
        final Map<ResourceName, GroupGate> gates = new HashMap<>();

        Batch(List<Map<String, AttributeValue>> keys, boolean isConsistent, List<ResourceName> groups) {
            Map<String, KeysAndAttributes> requested = new HashMap<>();
            if (!keys.isEmpty()) {
                requested.put(
                        schedulesTable,
                        KeysAndAttributes.builder()
                                .keys(keys)
                                .consistentRead(isConsistent)
                                .build());
            }
            if (!groups.isEmpty()) {
                requested.put(
                        resourcesTable,
                        DynamoDbGroupStore.keys(
                                groups.stream().map(DynamoDbGroupStore::gateKey).toList()));
            }
            Map<String, List<Map<String, AttributeValue>>> found = reads.read(requested);
            this.items = found.getOrDefault(schedulesTable, List.of());
            this.states = ScheduleStateItems.states(items);
            found.getOrDefault(resourcesTable, List.of()).stream()
                    .map(DynamoDbGroupStore::gate)
                    .forEach(it -> gates.put(it.group(), it));
        }

        Surroundings surroundings(ScheduleId id, ResourceName group) {
            return new Surroundings(
                    gates.getOrDefault(group, GroupGate.withoutRecord(group)),
                    states.getOrDefault(id, ScheduleState.NONE));
        }
    }
}
