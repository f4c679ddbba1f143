package com.rezagent.schedules.local.engine;

import com.rezagent.schedules.local.engine.SchedulerException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What was answered to each client token. A call that comes again with its token is answered the same, and does nothing;
 * another call with that token is an error.
 */
final class ClientTokens {
    private static final Pattern SHAPE = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final Duration KEPT_FOR = Duration.ofHours(8);
    private static final int MOST = 10_000;

    private record Recorded(Object call, String response, Instant at) {}

    private final Map<String, Recorded> answered = new LinkedHashMap<>();

    /** What the same call was answered before; null when its token is new. */
    @Nullable
    String replay(String token, Object call, Instant now) throws SchedulerException {
        if (!SHAPE.matcher(token).matches()) {
            throw new SchedulerException(
                    Kind.VALIDATION, "Value at 'clientToken' failed to satisfy constraint: 1-64 of [a-zA-Z0-9-_]");
        }
        Recorded before = answered.get(token);
        if (before == null || before.at.plus(KEPT_FOR).isBefore(now)) {
            return null;
        }
        if (!before.call.equals(call)) {
            throw new SchedulerException(Kind.CONFLICT, "The client token was used with other parameters before.");
        }
        return before.response;
    }

    void keep(String token, Object call, String answer, Instant now) {
        answered.put(token, new Recorded(call, answer, now));
        if (answered.size() > MOST) {
            Iterator<String> oldest = answered.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }
}
