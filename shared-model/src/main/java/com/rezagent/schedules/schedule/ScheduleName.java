package com.rezagent.schedules.schedule;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import java.text.Normalizer;
import java.util.Optional;

/**
 * A schedule's name: 1-100 printable characters, trimmed, in Unicode NFC. It is unique in a stage because the
 * {@linkplain ScheduleId ID} derives from it.
 */
public record ScheduleName(String value) {
    private static final int MAX_CHARACTERS = 100;
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    public ScheduleName {
        if (!value.equals(canonical(value))) {
            throw new IllegalArgumentException("The name is not canonical; use ScheduleName.parse");
        }
    }

    /**
     * Returns the name after trimming and Unicode normalization.
     *
     * @throws RefusedException {@code invalid_name} if it is empty, is longer than 100 characters, or contains a
     *     character that is not printable
     */
    public static ScheduleName parse(String text) {
        // Saves normalizing long texts: none of this length can result in a valid name.
        if (text.length() > 64 * MAX_CHARACTERS) {
            throw tooLong();
        }
        String name = canonical(text);
        if (name.isEmpty()) {
            throw invalid("name: must have 1 to 100 characters");
        }
        if (name.codePointCount(0, name.length()) > MAX_CHARACTERS) {
            throw tooLong();
        }
        name.codePoints().filter(c -> !isPrintable(c)).findFirst().ifPresent(c -> {
            throw invalid("name: the character U+%04X is not printable; remove it".formatted(c));
        });
        return new ScheduleName(name);
    }

    /** Returns the same as {@link #parse}; empty if the text is not a valid name. */
    public static Optional<ScheduleName> tryParse(String text) {
        try {
            return Optional.of(parse(text));
        } catch (RefusedException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns the beginning of a name, normalized as names are, but with trailing spaces; empty if no name begins like
     * this.
     */
    public static Optional<String> tryParsePrefix(String text) {
        if (text.length() > 64 * MAX_CHARACTERS) {
            return Optional.empty();
        }
        String prefix = Normalizer.normalize(text.substring(leadingBlanks(text)), Normalizer.Form.NFC);
        return !prefix.isEmpty()
                        && prefix.codePointCount(0, prefix.length()) <= MAX_CHARACTERS
                        && prefix.codePoints().allMatch(ScheduleName::isPrintable)
                ? Optional.of(prefix)
                : Optional.empty();
    }

    /** Returns a text that does not sort before any name with this prefix, in the order of UTF-8 bytes. */
    public static String lastWithPrefix(String prefix) {
        return prefix
                + Character.toString(Character.MAX_CODE_POINT)
                        .repeat(MAX_CHARACTERS - prefix.codePointCount(0, prefix.length()));
    }

    private static int leadingBlanks(String text) {
        int from = 0;
        while (from < text.length() && isBlank(text.charAt(from))) {
            from++;
        }
        return from;
    }

    private static String canonical(String text) {
        int from = leadingBlanks(text);
        int to = text.length();
        while (to > from && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return Normalizer.normalize(text.substring(from, to), Normalizer.Form.NFC);
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            // Emoji and several scripts need the joiners; other format characters are invisible and misleading.
            case Character.FORMAT -> c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER;
            default -> true;
        };
    }

    private static RefusedException tooLong() {
        return invalid("name: must have at most 100 characters");
    }

    private static RefusedException invalid(String detail) {
        return new RefusedException(ErrorCode.INVALID_NAME, "The schedule's name is invalid", detail);
    }

    /** Returns the ID that derives from this name. */
    public ScheduleId id() {
        return ScheduleId.of(this);
    }

    @Override
    public String toString() {
        return value;
    }
}
