package com.rezagent.schedules.expression;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import java.time.ZoneId;
import java.time.zone.ZoneRulesProvider;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The timezones that both EventBridge Scheduler and Java support: IANA region ids such as {@code America/New_York},
 * including links such as {@code US/Eastern}. Offsets and abbreviations are not timezones.
 *
 * @see <a href="https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#time-zones">Time zones in
 *     EventBridge Scheduler</a>
 */
public final class Timezones {
    static final int MAX_LENGTH = 50;

    /** Abbreviations with a fixed offset. Whether they are regions depends on the version of Java's timezone data. */
    private static final Set<String> ABBREVIATIONS = Set.of("EST", "MST", "HST", "ROC");

    private static final Set<String> IDS = ZoneId.getAvailableZoneIds().stream()
            .filter(id -> !id.startsWith("SystemV/") && !ABBREVIATIONS.contains(id))
            .collect(Collectors.toUnmodifiableSet());

    private Timezones() {}

    /** Returns all ids that {@link #parse} accepts. */
    public static Set<String> ids() {
        return IDS;
    }

    /**
     * Parses a timezone id. Ids are case-sensitive, as in AWS.
     *
     * @throws RefusedException {@code INVALID_TIMEZONE}, with the most likely id in its details, if {@link #ids}
     *     doesn't contain the text
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

    /**
     * Returns the text if it is an id, else the id that was probably meant, or a list of the ids to choose from; null
     * if none is similar.
     */
    static @Nullable String suggestion(String text) {
        return IDS.contains(text) ? text : new TimezoneHint(IDS, text).suggestion();
    }

    /** Returns the version of the IANA data that this JVM computes local times with, such as {@code 2025a}. */
    public static String dataVersion() {
        return ZoneRulesProvider.getVersions("UTC").lastEntry().getKey();
    }

    private static RefusedException refused(String detail) {
        return new RefusedException(ErrorCode.INVALID_TIMEZONE, "Timezone is invalid", detail);
    }
}
