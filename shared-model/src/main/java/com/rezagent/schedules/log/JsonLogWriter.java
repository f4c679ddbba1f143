package com.rezagent.schedules.log;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import java.util.function.Consumer;

/** Writes one JSON object per line, which Lambda's JSON logging passes to CloudWatch unchanged. */
public final class JsonLogWriter implements LogWriter {
    private final Consumer<String> out;

    /** @param out receives each line, without a line break */
    public JsonLogWriter(Consumer<String> out) {
        this.out = out;
    }

    @Override
    public void write(LogEvent event) {
        out.accept(Json.write(json(event)));
    }

    static ObjectNode json(LogEvent event) {
        ObjectNode json = Json.object();
        json.put("timestamp", event.at().toString());
        json.put("level", event.level().name());
        json.put("event", event.name());
        event.fields().forEach((name, value) -> json.putPOJO(name, value));
        return json;
    }
}
