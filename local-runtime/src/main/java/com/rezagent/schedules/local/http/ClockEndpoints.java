package com.rezagent.schedules.local.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.ObjectReader;
import com.rezagent.schedules.local.LocalSystem;
import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.webapi.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** {@code /local/clock}: the time, and moving it. */
final class ClockEndpoints {
    /** Ten years: further, and somebody meant another unit. */
    private static final Duration FURTHEST = Duration.ofDays(3_653);

    private final LocalSystem system;

    ClockEndpoints(LocalSystem system) {
        this.system = system;
    }

    HttpResponse read(String parameter, byte[] body) {
        return response(system.readClock());
    }

    /** Answers once everything that fell due has fired, in order. */
    HttpResponse advance(String parameter, byte[] body) {
        return response(system.advance(RequestBody.read(body, ClockEndpoints::duration)));
    }

    private HttpResponse response(Instant now) {
        ClockSpeed speed = system.clock().pace();
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
                errors.field("advance", "is required; write a duration like P1D or PT90M");
            }
            return Duration.ZERO;
        }
        try {
            Duration duration = Duration.parse(text);
            if (duration.isNegative() || duration.compareTo(FURTHEST) > 0) {
                errors.field("advance", "must be from PT0S to P" + FURTHEST.toDays() + "D; time does not go back");
            }
            return duration;
        } catch (DateTimeException | ArithmeticException e) {
            errors.field("advance", "is no ISO 8601 duration in days, hours, minutes and seconds; write P1D or PT90M");
            return Duration.ZERO;
        }
    }
}
