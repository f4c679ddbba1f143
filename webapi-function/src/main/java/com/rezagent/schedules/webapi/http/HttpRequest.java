package com.rezagent.schedules.webapi.http;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request.
 *
 * @param basePath the part of the URL path before {@code path}: the stage, unless it is the default one; else empty
 * @param path not decoded, begins with a slash
 * @param queryString not decoded, without its question mark; empty if there is none
 * @param headers by lower-case name; the values of a repeated header are joined by commas
 * @param caller the verified identity; empty if there is none
 */
public record HttpRequest(
        String id,
        String method,
        String basePath,
        String path,
        String queryString,
        Map<String, String> headers,
        @Nullable String body,
        boolean isBase64Encoded,
        Optional<String> caller) {

    public HttpRequest {
        Map<String, String> lowerCase = new TreeMap<>();
        headers.forEach((name, value) -> lowerCase.merge(name.toLowerCase(Locale.ROOT), value, (a, b) -> a + ", " + b));
        headers = Map.copyOf(lowerCase);
    }

    public Optional<String> header(String lowerCaseName) {
        return Optional.ofNullable(headers.get(lowerCaseName));
    }

    public boolean hasBody() {
        return body != null && !body.isEmpty();
    }

    /**
     * Returns the body as text; empty if there is none.
     *
     * @throws RefusedException {@code invalid_json} if the bytes are not valid Base64 or UTF-8
     */
    public String text() {
        if (body == null) {
            return "";
        }
        if (!isBase64Encoded) {
            return body;
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(body);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw new RefusedException(
                    ErrorCode.INVALID_JSON,
                    "The text is not a valid JSON object",
                    "The body is not UTF-8; send JSON encoded in UTF-8");
        }
    }
}
