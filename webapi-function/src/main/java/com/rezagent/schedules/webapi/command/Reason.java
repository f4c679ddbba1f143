package com.rezagent.schedules.webapi.command;

import com.rezagent.schedules.command.CommandFields;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.json.ObjectReader;
import com.rezagent.schedules.webapi.http.HttpRequest;
import com.rezagent.schedules.webapi.http.JsonBody;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the reason of a request that has no other fields. A body with other fields uses {@link CommandFields#reason}. */
public final class Reason {
    /** The query parameters of a route that has a reason there. */
    public static final Set<String> PARAMETERS = Set.of("reason");

    private Reason() {}

    /**
     * Returns the query parameter {@code reason} of a DELETE or PATCH; null for none.
     *
     * @throws RefusedException {@code invalid_request} if a query parameter is invalid
     */
    public static @Nullable String ofQuery(RequestContext call) {
        String reason = call.query()
                .text("reason", Reason::isValid, "must have at most " + CommandFields.MAX_REASON + " characters");
        if (reason != null && ObjectReader.hasControlCharacters(reason)) {
            call.query().addError("reason", ObjectReader.LINE_RULE);
        }
        call.query().throwIfAny();
        return reason;
    }

    /**
     * Returns the reason in a body that has no other field and may be absent; null for none.
     *
     * @throws RefusedException as {@link JsonBody#readOptional}, and {@code invalid_request} naming each error in a field
     */
    public static @Nullable String ofBody(HttpRequest request) {
        ValidationErrors errors = new ValidationErrors();
        ObjectReader body = new ObjectReader(JsonBody.readOptional(request), errors);
        String reason = CommandFields.reason(body);
        body.refuseUnknown();
        errors.throwIfAny();
        return reason;
    }

    private static boolean isValid(String text) {
        return text.codePointCount(0, text.length()) <= CommandFields.MAX_REASON
                && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
