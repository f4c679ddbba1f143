package com.rezagent.schedules.webapi.command;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.webapi.http.HttpResponse;
import java.util.function.Supplier;

/** Repeats requests whose command is computed from the record as read. */
public final class LostRace {
    private LostRace() {}

    /**
     * Returns the response of an attempt, which is repeated once if another change was faster.
     *
     * @param attempt reads the record, and publishes a command that expects the version read
     * @throws RefusedException as the attempt; {@code version_conflict} if the second one is too late, too
     */
    public static HttpResponse repeatedOnce(Supplier<HttpResponse> attempt) {
        try {
            return attempt.get();
        } catch (RefusedException e) {
            if (e.code() != ErrorCode.VERSION_CONFLICT) {
                throw e;
            }
            return attempt.get();
        }
    }
}
