package com.rezagent.schedules.record;

import java.nio.charset.StandardCharsets;

/** Checks short texts that clients choose, such as the ID of a command. */
public final class PrintableText {
    private PrintableText() {}

    /**
     * Returns whether a text is not blank, has no control characters, and can be encoded as UTF-8.
     *
     * @param maxLength in UTF-16 units
     */
    public static boolean isPrintable(String text, int maxLength) {
        return !text.isBlank()
                && text.length() <= maxLength
                && text.chars().noneMatch(Character::isISOControl)
                && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
