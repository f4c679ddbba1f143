package com.rezagent.schedules.local.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.ObjectReader;
import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.local.system.LocalSystem;
import com.rezagent.schedules.webapi.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** {@code /local/clock}: reads and advances the clock. */
final class ClockEndpoints {
    /** Ten years. A longer duration is most likely in the wrong unit. */
    private static final Duration MAX_ADVANCE = Duration.ofDays(3_653);

    private final LocalSystem system;

    ClockEndpoints(LocalSystem system) {
        this.system = system;
    }

    HttpResponse read(String parameter, byte[] body) {
        return response(system.readClock());
    }

    /** Advances the clock and responds after everything that fell due has fired, in order. */
    HttpResponse advance(String parameter, byte[] body) {
        return response(system.advance(RequestBody.read(body, ClockEndpoints::duration)));
    }

    private HttpResponse response(Instant now) {
        ClockSpeed speed = system.clock().speed();
        ObjectNode json = Json.object();
        json.put("now", now.toString());
        json.put("mode", speed.text());
        json.put("speed", speed.speed());
        return HttpResponse.json(200, json);
    }

    private static Duration duration(ObjectReader reader, ValidationErrors errors) {
        String text = reader.string("advance");
        if (text == null) {
            if (!reader.has("advance")) {
                errors.field("advance", "is required; use a duration such as P1D or PT90M");
            }
            return Duration.ZERO;
        }
        try {
            Duration duration = Duration.parse(text);
            if (duration.isNegative() || duration.compareTo(MAX_ADVANCE) > 0) {
                errors.field(
                        "advance",
                        "must be from PT0S to P" + MAX_ADVANCE.toDays() + "D; the clock cannot move backwards");
            }
            return duration;
        } catch (DateTimeException | ArithmeticException e) {
            errors.field(
                    "advance",
                    "must be an ISO 8601 duration of days, hours, minutes and seconds, such as P1D or PT90M");
            return Duration.ZERO;
        }
    }
}
