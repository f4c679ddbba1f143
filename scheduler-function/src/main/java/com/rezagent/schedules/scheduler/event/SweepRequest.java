package com.rezagent.schedules.scheduler.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.execution.QueueEntry;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.ObjectReader;
import org.jspecify.annotations.Nullable;

/**
 * A sweep of the executions that are due.
 *
 * @param shard from 0 to {@link QueueEntry#SHARDS}, excluded; null for all
 */
public record SweepRequest(@Nullable Integer shard) {
    public static final String ACTION = "sweep";

    /** Returns whether a JSON object requests a sweep. */
    public static boolean isSweepRequest(ObjectNode json) {
        return ACTION.equals(json.path("action").textValue());
    }

    /**
     * Reads a request.
     *
     * @throws RefusedException {@code invalid_request} with all errors
     */
    public static SweepRequest read(ObjectNode json) {
        ValidationErrors errors = new ValidationErrors();
        ObjectReader reader = new ObjectReader(json, errors);
        reader.string("action");
        Integer shard = reader.integer("shard", 0, QueueEntry.SHARDS - 1);
        reader.refuseUnknown();
        errors.throwIfAny();
        return new SweepRequest(shard);
    }

    /** Returns the request as JSON text, as {@link #read} accepts it. */
    public String write() {
        ObjectNode json = Json.object();
        json.put("action", ACTION);
        if (shard != null) {
            json.put("shard", shard);
        }
        return Json.write(json);
    }
}
