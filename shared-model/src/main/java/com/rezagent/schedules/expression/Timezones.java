package com.rezagent.schedules.expression;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import java.time.ZoneId;
import java.time.zone.ZoneRulesProvider;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
            throw refused("timezone: " + new TimezoneHint(IDS, text).sentence());
        }
        return ZoneId.of(text);
    }

    /** The id that a text is, or was probably meant to be; null if none is near. */
    static @Nullable String meant(String text) {
        return IDS.contains(text) ? text : new TimezoneHint(IDS, text).meant();
    }

    /** The version of the IANA data that this JVM computes local times by, such as {@code 2025a}. */
    public static String dataVersion() {
        return ZoneRulesProvider.getVersions("UTC").lastEntry().getKey();
    }

    private static RefusedException refused(String detail) {
        return new RefusedException(ErrorCode.INVALID_TIMEZONE, "Timezone is invalid", detail);
    }
}
