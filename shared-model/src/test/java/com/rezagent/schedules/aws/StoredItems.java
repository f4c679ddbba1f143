package com.rezagent.schedules.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Items of the two tables as DynamoDB JSON, one item per line.
 *
 * @param schedules items of the schedules table
 * @param executions items of the executions table
 */
public record StoredItems(List<Map<String, AttributeValue>> schedules, List<Map<String, AttributeValue>> executions) {

    private static final CannedAws AWS = new CannedAws();
    private static final DynamoDbClient CLIENT = AWS.clients(client -> {}).dynamoDb();

    /** Returns the items that the adapters write for these records, as text. */
    public static String write(List<Schedule> schedules, List<Execution> executions) {
        return "{\"schedules\": [\n" + lines(schedules, StoredItems::item) + "\n],\n\"executions\": [\n"
                + lines(executions, ExecutionItems::item) + "\n]}\n";
    }

    static Map<String, AttributeValue> item(Schedule schedule) {
        return DynamoDbScheduleStore.item(schedule, schedule.revision());
    }

    static Schedule schedule(Map<String, AttributeValue> item) {
        return DynamoDbScheduleStore.schedule(item);
    }

    static ScheduleSummary summary(Map<String, AttributeValue> item) {
        return DynamoDbScheduleStore.summary(item);
    }

    public static StoredItems read(String text) {
        JsonNode json = Json.parseObject(text);
        return new StoredItems(items(json.required("schedules")), items(json.required("executions")));
    }

    private static List<Map<String, AttributeValue>> items(JsonNode json) {
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        json.forEach(it -> items.add(map(it)));
        return items;
    }

    private static <T> String lines(List<T> records, Function<T, Map<String, AttributeValue>> item) {
        return records.stream().map(it -> Json.write(json(item.apply(it)))).collect(Collectors.joining(",\n"));
    }

    /** Returns an item as the SDK writes it, sorted by name. */
    static ObjectNode json(Map<String, AttributeValue> item) {
        CLIENT.putItem(it -> it.tableName("items").item(new TreeMap<>(item)));
        return AWS.lastPut();
    }

    /** Returns an item as the SDK reads it. */
    static Map<String, AttributeValue> map(JsonNode json) {
        AWS.responds("GetItem", Json.object().set("Item", json));
        return CLIENT.getItem(it -> it.tableName("items").key(Map.of("id", AttributeValue.fromS("id"))))
                .item();
    }
}
