package com.rezagent.schedules.expression;

/** Case conversion and number parsing for ASCII only, so that neither the locale nor look-alikes change the meaning. */
final class AsciiText {
    /** Returned by {@link #number} for a text that is not a number. */
    static final long NOT_A_NUMBER = -1;

    private static final long MAX_NUMBER = 1_000_000_000_000L;

    private AsciiText() {}

    /** Returns the text with {@code a-z} in upper case and the rest unchanged; the same instance if nothing changes. */
    static String upper(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isLower(text.charAt(i))) {
                char[] chars = text.toCharArray();
                for (int j = i; j < chars.length; j++) {
                    if (isLower(chars[j])) {
                        chars[j] = (char) (chars[j] - 'a' + 'A');
                    }
                }
                return new String(chars);
            }
        }
        return text;
    }

    /** Returns a text of one character in lower case if it is {@code A-Z}, else unchanged. */
    static String lower(String letter) {
        char c = letter.charAt(0);
        return c >= 'A' && c <= 'Z' ? Character.toString(c - 'A' + 'a') : letter;
    }

    /** Returns the value of one or more digits {@code 0-9}, at most 10^12; {@link #NOT_A_NUMBER} for any other text. */
    static long number(String text) {
        if (text.isEmpty()) {
            return NOT_A_NUMBER;
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return NOT_A_NUMBER;
            }
            value = Math.min(value * 10 + (c - '0'), MAX_NUMBER);
        }
        return value;
    }

    private static boolean isLower(char c) {
        return c >= 'a' && c <= 'z';
    }
}
