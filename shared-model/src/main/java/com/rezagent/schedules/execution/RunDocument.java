package com.rezagent.schedules.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.StoredJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stored form of a run: one JSON document. Fields without a value are absent; unknown ones are ignored. */
public final class RunDocument {
    private RunDocument() {}

    /** Returns the document of a run. */
    public static ObjectNode of(Run run) {
        ObjectNode json = Json.object();
        StoredJson.put(
                json, "outcome", run.outcome() == null ? null : run.outcome().text());
        json.put("attempt", run.attempt());
        StoredJson.put(json, "due", run.due());
        StoredJson.put(json, "report_by", run.reportBy());
        StoredJson.put(
                json,
                "failed_by",
                run.failedBy() == null ? null : run.failedBy().text());
        StoredJson.put(json, "held_since", run.heldSince());
        StoredJson.put(json, "ended_at", run.endedAt());
        put(json, "requested", run.isRequested());
        put(json, "counted", run.isCounted());
        ArrayNode history = json.putArray("history");
        run.history().forEach(it -> history.add(attempt(it)));
        if (!run.events().isEmpty()) {
            ArrayNode events = json.putArray("events");
            run.events().forEach(it -> events.add(event(it)));
        }
        Acknowledgement acknowledged = run.acknowledged();
        if (acknowledged != null) {
            ObjectNode by = json.putObject("acknowledged");
            StoredJson.put(by, "at", acknowledged.at());
            by.put("by", acknowledged.by());
            StoredJson.put(by, "reason", acknowledged.reason());
        }
        json.put("revision", run.revision());
        return json;
    }

    private static void put(ObjectNode json, String field, boolean value) {
        if (value) {
            json.put(field, true);
        }
    }

    private static ObjectNode attempt(Attempt attempt) {
        ObjectNode json = Json.object();
        json.put("attempt", attempt.attempt());
        Long version = attempt.version();
        if (version != null) {
            json.put("version", version);
        }
        StoredJson.put(json, "published_at", attempt.publishedAt());
        StoredJson.put(json, "started_at", attempt.startedAt());
        StoredJson.put(json, "reported_at", attempt.reportedAt());
        StoredJson.put(
                json,
                "outcome",
                attempt.outcome() == null ? null : attempt.outcome().text());
        StoredJson.put(json, "message", attempt.message());
        StoredJson.put(json, "output", attempt.output());
        put(json, "truncated", attempt.truncated());
        return json;
    }

    private static ObjectNode event(RunEvent event) {
        ObjectNode json = Json.object();
        StoredJson.put(json, "at", event.at());
        json.put("kind", event.kind().text());
        Integer attempt = event.attempt();
        if (attempt != null) {
            json.put("attempt", attempt);
        }
        StoredJson.put(
                json,
                "outcome",
                event.outcome() == null ? null : event.outcome().text());
        StoredJson.put(json, "message", event.message());
        StoredJson.put(json, "by", event.by());
        return json;
    }

    /**
     * Returns the run of a document.
     *
     * @throws IllegalArgumentException if it is not one
     */
    public static Run run(JsonNode json) {
        List<Attempt> history = new ArrayList<>();
        json.path("history").forEach(it -> history.add(readAttempt(it)));
        List<RunEvent> events = new ArrayList<>();
        json.path("events").forEach(it -> events.add(readEvent(it)));
        String failedBy = StoredJson.textOrNull(json, "failed_by");
        return new Run(
                outcome(json),
                (int) StoredJson.number(json, "attempt"),
                StoredJson.instantOrNull(json, "due"),
                StoredJson.instantOrNull(json, "report_by"),
                failedBy == null ? null : FailedBy.of(failedBy).orElseThrow(),
                StoredJson.instantOrNull(json, "held_since"),
                StoredJson.instantOrNull(json, "ended_at"),
                json.path("requested").asBoolean(),
                json.path("counted").asBoolean(),
                history,
                events,
                acknowledgement(json.path("acknowledged")),
                StoredJson.number(json, "revision"));
    }

    private static @Nullable RunOutcome outcome(JsonNode json) {
        String outcome = StoredJson.textOrNull(json, "outcome");
        return outcome == null ? null : RunOutcome.of(outcome).orElseThrow();
    }

    private static @Nullable Acknowledgement acknowledgement(JsonNode json) {
        return json.isObject()
                ? new Acknowledgement(
                        StoredJson.instant(json, "at"),
                        StoredJson.text(json, "by"),
                        StoredJson.textOrNull(json, "reason"))
                : null;
    }

    private static Attempt readAttempt(JsonNode json) {
        return new Attempt(
                (int) StoredJson.number(json, "attempt"),
                StoredJson.numberOrNull(json, "version"),
                StoredJson.instantOrNull(json, "published_at"),
                StoredJson.instantOrNull(json, "started_at"),
                StoredJson.instantOrNull(json, "reported_at"),
                outcome(json),
                StoredJson.textOrNull(json, "message"),
                StoredJson.textOrNull(json, "output"),
                json.path("truncated").asBoolean());
    }

    private static RunEvent readEvent(JsonNode json) {
        Long attempt = StoredJson.numberOrNull(json, "attempt");
        String outcome = StoredJson.textOrNull(json, "outcome");
        return new RunEvent(
                StoredJson.instant(json, "at"),
                RunEvent.Kind.of(StoredJson.text(json, "kind")).orElseThrow(),
                attempt == null ? null : attempt.intValue(),
                outcome == null ? null : Report.Progress.of(outcome).orElseThrow(),
                StoredJson.textOrNull(json, "message"),
                StoredJson.textOrNull(json, "by"));
    }
}
