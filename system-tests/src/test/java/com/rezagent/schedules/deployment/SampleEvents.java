package com.rezagent.schedules.deployment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.testing.Repository;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The files in events/: one sample for each kind of event that a function can receive. */
public final class SampleEvents {
    static final String ENVIRONMENT = "env.local.json";

    private static final Pattern REQUESTED_AT = Pattern.compile("\"requested_at\": ?\"[^\"]*\"");

    private SampleEvents() {}

    static ObjectNode read(String name) {
        return Json.parseObject(Repository.sample(name));
    }

    /**
     * Returns a sample event with its times replaced. Commands expire after 30 days, so an unchanged sample would be
     * stale.
     *
     * @param time the new time, in whole seconds
     */
    static ObjectNode at(Instant time, String name) {
        ObjectNode event = read(name);
        event.path("Records").forEach(record -> {
            ObjectNode sns = (ObjectNode) record.path("Sns");
            sns.put("Timestamp", time.toString());
            sns.put(
                    "Message",
                    REQUESTED_AT
                            .matcher(sns.path("Message").textValue())
                            .replaceAll("\"requested_at\": \"" + time + "\""));
        });
        if (event.has("scheduled_time")) {
            event.put("scheduled_time", time.toString());
        }
        return event;
    }

    /** Returns all sample events by file name. */
    public static Map<String, ObjectNode> all() {
        Map<String, ObjectNode> events = new TreeMap<>();
        Repository.samples("").forEach(it -> events.put(it, read(it)));
        return events;
    }

    /** Returns the logical id of the function that receives a file's event. */
    public static String functionOf(String name) {
        return name.startsWith("api-") ? "WebApiFunction" : "SchedulerFunction";
    }
}
