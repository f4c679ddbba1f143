package com.rezagent.schedules.command;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.json.ObjectReader;
import com.rezagent.schedules.record.ResourceName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields that commands have in messages and in the bodies of requests. A field that is absent, or adds an error,
 * is null.
 */
public final class CommandFields {
    /** In characters (code points). */
    public static final int MAX_REASON = 200;

    private CommandFields() {}

    /** Reads {@code from}: when a pause starts. */
    public static @Nullable Instant from(ObjectReader reader) {
        return PauseTimes.read(reader, "from");
    }

    /** Reads {@code until}: when a pause ends by itself. */
    public static @Nullable Instant until(ObjectReader reader) {
        return PauseTimes.read(reader, "until");
    }

    /** Reads {@code scheduled_time}: the time of a firing. */
    public static @Nullable Instant scheduledTime(ObjectReader reader) {
        return reader.wholeSecond("scheduled_time");
    }

    /** Reads {@code reason}; an empty one counts as absent. */
    public static @Nullable String reason(ObjectReader reader) {
        String reason = reader.line("reason", MAX_REASON);
        return reason == null || reason.isBlank() ? null : reason;
    }

    /** Reads {@code group}, which is required. */
    public static @Nullable ResourceName group(ObjectReader reader, ValidationErrors errors) {
        String message = "The group's name is invalid";
        String text = reader.string("group", ErrorCode.INVALID_GROUP, message);
        if (text == null) {
            if (!reader.has("group")) {
                errors.add(ErrorCode.INVALID_GROUP, message, "group: is required; send the name of a group");
            }
            return null;
        }
        try {
            return ResourceName.parseGroup(text);
        } catch (RefusedException e) {
            errors.add(e);
            return null;
        }
    }
}
