package com.rezagent.schedules.error;

import java.util.Arrays;
import java.util.Optional;

/** Stable error codes that callers may branch on. {@link #code()} is the text that callers see. */
public enum ErrorCode {
    INVALID_JSON("invalid_json", Kind.INVALID),
    INVALID_REQUEST("invalid_request", Kind.INVALID),
    INVALID_NAME("invalid_name", Kind.INVALID),
    INVALID_SCHEDULE_EXPRESSION("invalid_schedule_expression", Kind.INVALID),
    INVALID_TIMEZONE("invalid_timezone", Kind.INVALID),
    INVALID_TARGET("invalid_target", Kind.INVALID),
    INVALID_PAYLOAD("invalid_payload", Kind.INVALID),
    /** A group that does not exist is referred to, or its name is out of form. */
    INVALID_GROUP("invalid_group", Kind.INVALID),
    /** The start or end of a pause is not allowed. */
    INVALID_UNTIL("invalid_until", Kind.INVALID),
    /** A run policy is out of bounds, or needs reports and expects none. */
    INVALID_RUN_POLICY("invalid_run_policy", Kind.INVALID),
    /** The time is not one at which the schedule fires, or has passed. */
    NOT_A_FIRING("not_a_firing", Kind.INVALID),
    UNAUTHORIZED("unauthorized", Kind.UNAUTHENTICATED),
    SCHEDULE_NOT_FOUND("schedule_not_found", Kind.NOT_FOUND),
    GROUP_NOT_FOUND("group_not_found", Kind.NOT_FOUND),
    /** A version never existed, or what changed since is no longer known. */
    VERSION_NOT_FOUND("version_not_found", Kind.NOT_FOUND),
    /** Also the id of an execution of a release that had other ids. */
    EXECUTION_NOT_FOUND("execution_not_found", Kind.NOT_FOUND),
    ROUTE_NOT_FOUND("route_not_found", Kind.NOT_FOUND),
    METHOD_NOT_ALLOWED("method_not_allowed", Kind.METHOD_NOT_ALLOWED),
    SCHEDULE_NAME_CONFLICT("schedule_name_conflict", Kind.CONFLICT),
    SCHEDULE_DELETED("schedule_deleted", Kind.CONFLICT),
    /** The schedule's state does not allow the request, e.g. a trigger while it is {@code failed}. */
    SCHEDULE_FAILED("schedule_failed", Kind.CONFLICT),
    GROUP_NOT_EMPTY("group_not_empty", Kind.CONFLICT),
    /** The group {@code default} can't be deleted. */
    GROUP_PROTECTED("group_protected", Kind.CONFLICT),
    TOO_MANY_GROUPS("too_many_groups", Kind.CONFLICT),
    /** As many firings to come are skipped as can be. */
    TOO_MANY_SKIPS("too_many_skips", Kind.CONFLICT),
    /** A retry of an execution that has succeeded or was published. */
    EXECUTION_FINAL("execution_final", Kind.CONFLICT),
    /** A retry of an execution that has not ended. */
    EXECUTION_IN_PROGRESS("execution_in_progress", Kind.CONFLICT),
    VERSION_CONFLICT("version_conflict", Kind.PRECONDITION_FAILED),
    PAYLOAD_TOO_LARGE("payload_too_large", Kind.TOO_LARGE),
    UNSUPPORTED_MEDIA_TYPE("unsupported_media_type", Kind.UNSUPPORTED_MEDIA_TYPE),
    /** The same {@code Idempotency-Key} was sent with a different request. */
    IDEMPOTENCY_KEY_REUSED("idempotency_key_reused", Kind.UNPROCESSABLE),
    /** EventBridge Scheduler refused the definition permanently. */
    ENGINE_REFUSED("engine_refused", Kind.CONFLICT),
    /** The command is older than 30 days. Tombstones, which reject late creates, are kept for 90 days. */
    COMMAND_EXPIRED("command_expired", Kind.CONFLICT),
    /** The message is not JSON or has no known action. */
    UNREADABLE_COMMAND("unreadable_command", Kind.INVALID),
    INTERNAL_ERROR("internal_error", Kind.INTERNAL),
    SERVICE_UNAVAILABLE("service_unavailable", Kind.UNAVAILABLE),
    /** The stage's operators have disabled dynamic schedules. */
    SCHEDULES_DISABLED("schedules_disabled", Kind.UNAVAILABLE),
    /** The stage's operators have disabled changes. */
    SCHEDULES_READ_ONLY("schedules_read_only", Kind.UNAVAILABLE);

    /** What is wrong, as far as a caller's reaction depends on it. The Web API has a status for each. */
    public enum Kind {
        /** The request is wrong, whatever the state of the service. */
        INVALID,
        UNAUTHENTICATED,
        NOT_FOUND,
        METHOD_NOT_ALLOWED,
        /** The state of the resource does not allow the request. */
        CONFLICT,
        PRECONDITION_FAILED,
        TOO_LARGE,
        UNSUPPORTED_MEDIA_TYPE,
        /** The key of the request belongs to another request. */
        UNPROCESSABLE,
        INTERNAL,
        /** The same request may succeed later. */
        UNAVAILABLE
    }

    private final String code;
    private final Kind kind;

    ErrorCode(String code, Kind kind) {
        this.code = code;
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** Returns the code as used in responses, outcomes and logs, e.g. {@code invalid_name}. */
    public String code() {
        return code;
    }

    /** Returns the constant for a stored code; empty if this version does not know the code. */
    public static Optional<ErrorCode> of(String code) {
        return Arrays.stream(values()).filter(it -> it.code.equals(code)).findFirst();
    }
}
