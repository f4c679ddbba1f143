package com.rezagent.schedules.record;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final Pattern TEXT = Pattern.compile(
            "([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{9}Z)(?:[#~](.+))?", Pattern.DOTALL);

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
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            Instant time = Instant.parse(parts.group(1));
            return text(time).equals(parts.group(1))
                    ? Optional.of(new SortKey(time, parts.group(2)))
                    : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
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
