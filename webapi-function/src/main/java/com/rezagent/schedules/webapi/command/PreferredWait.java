package com.rezagent.schedules.webapi.command;

import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.PreferHeader;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** How long a request waits for its effect: {@link #DEFAULT} by default, at most {@link #LONGEST}. */
public final class PreferredWait {
    static final Duration DEFAULT = Duration.ofMillis(300);
    static final Duration LONGEST = Duration.ofSeconds(10);

    private PreferredWait() {}

    /**
     * Waits as long as a request prefers, and notes the time if it prefers any.
     *
     * @param start when waiting for an earlier command of the request began; a second one gets the time that is left,
     *     but at least the default
     * @param wait waits for at most the given time
     */
    public static <T> T await(RequestContext call, Sleeper sleeper, Duration start, Function<Duration, T> wait) {
        Optional<Duration> preferred = of(call);
        if (preferred.isEmpty()) {
            return wait.apply(DEFAULT);
        }
        Duration atLeast = shorter(preferred.get(), DEFAULT);
        Duration left = preferred.get().minus(sleeper.elapsed().minus(start));
        try {
            return wait.apply(left.compareTo(atLeast) < 0 ? atLeast : left);
        } finally {
            call.requestLog().waited(sleeper.elapsed().minus(start));
        }
    }

    /** Returns the response with the preference that was applied, if the request has one. */
    public static HttpResponse applied(RequestContext call, HttpResponse response) {
        return of(call).map(wait -> response.with("Preference-Applied", "wait=" + wait.toSeconds()))
                .orElse(response);
    }

    /** Returns whether a request waits at all. */
    static boolean waits(RequestContext call) {
        return of(call).filter(Duration::isZero).isEmpty();
    }

    private static Optional<Duration> of(RequestContext call) {
        return PreferHeader.wait(call.request()).map(wait -> shorter(wait, LONGEST));
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
