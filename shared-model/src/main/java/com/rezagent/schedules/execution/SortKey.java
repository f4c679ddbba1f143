package com.rezagent.schedules.execution;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A sort key taken apart: an instant as {@link ExecutionKey#sortKey(Instant)} writes it, and an id behind a {@code #}, or
 * an incarnation behind a {@code ~}, where there is one. Lists are in the order of these keys, and page tokens carry them, so that a token may be anybody's.
 */
public record SortKey(Instant time, @Nullable String id) {
    private static final Pattern TEXT = Pattern.compile(
            "([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{9}Z)(?:[#~](.+))?", Pattern.DOTALL);

    /** Empty for a text that is no sort key. */
    public static Optional<SortKey> tryParse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            Instant time = Instant.parse(parts.group(1));
            return ExecutionKey.sortKey(time).equals(parts.group(1))
                    ? Optional.of(new SortKey(time, parts.group(2)))
                    : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Whether a text is the sort key of an execution. */
    public static boolean isOfExecution(String text) {
        return tryParse(text).isPresent();
    }

    /** Whether a text is the sort key of a schedule, which always has an id. */
    public static boolean isOfSchedule(String text) {
        return tryParse(text).filter(it -> it.id != null).isPresent();
    }
}
