package com.rezagent.schedules.expression;

/** Letters and digits of the grammar: ASCII alone, so that no locale and no look-alike changes what is meant. */
final class AsciiText {
    /** What {@link #number} answers for text that is not a number. */
    static final long NOT_A_NUMBER = -1;

    private static final long TOO_LARGE_TO_MATTER = 1_000_000_000_000L;

    private AsciiText() {}

    /** The text with {@code a-z} in upper case and everything else as it is; the same instance if nothing changes. */
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

    /** One character in lower case if it is {@code A-Z}. */
    static String lower(String letter) {
        char c = letter.charAt(0);
        return c >= 'A' && c <= 'Z' ? Character.toString(c - 'A' + 'a') : letter;
    }

    /** The value of one or more digits {@code 0-9}, a million millions for all that are larger; else not a number. */
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
            value = Math.min(value * 10 + (c - '0'), TOO_LARGE_TO_MATTER);
        }
        return value;
    }

    private static boolean isLower(char c) {
        return c >= 'a' && c <= 'z';
    }
}
