package com.rezagent.schedules.local.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Faults;
import com.rezagent.schedules.json.Fields;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.LocalSystem;
import com.rezagent.schedules.local.clock.Pace;
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
        return answer(system.readClock());
    }

    /** Answers once everything that fell due has fired, in order. */
    HttpResponse advance(String parameter, byte[] body) {
        return answer(system.advance(RequestBody.read(body, ClockEndpoints::duration)));
    }

    private HttpResponse answer(Instant now) {
        Pace pace = system.clock().pace();
        ObjectNode json = Json.object();
        json.put("now", now.toString());
        json.put("mode", pace.text());
        json.put("speed", pace.speed());
        return HttpResponse.json(200, json);
    }

    private static Duration duration(Fields fields, Faults faults) {
        String text = fields.string("advance");
        if (text == null) {
            if (!fields.has("advance")) {
                faults.field("advance", "is required; write a duration like P1D or PT90M");
            }
            return Duration.ZERO;
        }
        try {
            Duration duration = Duration.parse(text);
            if (duration.isNegative() || duration.compareTo(FURTHEST) > 0) {
                faults.field("advance", "must be from PT0S to P" + FURTHEST.toDays() + "D; time does not go back");
            }
            return duration;
        } catch (DateTimeException | ArithmeticException e) {
            faults.field("advance", "is no ISO 8601 duration in days, hours, minutes and seconds; write P1D or PT90M");
            return Duration.ZERO;
        }
    }
}
