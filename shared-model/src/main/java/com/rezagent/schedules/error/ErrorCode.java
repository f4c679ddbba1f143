package com.rezagent.schedules.error;

import java.util.Arrays;
import java.util.Optional;

/** The stable codes that callers may branch on; {@link #code()} is what they see. */
public enum ErrorCode {
    INVALID_JSON("invalid_json"),
    INVALID_REQUEST("invalid_request"),
    INVALID_NAME("invalid_name"),
    INVALID_SCHEDULE_EXPRESSION("invalid_schedule_expression"),
    INVALID_TIMEZONE("invalid_timezone"),
    INVALID_TARGET("invalid_target"),
    INVALID_PAYLOAD("invalid_payload"),
    UNAUTHORIZED("unauthorized"),
    SCHEDULE_NOT_FOUND("schedule_not_found"),
    ROUTE_NOT_FOUND("route_not_found"),
    METHOD_NOT_ALLOWED("method_not_allowed"),
    SCHEDULE_NAME_CONFLICT("schedule_name_conflict"),
    SCHEDULE_DELETED("schedule_deleted"),
    /** The schedule can't do what was asked in the state it is in, e.g. a trigger while it is {@code failed}. */
    SCHEDULE_FAILED("schedule_failed"),
    VERSION_CONFLICT("version_conflict"),
    PAYLOAD_TOO_LARGE("payload_too_large"),
    UNSUPPORTED_MEDIA_TYPE("unsupported_media_type"),
    /** The same {@code Idempotency-Key} came with another request. */
    IDEMPOTENCY_KEY_REUSED("idempotency_key_reused"),
    /** EventBridge Scheduler refused the definition for good. */
    ENGINE_REFUSED("engine_refused"),
    /** A command older than 30 days, which tombstones can't be relied on to outlive. */
    COMMAND_EXPIRED("command_expired"),
    /** Not JSON, or no known action. */
    UNREADABLE_COMMAND("unreadable_command"),
    INTERNAL_ERROR("internal_error"),
    SERVICE_UNAVAILABLE("service_unavailable"),
    /** The stage's operators have switched dynamic schedules off. */
    SCHEDULES_DISABLED("schedules_disabled"),
    /** The stage's operators have switched changes off. */
    SCHEDULES_READ_ONLY("schedules_read_only");

    private final String code;

    ErrorCode(String code) {
        this.code = code;
    }

    /** The code as it stands in answers, outcomes and logs, e.g. {@code invalid_name}. */
    public String code() {
        return code;
    }

    /** The constant for a code read back from storage; empty for one that this version doesn't know. */
    public static Optional<ErrorCode> of(String code) {
        return Arrays.stream(values()).filter(it -> it.code.equals(code)).findFirst();
    }
}
