package com.rezagent.schedules.aws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.group.Group;
import com.rezagent.schedules.group.GroupDocument;
import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.plan.GroupGate;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.PageToken;
import com.rezagent.schedules.record.ResourceName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.Select;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Group store in the DynamoDB table {@code rez-agent-schedule-resources-{stage}}: key {@code key}, index {@code kind-index}
 * (kind, name), TTL attribute {@code expires_at}. A group is two items that are written in one transaction: {@code
 * group#<name>} is the gate, which every firing of a member reads, and {@code group#<name>#details} the rest. Only the gate
 * of a group that exists has the attribute {@code kind}, so the index lists each group once. Thread-safe.
 */
public final class DynamoDbGroupStore implements GroupStore {
    static final String BY_KIND = "kind-index";
    static final String KEY = "key";

    private static final String KIND = "group";
    private static final String LIST = "groups";
    private static final int GROUPS_PER_READ = BatchReads.MAX_KEYS;

    private final DynamoDbClient client;
    private final String table;
    private final String changesTable;
    private final BatchReads reads;

    /**
     * @param table as described above, in the client's account and region
     * @param changesTable see {@link DynamoDbChangeHistory}
     */
    public DynamoDbGroupStore(DynamoDbClient client, String table, String changesTable) {
        this.client = client;
        this.table = table;
        this.changesTable = changesTable;
        this.reads = new BatchReads(client);
    }

    static String gateKey(ResourceName group) {
        return KIND + "#" + group;
    }

    private static String detailsKey(ResourceName group) {
        return gateKey(group) + "#details";
    }

    static Map<String, AttributeValue> key(String key) {
        return Map.of(KEY, AttributeValue.fromS(key));
    }

    static GroupGate gate(Map<String, AttributeValue> item) {
        return GroupDocument.readGate(DocumentAttributes.document(item));
    }

    @Override
    public Optional<Group> find(ResourceName name) {
        try {
            Map<String, AttributeValue> item = client.getItem(
                            it -> it.tableName(table).key(key(detailsKey(name))).consistentRead(true))
                    .item();
            return item.isEmpty() ? Optional.empty() : Optional.of(group(item));
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB GetItem", e);
        }
    }

    private static Group group(Map<String, AttributeValue> item) {
        return GroupDocument.read(DocumentAttributes.document(item));
    }

    @Override
    public boolean insert(Group group, @Nullable Change change) {
        return write(
                group.nextRevision(),
                change,
                details -> details.conditionExpression("attribute_not_exists(#key)")
                        .expressionAttributeNames(Map.of("#key", KEY)));
    }

    @Override
    public boolean replace(Group seen, Group next, @Nullable Change change) {
        return write(
                next.nextRevision(),
                change,
                details -> details.conditionExpression("revision = :seen")
                        .expressionAttributeValues(
                                Map.of(":seen", AttributeValue.fromN(Long.toString(seen.revision())))));
    }

    /**
     * Writes both items and the change. Only the details have a condition: nothing else writes the gate, but its time to
     * live may delete it earlier or later than the details.
     */
    private boolean write(Group group, @Nullable Change change, Consumer<Put.Builder> condition) {
        Put.Builder gate = Put.builder().tableName(table).item(gateItem(group));
        Put.Builder details = Put.builder().tableName(table).item(detailsItem(group));
        condition.accept(details);
        List<TransactWriteItem> items = new ArrayList<>();
        items.add(TransactWriteItem.builder().put(gate.build()).build());
        items.add(TransactWriteItem.builder().put(details.build()).build());
        if (change != null) {
            items.add(DynamoDbChangeHistory.write(changesTable, change));
        }
        return Transactions.write(client, items);
    }

    static Map<String, AttributeValue> gateItem(Group group) {
        ObjectNode gate = GroupDocument.writeGate(group);
        if (group.exists()) {
            gate.put("kind", KIND);
        }
        return item(gateKey(group.name()), gate);
    }

    static Map<String, AttributeValue> detailsItem(Group group) {
        return item(detailsKey(group.name()), GroupDocument.write(group));
    }

    private static Map<String, AttributeValue> item(String key, ObjectNode document) {
        Map<String, AttributeValue> item = DocumentAttributes.of(document);
        item.put(KEY, AttributeValue.fromS(key));
        return item;
    }

    @Override
    public Map<ResourceName, GroupGate> gates(Collection<ResourceName> groups) {
        Map<ResourceName, GroupGate> gates = new LinkedHashMap<>();
        groups.forEach(it -> gates.put(it, GroupGate.withoutRecord(it)));
        if (!gates.isEmpty()) {
            List<String> keys =
                    gates.keySet().stream().map(DynamoDbGroupStore::gateKey).toList();
            read(keys).forEach(item -> {
                GroupGate gate = gate(item);
                gates.put(gate.group(), gate);
            });
        }
        return gates;
    }

    private List<Map<String, AttributeValue>> read(List<String> keys) {
        return reads.read(Map.of(table, keys(keys))).getOrDefault(table, List.of());
    }

    static KeysAndAttributes keys(List<String> keys) {
        return KeysAndAttributes.builder()
                .keys(keys.stream().map(DynamoDbGroupStore::key).toList())
                .consistentRead(true)
                .build();
    }

    @Override
    public Page<Group> list(int limit, @Nullable String nextToken) {
        String after = PageToken.read(
                        LIST, nextToken, it -> ResourceName.tryParse(it).isPresent())
                .orElse(null);
        List<ResourceName> names = names(after, limit + 1);
        List<ResourceName> page = names.subList(0, Math.min(limit, names.size()));
        Map<ResourceName, Group> found = new HashMap<>();
        for (int i = 0; i < page.size(); i += GROUPS_PER_READ) {
            List<ResourceName> chunk = page.subList(i, Math.min(page.size(), i + GROUPS_PER_READ));
            read(chunk.stream().map(DynamoDbGroupStore::detailsKey).toList()).forEach(item -> {
                Group group = group(item);
                found.put(group.name(), group);
            });
        }
        List<Group> groups = page.stream()
                .map(found::get)
                .filter(Objects::nonNull)
                .filter(Group::exists)
                .toList();
        boolean isLast = names.size() <= limit;
        return new Page<>(
                groups,
                isLast ? null : PageToken.write(LIST, page.get(limit - 1).value()));
    }

    private List<ResourceName> names(@Nullable String after, int count) {
        try {
            QueryResponse response = client.query(it -> {
                it.tableName(table)
                        .indexName(BY_KIND)
                        .limit(count)
                        .keyConditionExpression(after == null ? "kind = :kind" : "kind = :kind AND #name > :after")
                        .expressionAttributeValues(
                                after == null
                                        ? Map.of(":kind", AttributeValue.fromS(KIND))
                                        : Map.of(
                                                ":kind",
                                                AttributeValue.fromS(KIND),
                                                ":after",
                                                AttributeValue.fromS(after)));
                if (after != null) {
                    it.expressionAttributeNames(Map.of("#name", "name"));
                }
            });
            return response.items().stream()
                    .map(item -> new ResourceName(
                            Objects.requireNonNull(item.get("name")).s()))
                    .toList();
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB Query", e);
        }
    }

    @Override
    public boolean isFull() {
        try {
            int count = client.query(it -> it.tableName(table)
                            .indexName(BY_KIND)
                            .limit(MAX_GROUPS)
                            .select(Select.COUNT)
                            .keyConditionExpression("kind = :kind")
                            .expressionAttributeValues(Map.of(":kind", AttributeValue.fromS(KIND))))
                    .count();
            return count >= MAX_GROUPS;
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB Query", e);
        }
    }
}
