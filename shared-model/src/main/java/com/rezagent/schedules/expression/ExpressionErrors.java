package com.rezagent.schedules.expression;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gathers every fault of one expression, each once, in the order found. */
final class ExpressionErrors {
    private static final int LONGEST_QUOTE = 40;

    /** What one refusal quotes in all: enough to find the place, too little to spread what was pasted by mistake. */
    private static final int LONGEST_QUOTES = 100;

    private final List<String> found = new ArrayList<>(0);
    private final Map<String, String> cited = new HashMap<>(0);
    private int left = LONGEST_QUOTES;

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

    boolean isEmpty() {
        return found.isEmpty();
    }

    List<String> found() {
        return List.copyOf(found);
    }

    /**
     * The user's text as {@link #quote} returns it. All citations of one refusal quote at most 100 characters; what is
     * beyond is {@code …}.
     */
    String cite(String text) {
        return cited.computeIfAbsent(text, it -> {
            int length = Math.min(left, LONGEST_QUOTE);
            left -= Math.min(length, it.length());
            return quote(it, length);
        });
    }

    /** What to throw for the faults that were found. */
    RefusedException refusal(String message) {
        return new RefusedException(ErrorCode.INVALID_SCHEDULE_EXPRESSION, message, found);
    }

    /** The user's text as it may stand in a message and a log line: printable ASCII, and not too long. */
    static String quote(String text) {
        return quote(text, LONGEST_QUOTE);
    }

    private static String quote(String text, int longest) {
        StringBuilder quoted = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (i == longest) {
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
