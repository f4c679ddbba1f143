package com.rezagent.schedules.schedule;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What a group provides for schedules that are created in it. It is copied at creation; later changes have no effect.
 *
 * @param timezone null for the general default, UTC
 * @param retryPolicy null for the general default
 */
public record DefinitionDefaults(
        @Nullable ZoneId timezone, @Nullable RetryPolicy retryPolicy) {
    /** The general defaults. */
    public static final DefinitionDefaults NONE = new DefinitionDefaults(null, null);

    public ZoneId timezoneOrUtc() {
        return timezone == null ? ZoneId.of("UTC") : timezone;
    }

    RetryPolicy retryPolicyOrDefault() {
        return retryPolicy == null ? RetryPolicy.DEFAULT : retryPolicy;
    }
}
