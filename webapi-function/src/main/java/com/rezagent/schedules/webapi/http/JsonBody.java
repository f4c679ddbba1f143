package com.rezagent.schedules.webapi.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.ObjectReader;
import com.rezagent.schedules.messaging.TopicMessage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/** Reads request bodies. A body is one JSON object or empty. */
public final class JsonBody {
    private static final String JSON = "application/json";

    private JsonBody() {}

    /**
     * Returns the body.
     *
     * @throws RefusedException {@code unsupported_media_type} if its declared type is not JSON in UTF-8; {@code
     *     invalid_json} if it is not one JSON object; {@code payload_too_large} if it is over the limit of an SNS
     *     message
     */
    public static ObjectNode read(HttpRequest request) {
        return read(request, Set.of());
    }

    /**
     * As {@link #read(HttpRequest)}, but some fields do not count towards the size limit.
     *
     * @param uncounted the fields that a command does not carry
     */
    public static ObjectNode read(HttpRequest request, Set<String> uncounted) {
        return read(request, uncounted, JSON);
    }

    /**
     * Returns the body of a {@code PATCH}: a JSON Merge Patch, see {@link MergePatch}.
     *
     * @param uncounted the fields that a command does not carry
     * @throws RefusedException as {@link #read}; {@code unsupported_media_type} for any other type than {@code
     *     application/merge-patch+json}
     */
    public static ObjectNode readMergePatch(HttpRequest request, Set<String> uncounted) {
        return read(request, uncounted, MergePatch.MEDIA_TYPE);
    }

    private static ObjectNode read(HttpRequest request, Set<String> uncounted, String mediaType) {
        if (request.hasBody()) {
            checkMediaType(request, mediaType);
        }
        String text = request.text();
        ObjectNode body = Json.parseObject(text);
        // A command has no white space, so a body over the limit as sent is measured again without it.
        if (utf8(text) > TopicMessage.MAX_BYTES
                && utf8(Json.write(body.deepCopy().remove(uncounted))) > TopicMessage.MAX_BYTES) {
            throw new RefusedException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "The request is too large",
                    "body: must be under " + TopicMessage.MAX_BYTES
                            + " bytes of UTF-8; send a reference instead of the content");
        }
        return body;
    }

    /**
     * Returns the body of a request to a route where all fields are optional: empty if there is none. It may be {@code
     * null}, which code generators send for an optional body.
     *
     * @throws RefusedException as {@link #read}
     */
    public static ObjectNode readOptional(HttpRequest request) {
        if (!request.hasBody()) {
            return Json.object();
        }
        checkMediaType(request, JSON);
        return request.text().strip().equals("null") ? Json.object() : read(request);
    }

    /**
     * Checks that a request to a route without fields has none. The body may be {@code null}, which code generators
     * send for an optional body.
     *
     * @throws RefusedException as {@link #readOptional}, and {@code invalid_request} naming each field
     */
    public static void requireNoFields(HttpRequest request) {
        ValidationErrors errors = new ValidationErrors();
        new ObjectReader(readOptional(request), errors).refuseUnknown();
        errors.throwIfAny();
    }

    private static void checkMediaType(HttpRequest request, String mediaType) {
        String encoding = request.header("content-encoding").orElse("identity").strip();
        if (!encoding.isEmpty() && !encoding.equalsIgnoreCase("identity")) {
            throw new RefusedException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "The body must not be compressed",
                    "Content-Encoding: is not supported; send the JSON as it is, without this header");
        }
        if (!isOfType(mediaType, request.header("content-type").orElse(""))) {
            throw new RefusedException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    mediaType.equals(JSON) ? "The body must be JSON" : "The body must be a JSON Merge Patch",
                    "Content-Type: must be " + mediaType + " in UTF-8; with curl, add -H 'Content-Type: " + mediaType
                            + "'");
        }
    }

    /** Returns whether the type is the expected one, with any parameters except a charset other than UTF-8. */
    private static boolean isOfType(String mediaType, String contentType) {
        String[] parts = contentType.split(";", -1);
        return parts[0].strip().equalsIgnoreCase(mediaType)
                && Arrays.stream(parts).skip(1).allMatch(JsonBody::isAccepted);
    }

    private static boolean isAccepted(String parameter) {
        int equals = parameter.indexOf('=');
        if (equals < 0 || !parameter.substring(0, equals).strip().equalsIgnoreCase("charset")) {
            return true;
        }
        String charset = parameter.substring(equals + 1).strip().replace("\"", "");
        return charset.equalsIgnoreCase("utf-8") || charset.equalsIgnoreCase("utf8");
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
