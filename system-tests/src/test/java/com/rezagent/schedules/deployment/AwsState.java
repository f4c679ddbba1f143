package com.rezagent.schedules.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The stored state of DynamoDB, EventBridge Scheduler and SNS behind {@link RecordingAws}. */
final class AwsState {
    private static final Pattern PLACEHOLDER = Pattern.compile(":v[0-9]+");

    record Published(String topic, String message) {}

    final Map<String, ObjectNode> entries = new ConcurrentSkipListMap<>();
    final List<Published> published = new CopyOnWriteArrayList<>();
    private final Map<String, ObjectNode> items = new ConcurrentSkipListMap<>();

    Optional<ObjectNode> item(JsonNode request) {
        return Optional.ofNullable(items.get(key(request, request.path("Key"))));
    }

    void put(JsonNode request) {
        items.put(key(request, request.path("Item")), (ObjectNode) request.path("Item"));
    }

    /** Returns the table and the key; a change, which alone has a time key, has the version as its sort key. */
    private static String key(JsonNode request, JsonNode item) {
        JsonNode id = item.has("id") ? item.path("id") : item.has("key") ? item.path("key") : item.path("schedule_id");
        String version = item.has("time_key") ? item.at("/version/N").asText() : "";
        return request.path("TableName").textValue() + " " + id.path("S").textValue() + " "
                + item.at("/execution_key/S").asText() + version;
    }

    /** Applies the SET and REMOVE clauses of an {@code UpdateExpression} and returns the item. */
    ObjectNode update(ObjectNode request) {
        ObjectNode item = items.computeIfAbsent(
                key(request, request.path("Key")), it -> request.path("Key").deepCopy());
        String[] clauses = request.path("UpdateExpression").textValue().split("REMOVE ", 2);
        JsonNode names = request.path("ExpressionAttributeNames");
        JsonNode values = request.path("ExpressionAttributeValues");
        for (String set : clauses[0].replaceFirst("^SET ", "").strip().split(", (?=#)")) {
            if (!set.isBlank()) {
                String[] sides = set.split(" = ", 2);
                set(holder(item, sides[0], names), lastName(sides[0], names), sides[1].strip(), values);
            }
        }
        if (clauses.length == 2) {
            for (String name : clauses[1].strip().split(" *, *")) {
                holder(item, name, names).remove(lastName(name, names));
            }
        }
        return item;
    }

    /** Returns the item or, for a path into a map, the values of that map. */
    private static ObjectNode holder(ObjectNode item, String path, JsonNode names) {
        int dot = path.indexOf('.');
        return dot < 0
                ? item
                : (ObjectNode) item.path(names.path(path.substring(0, dot)).textValue())
                        .path("M");
    }

    private static String lastName(String path, JsonNode names) {
        return names.path(path.substring(path.indexOf('.') + 1)).textValue();
    }

    private static void set(ObjectNode item, String name, String value, JsonNode values) {
        List<String> placeholders =
                PLACEHOLDER.matcher(value).results().map(MatchResult::group).toList();
        JsonNode first = values.path(placeholders.get(0));
        if (value.contains(" + ")) {
            long sum = item.path(name).path("N").asLong()
                    + values.path(placeholders.get(1)).path("N").asLong();
            item.putObject(name).put("N", Long.toString(sum));
        } else if (!value.startsWith("if_not_exists") || !item.has(name)) {
            item.set(name, first);
        }
    }

    /** Returns the items of the partition in the key condition. */
    List<ObjectNode> query(ObjectNode request) {
        String condition = request.path("KeyConditionExpression").textValue();
        String[] sides = condition.split(" AND ", 2)[0].replaceAll("[()]", "").split("=");
        String left = sides[0].strip();
        String name = request.path("ExpressionAttributeNames").path(left).asText(left);
        JsonNode values = request.path("ExpressionAttributeValues");
        // The changes after a version are those from the next one on.
        String[] range = condition.split("#version >= ", 2);
        long from = range.length == 2 ? values.path(range[1]).path("N").asLong() : 0;
        return items.entrySet().stream()
                .filter(it -> it.getKey().startsWith(request.path("TableName").textValue() + " "))
                .map(Map.Entry::getValue)
                .filter(it -> it.path(name).equals(values.path(sides[1].strip())))
                .filter(it -> isBefore(it, values))
                .filter(it -> range.length == 1 || versionOf(it) >= from)
                .sorted(Comparator.comparingLong(AwsState::versionOf))
                .toList();
    }

    private static long versionOf(JsonNode item) {
        return item.has("time_key") ? item.at("/version/N").asLong() : 0;
    }

    /** Triggers sort after all executions of a schedule, so reads of executions query the keys below an end. */
    private static boolean isBefore(ObjectNode item, JsonNode values) {
        String key = item.at("/execution_key/S").asText();
        return Stream.of(":before", ":to")
                .filter(values::has)
                .allMatch(it -> key.compareTo(values.path(it).path("S").asText()) < 0);
    }

    ObjectNode listEntries(String group) {
        ObjectNode response = Json.object();
        ArrayNode schedules = response.putArray("Schedules");
        entries.forEach((name, entry) -> schedules.addObject().put("Name", name).put("GroupName", group));
        return response;
    }
}
