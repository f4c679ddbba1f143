package com.rezagent.schedules.json;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the faults of one input, so that they are reported together. The first one gives the code and the sentence. Of
 * more than {@value #MOST} the others are only counted: an answer is for people, and Lambda takes 6 MB of it.
 */
public final class ValidationErrors {
    static final int MOST = 20;

    private @Nullable ErrorCode code;
    private @Nullable String message;
    private final List<String> details = new ArrayList<>();
    private int others;

    public void add(ErrorCode code, String message, String detail) {
        add(code, message, List.of(detail));
    }

    public void add(RefusedException refused) {
        add(refused.code(), refused.getMessage(), refused.details());
    }

    private void add(ErrorCode itsCode, String itsMessage, List<String> itsDetails) {
        if (code == null) {
            code = itsCode;
            message = itsMessage;
        }
        for (String detail : itsDetails) {
            if (details.size() < MOST) {
                details.add(detail);
            } else {
                others++;
            }
        }
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
            List<String> all = new ArrayList<>(details);
            if (others > 0) {
                all.add("and " + others + " more; mend these first");
            }
            throw new RefusedException(code, message, all);
        }
    }
}
