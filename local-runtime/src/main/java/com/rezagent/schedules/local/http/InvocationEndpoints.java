package com.rezagent.schedules.local.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.LocalSystem;
import com.rezagent.schedules.local.fault.SimulatedCrash;
import com.rezagent.schedules.local.invocation.DeadLetter;
import com.rezagent.schedules.webapi.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** {@code /local/dead-letters} and {@code /local/reconcile}: invocations of the scheduler function by hand. */
final class InvocationEndpoints {
    private final LocalSystem system;

    InvocationEndpoints(LocalSystem system) {
        this.system = system;
    }

    /** What was given up on, oldest first. */
    HttpResponse deadLetters(String parameter, byte[] body) {
        ObjectNode json = Json.object();
        ArrayNode letters = json.putArray("dead_letters");
        for (DeadLetter parked : system.deadLetters().all()) {
            ObjectNode letter = letters.addObject();
            letter.put("id", parked.id());
            letter.put("queue", parked.isUndelivered() ? "eventbridge" : "function");
            letter.put("parked_at", parked.parkedAt().toString());
            letter.put("reason", parked.reason());
            if (parked.attributes() != null) {
                letter.set("attributes", json(parked.attributes()));
            }
            letter.set("event", json(parked.body()));
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

    /** Answers once each has been tried again. */
    HttpResponse redrive(String parameter, byte[] body) {
        int count = system.invoker().redrive();
        system.runDue();
        return HttpResponse.json(200, Json.object().put("redriven", count));
    }

    /** The run's report. */
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
                    TransientException.Reason.UNAVAILABLE, "The reconcile run crashed on purpose", e);
        }
    }
}
