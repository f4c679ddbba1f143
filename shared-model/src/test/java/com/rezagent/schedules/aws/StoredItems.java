package com.rezagent.schedules.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleSummary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Items of the two tables as DynamoDB JSON, one item per line.
 *
 * @param schedules items of the schedules table
 * @param executions items of the executions table
 */
public record StoredItems(List<Map<String, AttributeValue>> schedules, List<Map<String, AttributeValue>> executions) {

    /** Returns the items that the adapters write for these records, as text. */
    public static String write(List<Schedule> schedules, List<Execution> executions) {
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        schedules.forEach(it -> items.add(item(it)));
        return "{\"schedules\": [\n" + lines(items) + "\n],\n\"executions\": [\n"
                + lines(executions.stream().map(ExecutionItems::item).toList()) + "\n]}\n";
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

    private static String lines(List<Map<String, AttributeValue>> items) {
        return items.stream().map(it -> Json.write(json(it))).collect(Collectors.joining(",\n"));
    }

    static ObjectNode json(Map<String, AttributeValue> attributes) {
        ObjectNode json = Json.object();
        new TreeMap<>(attributes).forEach((name, value) -> json.set(name, json(value)));
        return json;
    }

    private static ObjectNode json(AttributeValue value) {
        ObjectNode json = Json.object();
        switch (value.type()) {
            case S -> json.put("S", value.s());
            case N -> json.put("N", value.n());
            case M -> json.set("M", json(value.m()));
            case L -> {
                ArrayNode list = json.putArray("L");
                value.l().forEach(it -> list.add(json(it)));
            }
            default -> throw new IllegalArgumentException("The tables have no attribute of type " + value.type());
        }
        return json;
    }

    static Map<String, AttributeValue> map(JsonNode json) {
        Map<String, AttributeValue> attributes = new HashMap<>();
        json.fields().forEachRemaining(it -> attributes.put(it.getKey(), value(it.getValue())));
        return attributes;
    }

    private static AttributeValue value(JsonNode json) {
        String type = json.fieldNames().next();
        JsonNode content = json.required(type);
        return switch (type) {
            case "S" -> AttributeValue.fromS(content.textValue());
            case "N" -> AttributeValue.fromN(content.textValue());
            case "M" -> AttributeValue.fromM(map(content));
            case "L" -> {
                List<AttributeValue> list = new ArrayList<>();
                content.forEach(it -> list.add(value(it)));
                yield AttributeValue.fromL(list);
            }
            default -> throw new IllegalArgumentException("The tables have no attribute of type " + type);
        };
    }
}
