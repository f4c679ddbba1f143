package com.rezagent.schedules.record;

import java.nio.charset.StandardCharsets;

/** Rules for the text that names who requested a change: the {@code requested_by} of a command. */
public final class Requester {
    /** The requester of a command over SNS that names none. */
    public static final String DEFAULT = "sns";

    /** In UTF-16 units. The ARN of an assumed role has up to about 180, an identity provider's subject 255. */
    private static final int MAX_LENGTH = 1_024;

    /** The index of schedules by creator accepts no longer keys. */
    private static final int MAX_BYTES = 2_048;

    /** The rule as the end of an error message that starts with the field's name. */
    public static final String RULE =
            "must have 1 to " + MAX_LENGTH + " printable characters, of at most " + MAX_BYTES + " bytes of UTF-8";

    private Requester() {}

    /** Returns whether a text is valid: 1 to 1,024 printable characters, at most 2,048 bytes of UTF-8. */
    public static boolean isValid(String text) {
        return PrintableText.isPrintable(text, MAX_LENGTH) && text.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
    }
}
