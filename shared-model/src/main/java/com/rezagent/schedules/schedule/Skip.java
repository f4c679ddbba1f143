package com.rezagent.schedules.schedule;

import com.rezagent.schedules.record.Stamp;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The register of one firing: whether it is skipped, as the latest skip or unskip of it says.
 *
 * @param time the nominal time of the firing
 * @param isSet whether the latest command was a skip
 * @param stamp of the latest command
 * @param by who requested that; null if that is no longer stored
 * @param reason as the sender gave it; null for none, or if it is no longer stored
 */
public record Skip(
        Instant time,
        boolean isSet,
        Stamp stamp,
        @Nullable String by,
        @Nullable String reason) {
    /** Returns whether another register of the same firing has the same value and reason. The requester does not count. */
    boolean isSameAs(Skip other) {
        return isSet == other.isSet && Objects.equals(reason, other.reason);
    }

    Skip withoutTexts() {
        return new Skip(time, isSet, stamp, null, null);
    }
}
