package com.rezagent.schedules.webapi.expression;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.expression.ExplainedFiring;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.plan.FiringRow;
import com.rezagent.schedules.plan.SkipCode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The JSON form of a row of a list of firings; every key is always present. */
public final class FiringJson {
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);

    private FiringJson() {}

    public static ObjectNode of(FiringRow row) {
        ObjectNode json = times(row.firing());
        verdict(json, row.runs(), row.code().map(SkipCode::text).orElse(null), row.reason());
        mark(json, row.firing());
        return json;
    }

    static ObjectNode times(ExplainedFiring firing) {
        Instant scheduled = firing.scheduledTime();
        ObjectNode json = Json.object();
        json.put("scheduled_time", scheduled == null ? null : scheduled.toString());
        json.put(
                "local_time", scheduled == null ? text(firing.localTime()) : text(scheduled.atZone(firing.timezone())));
        return json;
    }

    static void verdict(ObjectNode json, boolean runs, @Nullable String code, @Nullable String reason) {
        json.put("verdict", runs ? "runs" : "skipped");
        json.put("code", code);
        json.put("reason", reason);
    }

    static void mark(ObjectNode json, ExplainedFiring firing) {
        switch (firing.mark()) {
            case NONE -> json.putNull("mark");
            case GAP -> json.put("mark", "gap");
            case OVERLAP -> json.put("mark", "overlap");
        }
    }

    private static String text(LocalDateTime local) {
        return LOCAL.format(local);
    }

    static String text(ZonedDateTime time) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
    }
}
