package com.rezagent.schedules.local.store;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.schedule.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Opaque page tokens. A token carries where the page ended, and a digest that binds it to the query it was given for.
 */
final class PageToken {
    private static final int DIGEST = 32;

    private PageToken() {}

    /** @param query everything that the next page must have in common with this one */
    static String write(String query, String place) {
        String text = digest(query, place) + place;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Where the page before ended.
     *
     * @param isPlace whether a text has the form of a place
     * @throws RefusedException {@code invalid_request} for a token that was not given for this query, or was forged
     */
    static String read(String query, String token, Predicate<String> isPlace) {
        String text = decoded(token);
        if (text == null || text.length() < DIGEST) {
            throw foreign();
        }
        String place = text.substring(DIGEST);
        if (!text.startsWith(digest(query, place)) || !write(query, place).equals(token) || !isPlace.test(place)) {
            throw foreign();
        }
        return place;
    }

    private static String digest(String query, String place) {
        return Digest.hex128("page " + query + "\n" + place);
    }

    private static @Nullable String decoded(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static RefusedException foreign() {
        return new RefusedException(
                ErrorCode.INVALID_REQUEST,
                "The request is invalid",
                "next_token: was not given for this list; start again without it");
    }
}
