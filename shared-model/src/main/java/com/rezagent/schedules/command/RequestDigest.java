package com.rezagent.schedules.command;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * SHA-256 digest of a request. Distinguishes a repeated request from a different request with the same {@code
 * Idempotency-Key}.
 */
public final class RequestDigest {
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{43}");

    private RequestDigest() {}

    /** Returns the SHA-256 digest of a text in UTF-8, as 43 characters of URL-safe Base64. */
    public static String of(String request) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(request.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** Returns whether a text has the form of a digest. */
    static boolean isValid(String text) {
        return SHAPE.matcher(text).matches();
    }

    /** Returns the refusal of a request whose {@code Idempotency-Key} belongs to a different request. */
    public static RefusedException keyReused() {
        return new RefusedException(
                ErrorCode.IDEMPOTENCY_KEY_REUSED,
                "The Idempotency-Key was used with another request",
                "Idempotency-Key: use a new key for a new request, or repeat the first request unchanged");
    }
}
