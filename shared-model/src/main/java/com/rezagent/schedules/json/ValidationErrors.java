package com.rezagent.schedules.json;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the errors in one input, so that they are reported together. The first one determines the code and the
 * message. Details after the first {@value #MOST} are only counted, because people read them, and Lambda limits a
 * response to 6 MB. Not thread-safe.
 */
public final class ValidationErrors {
    static final int MOST = 20;

    private @Nullable ErrorCode code;
    private @Nullable String message;
    private final List<String> details = new ArrayList<>();
    private int omitted;

    public void add(ErrorCode code, String message, String detail) {
        add(code, message, List.of(detail));
    }

    public void add(RefusedException refused) {
        add(refused.code(), refused.getMessage(), refused.details());
    }

    private void add(ErrorCode errorCode, String errorMessage, List<String> errorDetails) {
        if (code == null) {
            code = errorCode;
            message = errorMessage;
        }
        for (String detail : errorDetails) {
            if (details.size() < MOST) {
                details.add(detail);
            } else {
                omitted++;
            }
        }
    }

    /** Adds the error {@code invalid_request} about a field. */
    public void field(String field, String problem) {
        add(ErrorCode.INVALID_REQUEST, "The request is invalid", field + ": " + problem);
    }

    public boolean isEmpty() {
        return details.isEmpty();
    }

    /** @throws RefusedException with all errors, if there are any */
    public void throwIfAny() {
        if (code != null && message != null) {
            List<String> all = new ArrayList<>(details);
            if (omitted > 0) {
                all.add("and " + omitted + " more; fix these first");
            }
            throw new RefusedException(code, message, all);
        }
    }
}
