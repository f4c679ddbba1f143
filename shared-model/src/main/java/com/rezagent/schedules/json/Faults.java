package com.rezagent.schedules.json;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects every fault of one input, so that they are reported together. The first one gives the code and the sentence. */
public final class Faults {
    private @Nullable ErrorCode code;
    private @Nullable String message;
    private final List<String> details = new ArrayList<>();

    public void add(ErrorCode code, String message, String detail) {
        add(new RefusedException(code, message, detail));
    }

    public void add(RefusedException refused) {
        if (code == null) {
            code = refused.code();
            message = refused.getMessage();
        }
        details.addAll(refused.details());
    }

    /** Adds an {@code invalid_request} about a field. */
    public void field(String field, String problem) {
        add(ErrorCode.INVALID_REQUEST, "The request is invalid", field + ": " + problem);
    }

    public boolean isEmpty() {
        return details.isEmpty();
    }

    /** @throws RefusedException with all faults, when there are any */
    public void throwIfAny() {
        if (code != null && message != null) {
            throw new RefusedException(code, message, details);
        }
    }
}
