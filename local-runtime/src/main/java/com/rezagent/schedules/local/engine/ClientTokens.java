package com.rezagent.schedules.local.engine;

import com.rezagent.schedules.local.engine.SimulatedSchedulerException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The responses by client token. A repeated call with the same token has no effect and returns the first response; a
 * different call with that token is an error.
 */
final class ClientTokens {
    private static final Pattern FORMAT = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final Duration LIFETIME = Duration.ofHours(8);
    private static final int MAX_TOKENS = 10_000;

    private record Recorded(Object call, String response, Instant at) {}

    private final Map<String, Recorded> recorded = new LinkedHashMap<>();

    /**
     * Returns the recorded response of the same call; null if the token is new or older than eight hours.
     *
     * @throws SimulatedSchedulerException {@code ValidationException} if the token is malformed,
     *     {@code ConflictException} if it was used for a different call
     */
    @Nullable
    String replay(String token, Object call, Instant now) throws SimulatedSchedulerException {
        if (!FORMAT.matcher(token).matches()) {
            throw new SimulatedSchedulerException(
                    Kind.VALIDATION, "Value at 'clientToken' failed to satisfy constraint: 1-64 of [a-zA-Z0-9-_]");
        }
        Recorded before = recorded.get(token);
        if (before == null || before.at.plus(LIFETIME).isBefore(now)) {
            return null;
        }
        if (!before.call.equals(call)) {
            throw new SimulatedSchedulerException(
                    Kind.CONFLICT, "The client token was used with other parameters before.");
        }
        return before.response;
    }

    void record(String token, Object call, String response, Instant now) {
        recorded.put(token, new Recorded(call, response, now));
        if (recorded.size() > MAX_TOKENS) {
            Iterator<String> oldest = recorded.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }
}
