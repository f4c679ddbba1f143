package com.rezagent.schedules.local.store;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.record.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Opaque page tokens. A token contains the position of the page's last item and a digest that binds it to its query.
 */
final class PageToken {
    private static final int DIGEST_LENGTH = 32;

    private PageToken() {}

    /**
     * Returns a token.
     *
     * @param query the filter, which the request for the next page must repeat
     */
    static String write(String query, String position) {
        String text = digest(query, position) + position;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns the position in a token: that of the previous page's last item.
     *
     * @param isPosition whether a text has the format of a position
     * @throws RefusedException {@code invalid_request} if the token was issued for another query or is forged
     */
    static String read(String query, String token, Predicate<String> isPosition) {
        String text = decoded(token);
        if (text == null || text.length() < DIGEST_LENGTH) {
            throw invalidToken();
        }
        String position = text.substring(DIGEST_LENGTH);
        if (!text.startsWith(digest(query, position))
                || !write(query, position).equals(token)
                || !isPosition.test(position)) {
            throw invalidToken();
        }
        return position;
    }

    private static String digest(String query, String position) {
        return Digest.hex128("page " + query + "\n" + position);
    }

    private static @Nullable String decoded(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static RefusedException invalidToken() {
        return new RefusedException(
                ErrorCode.INVALID_REQUEST,
                "The request is invalid",
                "next_token: does not belong to this list; start again without it");
    }
}
