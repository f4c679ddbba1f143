package com.rezagent.schedules.aws;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.schedule.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Says where a page ended, in a text that callers hand back. It carries a digest of the position and of the query that
 * it belongs to, so that a token of another query, or a damaged one, is noticed.
 */
final class PageToken {
    private static final int DIGEST_CHARACTERS = 16;

    /** What DynamoDB takes as a sort key, in bytes; the digest is no secret, so that a token may be anybody's. */
    private static final int LONGEST_POSITION = 1_024;

    private PageToken() {}

    /**
     * @param query in words: what must be the same for the token to make sense
     * @param position the sort key of the page's last item
     */
    static String write(String query, String position) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((digest(query, position) + position).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The position in a token; empty where the token is null.
     *
     * @param isPosition whether a text has the form of a position
     * @throws RefusedException {@code invalid_request} for a text that {@link #write} doesn't return for this query and a
     *     position of that form
     */
    static Optional<String> read(String query, @Nullable String token, Predicate<String> isPosition) {
        if (token == null) {
            return Optional.empty();
        }
        String text = decode(token);
        if (text.length() <= DIGEST_CHARACTERS) {
            throw refused();
        }
        String position = text.substring(DIGEST_CHARACTERS);
        if (!write(query, position).equals(token)
                || position.getBytes(StandardCharsets.UTF_8).length > LONGEST_POSITION
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
        return Digest.hex128(query + "\n" + position).substring(0, DIGEST_CHARACTERS);
    }

    private static RefusedException refused() {
        return new RefusedException(
                ErrorCode.INVALID_REQUEST,
                "The request is invalid",
                "next_token: was not given for this list; take it from the answer before, or leave it out");
    }
}
