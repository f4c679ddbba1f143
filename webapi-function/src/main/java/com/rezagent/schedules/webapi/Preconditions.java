package com.rezagent.schedules.webapi;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.webapi.http.IfMatch;
import java.util.Optional;

/** Checks {@code If-Match} against the record that was read. */
final class Preconditions {
    private Preconditions() {}

    /**
     * Checks the condition, if there is one.
     *
     * @throws RefusedException {@code version_conflict} if the record does not match it
     */
    static void check(Optional<IfMatch> condition, Schedule seen) {
        if (condition.isPresent() && !condition.get().matches(seen.entityTag())) {
            throw new RefusedException(
                    ErrorCode.VERSION_CONFLICT,
                    "The schedule has changed since it was read",
                    "If-Match: is not the current ETag, \"" + seen.entityTag()
                            + "\"; read the schedule again and repeat the change");
        }
    }
}
