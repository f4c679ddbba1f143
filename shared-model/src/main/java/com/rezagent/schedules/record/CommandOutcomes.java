package com.rezagent.schedules.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.record.CommandOutcome.Refusal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of a record's last {@value #MAX} commands, and their stored form: a JSON array as text.
 *
 * @param all oldest first
 */
public record CommandOutcomes(List<CommandOutcome> all) {
    public static final int MAX = 100;

    public static final CommandOutcomes NONE = new CommandOutcomes(List.of());

    /**
     * Maximum size of the stored outcomes in bytes of UTF-8, above which the oldest refusals lose their details: a
     * DynamoDB item may have 400 KB, of which a payload may need 256 KB, and skips 22 KB. Outcomes without details may
     * exceed it.
     */
    static final int BUDGET_BYTES = 60_000;

    public CommandOutcomes {
        all = List.copyOf(all);
    }

    /** Returns a command's outcome; empty if it is not among the last {@value #MAX}. */
    public Optional<CommandOutcome> find(String commandId) {
        return all.stream().filter(it -> it.commandId().equals(commandId)).findFirst();
    }

    /** Returns a copy with one more outcome; above {@value #MAX} the oldest is dropped. */
    public CommandOutcomes append(CommandOutcome outcome) {
        List<CommandOutcome> latest = new ArrayList<>(all);
        latest.add(outcome);
        return new CommandOutcomes(latest.subList(Math.max(0, latest.size() - MAX), latest.size()));
    }

    /** Returns the outcomes as JSON text. */
    public String write() {
        List<ObjectNode> newestFirst = new ArrayList<>();
        int bytes = 0;
        for (int i = all.size() - 1; i >= 0; i--) {
            ObjectNode json = json(all.get(i));
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

    /**
     * Reads outcomes that {@link #write} returned.
     *
     * @throws com.rezagent.schedules.error.ScheduleException if the text is not JSON
     * @throws IllegalArgumentException for other JSON than {@link #write} returns
     */
    public static CommandOutcomes read(String text) {
        List<CommandOutcome> outcomes = new ArrayList<>();
        for (JsonNode json : Json.parse(text)) {
            outcomes.add(new CommandOutcome(
                    json.required("command_id").textValue(),
                    CommandOutcome.Result.of(json.required("result").textValue()),
                    json.path("version").longValue(),
                    refusal(json),
                    json.path("request_sha256").textValue()));
        }
        return new CommandOutcomes(outcomes);
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
