package com.rezagent.schedules.error;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the errors of one input, so that they are reported together in one {@link RefusedException}. Each detail is
 * listed once, in the order found. Not thread-safe.
 */
public final class ValidationErrors {
    /** The most details that a request's refusal lists: people read it, and Lambda limits a response to 6 MB. */
    static final int MAX_DETAILS = 20;

    private final ErrorCode defaultCode;
    private final String defaultMessage;
    private final int maxDetails;
    private final List<String> details = new ArrayList<>(0);
    private @Nullable ErrorCode code;
    private @Nullable String message;
    private int omitted;

    /**
     * Creates a collector for the fields of a request. The first error determines the code and the message. At most
     * {@value #MAX_DETAILS} details are listed; further ones are only counted.
     */
    public ValidationErrors() {
        this(ErrorCode.INVALID_REQUEST, "The request is invalid", MAX_DETAILS);
    }

    /** Creates a collector for an input of limited length: it lists all details. */
    public ValidationErrors(ErrorCode code, String message) {
        this(code, message, Integer.MAX_VALUE);
    }

    private ValidationErrors(ErrorCode code, String message, int maxDetails) {
        this.defaultCode = code;
        this.defaultMessage = message;
        this.maxDetails = maxDetails;
    }

    /** Adds an error with this collector's own code and message. */
    public void add(String detail) {
        add(defaultCode, defaultMessage, detail);
    }

    public void add(ErrorCode code, String message, String detail) {
        add(code, message, List.of(detail));
    }

    /** Adds all details of a refusal. */
    public void add(RefusedException refused) {
        add(refused.code(), refused.getMessage(), refused.details());
    }

    private void add(ErrorCode itsCode, String itsMessage, List<String> itsDetails) {
        if (code == null) {
            code = itsCode;
            message = itsMessage;
        }
        for (String detail : itsDetails) {
            if (details.contains(detail)) {
                continue;
            }
            if (details.size() < maxDetails) {
                details.add(detail);
            } else {
                omitted++;
            }
        }
    }

    /** Adds an error of a field, with this collector's own code and message. */
    public void field(String field, String problem) {
        add(field + ": " + problem);
    }

    public boolean isEmpty() {
        return details.isEmpty();
    }

    /** @throws RefusedException with all errors and with the code and message of the first, if there are any */
    public void throwIfAny() {
        if (code != null && message != null) {
            throw refusal(code, message);
        }
    }

    /** @throws RefusedException with all errors, the code of the first and this message, if there are any */
    public void throwIfAny(String otherMessage) {
        if (code != null) {
            throw refusal(code, otherMessage);
        }
    }

    /** Adds an error and returns the refusal with all errors, for an error after which the rest can't be read. */
    public RefusedException refusal(String detail) {
        add(detail);
        return refusal(defaultCode, defaultMessage);
    }

    private RefusedException refusal(ErrorCode itsCode, String itsMessage) {
        List<String> all = new ArrayList<>(details);
        if (omitted > 0) {
            all.add("and " + omitted + " more; fix these first");
        }
        return new RefusedException(itsCode, itsMessage, all);
    }
}
