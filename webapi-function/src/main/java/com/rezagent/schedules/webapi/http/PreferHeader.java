package com.rezagent.schedules.webapi.http;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * The {@code Prefer} header. Malformed and unknown preferences are ignored, as the standard requires.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7240">RFC 7240</a>
 */
public final class PreferHeader {
    public static final String HEADER = "prefer";

    private static final String WAIT = "wait";

    private PreferHeader() {}

    /**
     * Returns the {@code wait} preference, in whole seconds; empty if there is none. If there are several, the first is
     * used.
     */
    public static Optional<Duration> wait(HttpRequest request) {
        for (String preference : request.header(HEADER).orElse("").split(",", -1)) {
            String token = preference.split(";", 2)[0];
            int equals = token.indexOf('=');
            if (equals > 0
                    && token.substring(0, equals)
                            .strip()
                            .toLowerCase(Locale.ROOT)
                            .equals(WAIT)) {
                return seconds(token.substring(equals + 1).strip());
            }
        }
        return Optional.empty();
    }

    private static Optional<Duration> seconds(String value) {
        boolean isQuoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        String digits = isQuoted ? value.substring(1, value.length() - 1) : value;
        return digits.matches("[0-9]{1,9}")
                ? Optional.of(Duration.ofSeconds(Integer.parseInt(digits)))
                : Optional.empty();
    }
}
