package com.rezagent.schedules.deployment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files in events/: one for each thing that a function can receive. */
public final class SampleEvents {
    static final String ENVIRONMENT = "env.local.json";

    private SampleEvents() {}

    static ObjectNode read(String name) {
        try {
            return Json.parseObject(Files.readString(folder().resolve(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All events, by file name. */
    public static Map<String, ObjectNode> all() {
        Map<String, ObjectNode> events = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder())) {
            files.map(it -> it.getFileName().toString())
                    .filter(it -> it.endsWith(".json") && !it.equals(ENVIRONMENT))
                    .forEach(it -> events.put(it, read(it)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return events;
    }

    /** Which function a file is for. */
    public static String functionOf(String name) {
        return name.startsWith("api-") ? "WebApiFunction" : "SchedulerFunction";
    }

    private static Path folder() {
        return Template.root().resolve("events");
    }
}
