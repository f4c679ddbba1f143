package com.rezagent.schedules.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a schedule's entry in the engine.
 *
 * @param convergedVersion the last version that EventBridge was converged to; 0 for none
 * @param dueSince issue time of the first engine change that is not converged yet; null once converged. Firings due
 *     from then on for which the engine has no entry are executed by converging
 * @param engineArn of the engine's entry; null for none
 * @param engineRefusal the last permanent refusal; null if there was none since the last change
 */
public record EngineState(
        long convergedVersion,
        @Nullable Instant dueSince,
        @Nullable String engineArn,
        @Nullable EngineRefusal engineRefusal) {

    /** Returns the state of a schedule that was never converged. */
    static EngineState initial(@Nullable Instant dueSince) {
        return new EngineState(0, dueSince, null, null);
    }

    /** Returns whether EventBridge refused the current entry permanently. */
    boolean isRefused(long entryVersion) {
        return engineRefusal != null && engineRefusal.version() == entryVersion;
    }

    EngineState withDueSince(@Nullable Instant value) {
        return new EngineState(convergedVersion, value, engineArn, engineRefusal);
    }

    EngineState withoutRefusal() {
        return new EngineState(convergedVersion, dueSince, engineArn, null);
    }

    EngineState refused(EngineRefusal refusal) {
        return new EngineState(convergedVersion, dueSince, engineArn, refusal);
    }

    /** Returns a copy for a new version whose desired entry is that of the converged version. */
    EngineState withSameEntry(long version) {
        return new EngineState(version, dueSince, engineArn, engineRefusal);
    }

    EngineState converged(long version, @Nullable String arn) {
        return new EngineState(version, null, arn, engineRefusal);
    }

    /** Returns a copy for which EventBridge is called again, although it refused this version. */
    EngineState retried(long version, Instant now) {
        return new EngineState(Math.min(convergedVersion, version - 1), now, engineArn, null);
    }
}
