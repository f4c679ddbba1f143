package com.rezagent.schedules.expression;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import java.time.ZoneId;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The timezones that EventBridge Scheduler and Java both know: IANA region ids such as {@code America/New_York}, links
 * such as {@code US/Eastern} included. Offsets and abbreviations are not timezones.
 *
 * @see <a href="https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#time-zones">Time zones in
 *     EventBridge Scheduler</a>
 */
public final class Timezones {
    static final int MAX_LENGTH = 50;

    /** Fixed offsets under a zone's abbreviation: regions or not, depending on the age of Java's data. */
    private static final Set<String> ABBREVIATIONS = Set.of("EST", "MST", "HST", "ROC");

    private static final Set<String> IDS = ZoneId.getAvailableZoneIds().stream()
            .filter(id -> !id.startsWith("SystemV/") && !ABBREVIATIONS.contains(id))
            .collect(Collectors.toUnmodifiableSet());

    private Timezones() {}

    /** All ids that {@link #parse} accepts. */
    public static Set<String> ids() {
        return IDS;
    }

    /**
     * Reads a timezone id. Upper and lower case matter, as they do to AWS.
     *
     * @throws RefusedException {@code INVALID_TIMEZONE}, with the id that was probably meant in its details
     */
    public static ZoneId parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw refused("timezone: at most " + MAX_LENGTH + " characters, this has " + text.length());
        }
        if (!IDS.contains(text)) {
            throw refused("timezone: " + (text.isBlank() ? "a blank" : Faults.quote(text))
                    + " is not an IANA timezone id; "
                    + new TimezoneHint(IDS).hintFor(text));
        }
        return ZoneId.of(text);
    }

    private static RefusedException refused(String detail) {
        return new RefusedException(ErrorCode.INVALID_TIMEZONE, "Timezone is invalid", detail);
    }
}
