package com.rezagent.schedules.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.CommandOutcome.Refusal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Converts the outcomes of a schedule's last commands to and from JSON text, which is stored in one attribute. If
 * refusals are long, the oldest ones lose their details: an item may have 400 KB, of which a payload may need 256 KB.
 */
final class OutcomesJson {
    /** Maximum size of the outcomes in bytes of UTF-8; outcomes without details may exceed it. */
    static final int BUDGET_BYTES = 80_000;

    private OutcomesJson() {}

    static String write(List<CommandOutcome> outcomes) {
        List<ObjectNode> newestFirst = new ArrayList<>();
        int bytes = 0;
        for (int i = outcomes.size() - 1; i >= 0; i--) {
            ObjectNode json = json(outcomes.get(i));
            bytes += Json.writeBytes(json).length;
            if (bytes > BUDGET_BYTES) {
                shorten(json);
            }
            newestFirst.add(json);
        }
        Collections.reverse(newestFirst);
        ArrayNode array = Json.array();
        array.addAll(newestFirst);
        return Json.write(array);
    }

    private static ObjectNode json(CommandOutcome outcome) {
        ObjectNode json = Json.object();
        json.put("command_id", outcome.commandId());
        json.put("result", outcome.result().text());
        json.put("version", outcome.version());
        if (outcome.requestDigest() != null) {
            json.put("request_sha256", outcome.requestDigest());
        }
        Refusal refusal = outcome.refusal();
        if (refusal != null) {
            json.put("code", refusal.code().code());
            json.put("message", refusal.message());
            ArrayNode details = json.putArray("details");
            refusal.details().forEach(details::add);
        }
        return json;
    }

    private static void shorten(ObjectNode json) {
        if (json.has("details")) {
            json.putArray("details").add("the details are no longer stored");
        }
    }

    static List<CommandOutcome> read(String text) {
        List<CommandOutcome> outcomes = new ArrayList<>();
        for (JsonNode json : Json.parse(text)) {
            outcomes.add(new CommandOutcome(
                    json.path("command_id").textValue(),
                    CommandOutcome.Result.of(json.path("result").textValue()),
                    json.path("version").longValue(),
                    refusal(json),
                    json.path("request_sha256").textValue()));
        }
        return outcomes;
    }

    private static @Nullable Refusal refusal(JsonNode json) {
        if (!json.has("code")) {
            return null;
        }
        List<String> details = new ArrayList<>();
        json.path("details").forEach(it -> details.add(it.textValue()));
        ErrorCode code = ErrorCode.of(json.path("code").textValue()).orElse(ErrorCode.INTERNAL_ERROR);
        return new Refusal(code, json.path("message").textValue(), details);
    }
}
