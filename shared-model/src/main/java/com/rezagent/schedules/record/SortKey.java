package com.rezagent.schedules.record;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A parsed sort key: an instant with nine decimals, so that keys sort by time, optionally followed by {@code #} and an
 * id, or by {@code ~} and an incarnation. Lists are in the order of these keys. Page tokens carry them and can
 * be forged by any caller, so their content is parsed before use.
 *
 * @param id the id or the incarnation; null if there is none
 */
public record SortKey(Instant time, @Nullable String id) {
    private static final DateTimeFormatter SORTABLE = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    /** How a time is written; 0 stands for any digit. */
    private static final String LAYOUT = "0000-00-00T00:00:00.000000000Z";

    /** Returns the first sort key at an instant. */
    public static String text(Instant time) {
        return SORTABLE.format(time);
    }

    /** Returns the sort key of an instant and an id. */
    public static String text(Instant time, String id) {
        return text(time) + "#" + id;
    }

    /** Returns the parsed sort key; empty if the text is not a sort key. */
    public static Optional<SortKey> tryParse(String text) {
        boolean hasId = text.length() > LAYOUT.length() + 1 && "#~".indexOf(text.charAt(LAYOUT.length())) >= 0;
        if (!hasLayout(text) || (!hasId && text.length() > LAYOUT.length())) {
            return Optional.empty();
        }
        try {
            LocalDateTime time = LocalDateTime.of(
                    number(text, 0, 4),
                    number(text, 5, 7),
                    number(text, 8, 10),
                    number(text, 11, 13),
                    number(text, 14, 16),
                    number(text, 17, 19),
                    number(text, 20, 29));
            String id = hasId ? text.substring(LAYOUT.length() + 1) : null;
            return Optional.of(new SortKey(time.toInstant(ZoneOffset.UTC), id));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static boolean hasLayout(String text) {
        if (text.length() < LAYOUT.length()) {
            return false;
        }
        for (int i = 0; i < LAYOUT.length(); i++) {
            char c = text.charAt(i);
            boolean fits = LAYOUT.charAt(i) == '0' ? c >= '0' && c <= '9' : c == LAYOUT.charAt(i);
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }

    /** Returns whether a text is the sort key of an execution. */
    public static boolean isOfExecution(String text) {
        return tryParse(text).isPresent();
    }

    /** Returns whether a text is the sort key of a schedule, which always has an id. */
    public static boolean isOfSchedule(String text) {
        return tryParse(text).filter(it -> it.id != null).isPresent();
    }
}
