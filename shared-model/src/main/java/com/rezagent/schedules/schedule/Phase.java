package com.rezagent.schedules.schedule;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The phase of a rate.
 *
 * @param anchor the instant that a rate counts from
 * @param resumedAt when this incarnation last resumed: a pause ended, or it fires again after it was over or refused by
 *     the engine; null if never. A rate does not catch up on the firings that were held back before
 */
public record Phase(Instant anchor, @Nullable Instant resumedAt) {
    static Phase startingAt(Instant anchor) {
        return new Phase(anchor, null);
    }

    Phase withAnchor(Instant value) {
        return new Phase(value, resumedAt);
    }

    Phase resumed(Instant at) {
        return new Phase(anchor, at);
    }

    /** Returns whether the firing at the anchor was held back: it is before the last resume. */
    public boolean isAnchorHeldBack() {
        return resumedAt != null && anchor.isBefore(resumedAt);
    }

    /**
     * Returns whether the first firing since the last change is the anchor: only for a rate in the second in which it
     * was set, or created with a start date a moment ago.
     */
    boolean firesAtAnchor(Timing timing, Instant createdAt, Instant updatedAt) {
        boolean isNew = updatedAt.equals(createdAt.truncatedTo(ChronoUnit.SECONDS))
                && !anchor.isBefore(createdAt.minus(Timing.START_TOLERANCE))
                && !anchor.isAfter(updatedAt);
        return timing.isRate() && (anchor.equals(updatedAt) || isNew) && !isAnchorHeldBack();
    }
}
