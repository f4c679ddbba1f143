package com.rezagent.schedules.webapi.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.webapi.http.ErrorResponse;
import com.rezagent.schedules.webapi.http.HttpResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of one command of a request that changes several resources.
 *
 * @param status the HTTP status that a request for this resource alone would have
 * @param commandId null if no command was published
 * @param error the error code; null for none
 * @param details what is wrong and what to do, or a warning; null for neither
 */
public record BulkResult(
        String id,
        int status,
        @Nullable String commandId,
        @Nullable String error,
        @Nullable String details) {
    static BulkResult completed(String id, String commandId, CommandOutcome outcome) {
        return new BulkResult(
                id, 200, commandId, null, ChangeResponses.isTooLate(outcome) ? ChangeResponses.TOO_LATE : null);
    }

    static BulkResult accepted(String id, String commandId) {
        return new BulkResult(id, 202, commandId, null, null);
    }

    static BulkResult refused(String id, @Nullable String commandId, RefusedException error) {
        return new BulkResult(
                id,
                ErrorResponse.status(error.code()),
                commandId,
                error.code().code(),
                error.getMessage() + ": " + error.joinedDetails());
    }

    /** Returns the result of a command of which it is unknown whether it was published. */
    static BulkResult unknown(String id, String commandId) {
        return unavailable(id, commandId, "Retry in a few seconds; the change may already have been applied");
    }

    /** Returns the result of a command that was not published because an earlier one failed or took too long. */
    static BulkResult notSent(String id) {
        return unavailable(id, null, "The change was not requested; send it again in a few seconds");
    }

    private static BulkResult unavailable(String id, @Nullable String commandId, String details) {
        ErrorCode code = ErrorCode.SERVICE_UNAVAILABLE;
        return new BulkResult(id, ErrorResponse.status(code), commandId, code.code(), details);
    }

    /**
     * Returns the response with these results, in this order.
     *
     * @param idField name of the field that holds the id
     */
    public static HttpResponse response(String idField, List<BulkResult> results) {
        ObjectNode json = Json.object();
        ArrayNode array = json.putArray("results");
        results.forEach(it -> array.add(it.json(idField)));
        return HttpResponse.json(200, json);
    }

    /** Returns it as JSON; every key is always present. */
    private ObjectNode json(String idField) {
        return Json.object()
                .put(idField, id)
                .put("status", status)
                .put("command_id", commandId)
                .put("error", error)
                .put("details", details);
    }
}
