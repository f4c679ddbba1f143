package com.rezagent.schedules.record;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the position where a page ended as a text that callers send back. It contains a digest of the position and of
 * the query, so that a token of another query, or a damaged one, is detected.
 */
public final class PageToken {
    private static final int DIGEST_LENGTH = 16;

    /**
     * Maximum size of a position in bytes; that of a DynamoDB sort key. The digest is not secret, so callers can forge a token with any
     * position.
     */
    private static final int MAX_POSITION_BYTES = 1_024;

    private PageToken() {}

    /**
     * Returns a token.
     *
     * @param query description of everything that must be the same for the token to be valid
     * @param position sort key of the page's last item
     */
    public static String write(String query, String position) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((digest(query, position) + position).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns the position in a token; empty if the token is null.
     *
     * @param isPosition tests whether a text has the form of a position
     * @throws RefusedException {@code invalid_request} if {@link #write} does not return the token for this query and a
     *     position of that form
     */
    public static Optional<String> read(String query, @Nullable String token, Predicate<String> isPosition) {
        if (token == null) {
            return Optional.empty();
        }
        String text = decode(token);
        if (text.length() <= DIGEST_LENGTH) {
            throw refused();
        }
        String position = text.substring(DIGEST_LENGTH);
        if (!write(query, position).equals(token)
                || position.getBytes(StandardCharsets.UTF_8).length > MAX_POSITION_BYTES
                || !isPosition.test(position)) {
            throw refused();
        }
        return Optional.of(position);
    }

    private static String decode(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw refused();
        }
    }

    private static String digest(String query, String position) {
        return Digest.hex128(query + "\n" + position).substring(0, DIGEST_LENGTH);
    }

    private static RefusedException refused() {
        return new RefusedException(
                ErrorCode.INVALID_REQUEST,
                "The request is invalid",
                "next_token: does not belong to this list; use the next_token of the previous page, or leave it out");
    }
}
