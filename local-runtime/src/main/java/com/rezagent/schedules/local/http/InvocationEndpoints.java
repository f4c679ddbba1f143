package com.rezagent.schedules.local.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.fault.SimulatedCrash;
import com.rezagent.schedules.local.invocation.DeadLetter;
import com.rezagent.schedules.local.system.LocalSystem;
import com.rezagent.schedules.webapi.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** {@code /local/dead-letters} and {@code /local/reconcile}: dead letters, redrive, and manual reconcile runs. */
final class InvocationEndpoints {
    private final LocalSystem system;

    InvocationEndpoints(LocalSystem system) {
        this.system = system;
    }

    /** Lists the dead letters of both queues, oldest first. */
    HttpResponse deadLetters(String parameter, byte[] body) {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("dead_letters");
        for (DeadLetter deadLetter : system.deadLetters().all()) {
            ObjectNode item = list.addObject();
            item.put("id", deadLetter.id());
            item.put("queue", deadLetter.isUndelivered() ? "eventbridge" : "function");
            item.put("parked_at", deadLetter.receivedAt().toString());
            item.put("reason", deadLetter.reason());
            if (deadLetter.attributes() != null) {
                item.set("attributes", json(deadLetter.attributes()));
            }
            item.set("event", json(deadLetter.body()));
        }
        return HttpResponse.json(200, json);
    }

    private static JsonNode json(String text) {
        try {
            return Json.parse(text);
        } catch (RefusedException e) {
            return TextNode.valueOf(text);
        }
    }

    /** Redrives the dead letters and responds after the function has been invoked for each. */
    HttpResponse redrive(String parameter, byte[] body) {
        int count = system.invoker().redrive();
        system.runDue();
        return HttpResponse.json(200, Json.object().put("redriven", count));
    }

    /** Runs a reconcile run and returns its report. */
    HttpResponse reconcile(String parameter, byte[] body) {
        boolean dryRun = body.length > 0 && RequestBody.read(body, (reader, errors) -> reader.bool("dry_run"));
        ObjectNode event = Json.object();
        event.put("action", "reconcile");
        event.put("dry_run", dryRun);
        try {
            byte[] report = system.invoke(Json.write(event));
            return HttpResponse.jsonText(200, new String(report, StandardCharsets.UTF_8));
        } catch (SimulatedCrash e) {
            throw new TransientException(
                    TransientException.Reason.UNAVAILABLE, "The reconcile run crashed by an injected fault", e);
        }
    }
}
