package com.rezagent.schedules.local.http;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.ObjectReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.BiFunction;

/** Reads and validates request bodies. */
final class RequestBody {
    private RequestBody() {}

    /**
     * Decodes a body as UTF-8.
     *
     * @throws RefusedException {@code invalid_request} if it is not valid UTF-8
     */
    static String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RefusedException(
                    ErrorCode.INVALID_REQUEST,
                    "The request is invalid",
                    "The body is not valid UTF-8; encode it as UTF-8");
        }
    }

    /**
     * Reads a JSON object. All validation errors are reported together, including unknown fields.
     *
     * @param reading reads the known fields and adds an error for each invalid one
     * @throws RefusedException {@code invalid_json} if the body is not a JSON object, {@code invalid_request} if there
     *     is any error
     */
    static <T> T read(byte[] body, BiFunction<ObjectReader, ValidationErrors, T> reading) {
        ValidationErrors errors = new ValidationErrors();
        ObjectReader reader = new ObjectReader(Json.parseObject(text(body)), errors);
        T read = reading.apply(reader, errors);
        reader.refuseUnknown();
        errors.throwIfAny();
        return read;
    }
}
