package com.rezagent.schedules.webapi.http;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The {@code Idempotency-Key} header: a request that is sent again with the same key takes effect once.
 *
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/">The header's draft
 * standard</a>
 */
public final class IdempotencyKey {
    private static final Pattern FORMAT = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private IdempotencyKey() {}

    /**
     * Returns the key; empty if the request has none. It is ignored for methods other than {@code POST}, because they
     * are idempotent by themselves.
     *
     * @throws RefusedException {@code invalid_request} if the key is malformed
     */
    public static Optional<String> of(HttpRequest request) {
        Optional<String> key = request.method().equals("POST") ? request.header("idempotency-key") : Optional.empty();
        if (key.isPresent() && !FORMAT.matcher(key.get()).matches()) {
            throw new RefusedException(
                    ErrorCode.INVALID_REQUEST,
                    "The request is invalid",
                    "Idempotency-Key: must be 1 to 64 characters of [A-Za-z0-9_-], sent once; a UUID is a good choice");
        }
        return key;
    }
}
