package com.rezagent.schedules.webapi.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.ScheduleException;
import com.rezagent.schedules.json.Json;
import java.util.Optional;

/** Converts errors to responses. This is the only place that maps an error to an HTTP status. */
public final class ErrorResponse {
    private static final String RETRY_AFTER_SECONDS = "2";

    private ErrorResponse() {}

    public static int status(ErrorCode code) {
        return switch (code.kind()) {
            case INVALID -> 400;
            case UNAUTHENTICATED -> 401;
            case NOT_FOUND -> 404;
            case METHOD_NOT_ALLOWED -> 405;
            case CONFLICT -> 409;
            case PRECONDITION_FAILED -> 412;
            case TOO_LARGE -> 413;
            case UNSUPPORTED_MEDIA_TYPE -> 415;
            case UNPROCESSABLE -> 422;
            case INTERNAL -> 500;
            case UNAVAILABLE -> 503;
        };
    }

    public static HttpResponse of(ScheduleException error, String requestId) {
        return of(error, requestId, Optional.empty());
    }

    /**
     * Returns the response to an error: a refusal with its code and details, anything else as {@code
     * service_unavailable} with {@code Retry-After}.
     *
     * @param commandId the id of the command that was or may have been published; only a {@code service_unavailable}
     *     response carries it
     */
    public static HttpResponse of(ScheduleException error, String requestId, Optional<String> commandId) {
        if (error instanceof RefusedException refused) {
            HttpResponse response = response(refused.code(), refused.getMessage(), refused.joinedDetails(), requestId);
            return refused.code() == ErrorCode.UNAUTHORIZED ? response.with("WWW-Authenticate", "Bearer") : response;
        }
        ObjectNode json = json(
                ErrorCode.SERVICE_UNAVAILABLE,
                "The service is temporarily unavailable",
                "Retry in a few seconds; the change may already have been applied",
                requestId);
        commandId.ifPresent(id -> json.put("command_id", id));
        return HttpResponse.json(status(ErrorCode.SERVICE_UNAVAILABLE), json).with("Retry-After", RETRY_AFTER_SECONDS);
    }

    /** Returns the response to an unexpected exception; it reveals nothing about the cause. */
    public static HttpResponse internal(String requestId) {
        return response(
                ErrorCode.INTERNAL_ERROR,
                "The request could not be handled",
                "This is an error in the service; report it with the request_id",
                requestId);
    }

    private static HttpResponse response(ErrorCode code, String message, String details, String requestId) {
        return HttpResponse.json(status(code), json(code, message, details, requestId));
    }

    private static ObjectNode json(ErrorCode code, String message, String details, String requestId) {
        ObjectNode json = Json.object();
        json.put("error", code.code());
        json.put("message", message);
        json.put("details", details);
        json.put("request_id", requestId);
        return json;
    }
}
