package com.rezagent.schedules.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an expression as users paste it from elsewhere: without {@code cron( )}, quotes, a timezone prefix and a
 * comment.
 *
 * @param isWrapped whether it was inside {@code cron( )}
 * @param timezone the value of {@code CRON_TZ=} or {@code TZ=}; null if there is none
 * @param core the rest, with a single space for each sequence of white space
 * @param fields the fields of the core
 * @param hasOtherSeparators whether other characters than spaces, tabs and line breaks separate the fields
 * @param hasComment whether a comment followed: {@code #} after white space, and the rest of the text
 */
record PastedText(
        boolean isWrapped,
        @Nullable String timezone,
        String core,
        List<String> fields,
        boolean hasOtherSeparators,
        boolean hasComment) {
    private static final Pattern PREFIX = Pattern.compile("(?:CRON_)?TZ ?= ?(\"[^\"]*\"|'[^']*'|[^ ;,]*)[ ;,]*");
    private static final Pattern WRAPPER = Pattern.compile("CRON ?(?:\\((.*?)\\)?;?|[ :=] ?(.*))");
    private static final Pattern WHITE_SPACE = Pattern.compile("[\\p{Z}\\s\\u0085\\ufeff\\u200b]+");
    private static final Pattern OTHER_WHITE_SPACE = Pattern.compile("[\\p{Z}\\s\\u0085\\ufeff\\u200b&&[^ \\t\\n\\r]]");

    static PastedText of(String text) {
        String line = unquoted(WHITE_SPACE.matcher(text).replaceAll(" ").strip());
        int comment = line.indexOf(" #");
        String core = comment < 0 ? line : unquoted(line.substring(0, comment));
        boolean isWrapped = false;
        String timezone = null;
        // The prefix may be outside or inside cron( ).
        for (int i = 0; i < 3; i++) {
            String upper = AsciiText.upper(core);
            Matcher prefix = PREFIX.matcher(upper);
            Matcher wrapper = WRAPPER.matcher(upper);
            if (timezone == null && prefix.lookingAt()) {
                int end = prefix.end();
                timezone = unquoted(core.substring(prefix.start(1), prefix.end(1)));
                int from = prefix.start(1);
                int length = WindowsTimezones.lengthOfNameAt(core, from);
                if (length > 0) {
                    timezone = core.substring(from, from + length);
                    end = from + length;
                }
                core = withoutSeparator(core.substring(end));
            } else if (!isWrapped && wrapper.matches()) {
                int group = wrapper.group(1) == null ? 2 : 1;
                isWrapped = group == 1;
                core = core.substring(wrapper.start(group), wrapper.end(group)).strip();
            }
        }
        List<String> fields = fields(core);
        boolean isPlain = String.join(" ", fields).equals(core)
                && !OTHER_WHITE_SPACE.matcher(text).find();
        return new PastedText(isWrapped, timezone, core, fields, !isPlain, comment >= 0);
    }

    private static String withoutSeparator(String text) {
        String stripped = text.strip();
        return stripped.startsWith(";") || stripped.startsWith(",")
                ? stripped.substring(1).strip()
                : stripped;
    }

    private static String unquoted(String text) {
        boolean isQuoted = text.length() > 1
                && "\"'`".indexOf(text.charAt(0)) >= 0
                && text.charAt(0) == text.charAt(text.length() - 1);
        return isQuoted ? text.substring(1, text.length() - 1).strip() : text;
    }

    /** Splits at spaces or semicolons, and at commas where they can only be separators. */
    private static List<String> fields(String core) {
        List<String> bySpace = split(core.replace(';', ' '), ' ');
        long withComma = bySpace.stream().filter(it -> it.endsWith(",")).count();
        if (!isCronLength(bySpace) || withComma >= bySpace.size() - 1) {
            List<String> byComma = split(core, ',');
            if (isCronLength(byComma) && byComma.stream().noneMatch(it -> it.contains(" "))) {
                return byComma;
            }
        }
        return bySpace;
    }

    private static boolean isCronLength(List<String> fields) {
        return fields.size() >= 5 && fields.size() <= 7;
    }

    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == separator) {
                String part = text.substring(from, i).strip();
                if (!part.isEmpty()) {
                    parts.add(part);
                }
                from = i + 1;
            }
        }
        return parts;
    }
}
