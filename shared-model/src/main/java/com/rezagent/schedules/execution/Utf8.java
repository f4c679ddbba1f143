package com.rezagent.schedules.execution;

/** Cuts texts to a number of bytes of UTF-8. */
final class Utf8 {
    private static final int REPLACEMENT = '?';

    private Utf8() {}

    /**
     * Returns the longest beginning of a text that has at most this many bytes, with an unpaired surrogate, which cannot
     * be encoded, replaced.
     */
    static String cut(String text, int maxBytes) {
        StringBuilder cut = new StringBuilder(Math.min(text.length(), maxBytes));
        int bytes = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            int encodable = Character.getType(c) == Character.SURROGATE ? REPLACEMENT : c;
            bytes += bytes(encodable);
            if (bytes > maxBytes) {
                break;
            }
            cut.appendCodePoint(encodable);
        }
        return cut.toString();
    }

    /** Returns whether {@link #cut} would shorten a text. */
    static boolean isLonger(String text, int maxBytes) {
        return cut(text, maxBytes).length() < text.length();
    }

    private static int bytes(int codePoint) {
        if (codePoint < 0x80) {
            return 1;
        }
        return codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    }
}
