package com.rezagent.schedules.testing;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.record.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Page tokens of the in-memory stores: the position where a page ended, bound to its query by a digest. */
record MemoryPageToken(String query) {
    private static final int DIGEST_LENGTH = 32;

    static String sortable(Instant instant) {
        return ExecutionKey.sortKey(instant);
    }

    String encode(String position) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((Digest.hex128(query + "\n" + position) + position).getBytes(StandardCharsets.UTF_8));
    }

    Optional<String> decode(@Nullable String token) {
        if (token == null) {
            return Optional.empty();
        }
        String text = base64Decoded(token);
        String position = text.length() < DIGEST_LENGTH ? "" : text.substring(DIGEST_LENGTH);
        if (!encode(position).equals(token)) {
            throw new RefusedException(
                    ErrorCode.INVALID_REQUEST,
                    "The request is invalid",
                    "next_token: does not belong to this list; start again without it");
        }
        return Optional.of(position);
    }

    private static String base64Decoded(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
