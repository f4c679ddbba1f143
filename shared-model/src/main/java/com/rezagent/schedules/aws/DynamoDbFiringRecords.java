package com.rezagent.schedules.aws;

import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.plan.GroupGate;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.store.FiringRecords;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/**
 * Reads a schedule and the gate of its group by one BatchGetItem. A second read follows only if the schedule is in another
 * group than the engine's entry says. Thread-safe.
 */
public final class DynamoDbFiringRecords implements FiringRecords {
    private final BatchReads reads;
    private final String schedulesTable;
    private final String resourcesTable;
    private final GroupStore groups;

    public DynamoDbFiringRecords(
            DynamoDbClient client, String schedulesTable, String resourcesTable, GroupStore groups) {
        this.reads = new BatchReads(client);
        this.schedulesTable = schedulesTable;
        this.resourcesTable = resourcesTable;
        this.groups = groups;
    }

    @Override
    public Optional<Found> find(ScheduleId id, ResourceName hint) {
        Map<String, List<Map<String, AttributeValue>>> found = reads.read(Map.of(
                schedulesTable,
                KeysAndAttributes.builder()
                        .keys(List.of(Map.of("id", AttributeValue.fromS(id.value()))))
                        .consistentRead(true)
                        .build(),
                resourcesTable,
                DynamoDbGroupStore.keys(List.of(DynamoDbGroupStore.gateKey(hint)))));
        GroupGate hinted = found.getOrDefault(resourcesTable, List.of()).stream()
                .findFirst()
                .map(DynamoDbGroupStore::gate)
                .orElse(GroupGate.withoutRecord(hint));
        return found.getOrDefault(schedulesTable, List.of()).stream()
                .findFirst()
                .map(DynamoDbScheduleStore::schedule)
                .map(it -> new Found(it, it.group().equals(hint) ? new Surroundings(hinted) : of(it)));
    }

    @Override
    public Surroundings of(Schedule schedule) {
        return new Surroundings(groups.gate(schedule.group()));
    }
}
