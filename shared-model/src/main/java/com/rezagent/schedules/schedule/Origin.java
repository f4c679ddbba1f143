package com.rezagent.schedules.schedule;

import com.rezagent.schedules.record.Digest;
import com.rezagent.schedules.record.Stamp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where an incarnation of a schedule comes from: the create that began it.
 *
 * @param incarnation identifies this incarnation of the schedule; a name that is used again gets a new one
 * @param createdAt in full precision so that lists can order by it; responses show whole seconds
 * @param requestDigest digest of the definition as the create sent it, before a group's defaults; null if the definition
 *     has changed since, or an earlier release created the schedule
 */
public record Origin(
        String incarnation,
        String createdBy,
        Instant createdAt,
        @Nullable String requestDigest) {

    Origin(String incarnation, String createdBy, Instant createdAt) {
        this(incarnation, createdBy, createdAt, null);
    }

    /** Returns a copy for a definition that the create did not ask for. */
    Origin withoutRequest() {
        return new Origin(incarnation, createdBy, createdAt, null);
    }

    /**
     * Returns the origin of a new incarnation.
     *
     * @param stamp of the create
     * @param at when the create was requested, never later than now
     */
    static Origin of(Stamp stamp, String createdBy, Instant at, @Nullable String requestDigest) {
        String incarnation =
                Digest.hex128(stamp.issuedAt() + " " + stamp.commandId()).substring(0, 12);
        return new Origin(incarnation, createdBy, at, requestDigest);
    }
}
