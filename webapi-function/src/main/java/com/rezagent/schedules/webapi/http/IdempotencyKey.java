package com.rezagent.schedules.webapi.http;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The {@code Idempotency-Key} header, by which a request can be sent again and have its effect once.
 *
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/">The header's draft
 *     standard</a>
 */
public final class IdempotencyKey {
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private IdempotencyKey() {}

    /**
     * The key; empty where the request has none, and for other methods than {@code POST}, which are idempotent by
     * themselves.
     *
     * @throws RefusedException {@code invalid_request} when it is out of form
     */
    public static Optional<String> of(HttpRequest request) {
        Optional<String> key = request.method().equals("POST") ? request.header("idempotency-key") : Optional.empty();
        if (key.isPresent() && !SHAPE.matcher(key.get()).matches()) {
            throw new RefusedException(
                    ErrorCode.INVALID_REQUEST,
                    "The request is invalid",
                    "Idempotency-Key: must be 1 to 64 of [A-Za-z0-9_-], once; a UUID is a good one");
        }
        return key;
    }
}
