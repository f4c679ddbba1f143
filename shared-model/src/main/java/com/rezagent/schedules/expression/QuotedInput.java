package com.rezagent.schedules.expression;

import java.util.HashMap;
import java.util.Map;

/**
 * Quotes parts of one input in the messages of its refusal: in printable ASCII, and at most {@value #MAX_TOTAL}
 * characters in all. That is enough to find the place, and too little to spread what was pasted by mistake.
 */
final class QuotedInput {
    private static final int MAX_QUOTE = 40;
    private static final int MAX_TOTAL = 100;

    private final Map<String, String> quotes = new HashMap<>(0);
    private int left = MAX_TOTAL;

    /**
     * Returns the text as {@link #printable} does, cut to the characters that are left of {@value #MAX_TOTAL}. A text
     * that was quoted before is quoted the same way again, and counts once.
     */
    String quote(String text) {
        return quotes.computeIfAbsent(text, it -> {
            int length = Math.min(left, MAX_QUOTE);
            left -= Math.min(length, it.length());
            return printable(it, length);
        });
    }

    /**
     * Returns the text for a message or a log line: characters other than printable ASCII are escaped as in Java
     * source, and what follows the first {@value #MAX_QUOTE} characters is replaced by {@code …}.
     */
    static String printable(String text) {
        return printable(text, MAX_QUOTE);
    }

    private static String printable(String text, int maxLength) {
        StringBuilder printable = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (i == maxLength) {
                return printable.append('…').toString();
            }
            char c = text.charAt(i);
            if (c >= ' ' && c <= '~') {
                printable.append(c);
            } else {
                printable.append("\\u").append(Integer.toHexString(0x10000 | c).substring(1));
            }
        }
        return printable.toString();
    }
}
