package com.rezagent.schedules.error;

import java.util.Arrays;
import java.util.Optional;

/** Stable error codes that callers may branch on. {@link #code()} is the text that callers see. */
public enum ErrorCode {
    INVALID_JSON("invalid_json"),
    INVALID_REQUEST("invalid_request"),
    INVALID_NAME("invalid_name"),
    INVALID_SCHEDULE_EXPRESSION("invalid_schedule_expression"),
    INVALID_TIMEZONE("invalid_timezone"),
    INVALID_TARGET("invalid_target"),
    INVALID_PAYLOAD("invalid_payload"),
    /** A group that does not exist is referred to, or its name is out of form. */
    INVALID_GROUP("invalid_group"),
    /** The start or end of a pause is not allowed. */
    INVALID_UNTIL("invalid_until"),
    /** A run policy is out of bounds, or needs reports and expects none. */
    INVALID_RUN_POLICY("invalid_run_policy"),
    /** The time is not one at which the schedule fires, or has passed. */
    NOT_A_FIRING("not_a_firing"),
    UNAUTHORIZED("unauthorized"),
    SCHEDULE_NOT_FOUND("schedule_not_found"),
    GROUP_NOT_FOUND("group_not_found"),
    /** A version never existed, or what changed since is no longer known. */
    VERSION_NOT_FOUND("version_not_found"),
    /** Also the id of an execution of a release that had other ids. */
    EXECUTION_NOT_FOUND("execution_not_found"),
    ROUTE_NOT_FOUND("route_not_found"),
    METHOD_NOT_ALLOWED("method_not_allowed"),
    SCHEDULE_NAME_CONFLICT("schedule_name_conflict"),
    SCHEDULE_DELETED("schedule_deleted"),
    /** The schedule's state does not allow the request, e.g. a trigger while it is {@code failed}. */
    SCHEDULE_FAILED("schedule_failed"),
    GROUP_NOT_EMPTY("group_not_empty"),
    /** The group {@code default} can't be deleted. */
    GROUP_PROTECTED("group_protected"),
    TOO_MANY_GROUPS("too_many_groups"),
    /** As many firings to come are skipped as can be. */
    TOO_MANY_SKIPS("too_many_skips"),
    /** A retry of an execution that has succeeded or was published. */
    EXECUTION_FINAL("execution_final"),
    /** A retry of an execution that has not ended. */
    EXECUTION_IN_PROGRESS("execution_in_progress"),
    VERSION_CONFLICT("version_conflict"),
    PAYLOAD_TOO_LARGE("payload_too_large"),
    UNSUPPORTED_MEDIA_TYPE("unsupported_media_type"),
    /** The same {@code Idempotency-Key} was sent with a different request. */
    IDEMPOTENCY_KEY_REUSED("idempotency_key_reused"),
    /** EventBridge Scheduler refused the definition permanently. */
    ENGINE_REFUSED("engine_refused"),
    /** The command is older than 30 days. Tombstones, which reject late creates, are kept for 90 days. */
    COMMAND_EXPIRED("command_expired"),
    /** The message is not JSON or has no known action. */
    UNREADABLE_COMMAND("unreadable_command"),
    INTERNAL_ERROR("internal_error"),
    SERVICE_UNAVAILABLE("service_unavailable"),
    /** The stage's operators have disabled dynamic schedules. */
    SCHEDULES_DISABLED("schedules_disabled"),
    /** The stage's operators have disabled changes. */
    SCHEDULES_READ_ONLY("schedules_read_only");

    private final String code;

    ErrorCode(String code) {
        this.code = code;
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
