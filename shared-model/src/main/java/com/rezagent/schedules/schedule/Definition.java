package com.rezagent.schedules.schedule;

import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.expression.Expression;
import com.rezagent.schedules.expression.Recurrence;
import com.rezagent.schedules.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The definition register: what a schedule publishes, when, and to which target. Canonical, with defaults filled in, so
 * that two definitions with the same meaning are equal.
 *
 * @param runPolicy null for none: the publication of an execution is its end
 */
public record Definition(
        ScheduleName name,
        Timing timing,
        Target target,
        JsonObject payload,
        @Nullable JsonObject arguments,
        @Nullable String description,
        RetryPolicy retryPolicy,
        Labels labels,
        @Nullable RunPolicy runPolicy) {

    /** Creates a definition without a run policy. */
    public Definition(
            ScheduleName name,
            Timing timing,
            Target target,
            JsonObject payload,
            @Nullable JsonObject arguments,
            @Nullable String description,
            RetryPolicy retryPolicy,
            Labels labels) {
        this(name, timing, target, payload, arguments, description, retryPolicy, labels, null);
    }

    /** Returns a copy with another run policy. */
    public Definition with(@Nullable RunPolicy newRunPolicy) {
        return new Definition(name, timing, target, payload, arguments, description, retryPolicy, labels, newRunPolicy);
    }

    public Expression expression() {
        return timing.expression();
    }

    /** Same as {@link Timing#recurrence}. */
    public Recurrence recurrence(Instant anchor) {
        return timing.recurrence(anchor);
    }

    /** Returns whether the desired engine entry equals another's, given the same anchor. */
    public boolean hasSameEntryAs(Definition other) {
        return timing.equals(other.timing) && retryPolicy.equals(other.retryPolicy);
    }

    /**
     * Returns how long after its scheduled time a firing may still arrive: window, maximum event age and ten minutes.
     */
    public Duration grace() {
        return timing.flexibleWindow().plus(retryPolicy.maximumEventAge()).plus(Duration.ofMinutes(10));
    }

    /**
     * Same as {@link Timing#checkTimes}.
     *
     * @param before the definition that this one replaces; null for none
     */
    public void checkTimes(Instant issuedAt, @Nullable Definition before) {
        timing.checkTimes(issuedAt, before == null ? null : before.timing);
    }

    /** Same as {@link Timing#neverFiresError}. */
    public RefusedException neverFiresError() {
        return timing.neverFiresError();
    }
}
