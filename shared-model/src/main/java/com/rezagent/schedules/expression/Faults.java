package com.rezagent.schedules.expression;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import java.util.ArrayList;
import java.util.List;

/** Gathers every fault of one expression, each once, in the order found. */
final class Faults {
    private static final int LONGEST_QUOTE = 40;

    private final List<String> found = new ArrayList<>(0);

    void add(String fault) {
        if (!found.contains(fault)) {
            found.add(fault);
        }
    }

    void throwIfAny(String message) {
        if (!found.isEmpty()) {
            throw refusal(message);
        }
    }

    /** What to throw for the faults that were found. */
    RefusedException refusal(String message) {
        return new RefusedException(ErrorCode.INVALID_SCHEDULE_EXPRESSION, message, found);
    }

    /** The user's text as it may stand in a message and a log line: printable ASCII, and not too long. */
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (i == LONGEST_QUOTE) {
                return quoted.append('…').toString();
            }
            char c = text.charAt(i);
            if (c >= ' ' && c <= '~') {
                quoted.append(c);
            } else {
                quoted.append("\\u").append(Integer.toHexString(0x10000 | c).substring(1));
            }
        }
        return quoted.toString();
    }
}
