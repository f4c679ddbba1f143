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

    /**
     * Returns the phase of a rate that was set at a time. A resume that is not after it held back nothing of that rate,
     * although the anchor, which has whole seconds, may be before it.
     */
    Phase withAnchor(Instant value, Instant setAt) {
        return new Phase(value, resumedAt).withoutResumeUntil(setAt);
    }

    /** Returns the phase of a rate that was set at a time and resumed at another. */
    Phase resumed(Instant at, Instant setAt) {
        return new Phase(anchor, at).withoutResumeUntil(setAt);
    }

    Phase resumed(Instant at) {
        return new Phase(anchor, at);
    }

    private Phase withoutResumeUntil(Instant setAt) {
        boolean isTie = resumedAt != null
                && anchor.isBefore(resumedAt)
                && !setAt.isBefore(resumedAt)
                && anchor.equals(setAt.truncatedTo(ChronoUnit.SECONDS));
        return isTie ? resumed(anchor) : this;
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
