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

/** A request's body, read strictly. */
final class RequestBody {
    private RequestBody() {}

    /** @throws RefusedException {@code invalid_request} when it is not UTF-8 */
    static String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RefusedException(
                    ErrorCode.INVALID_REQUEST, "The request is invalid", "The body is not UTF-8; encode it so");
        }
    }

    /**
     * Reads one JSON object; every fault is reported, unknown fields too.
     *
     * @param reading takes what it knows from the fields, adding faults
     * @throws RefusedException with the faults
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
