package com.rezagent.schedules.webapi.expression;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.expression.ExplainedFiring;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.plan.FiringRow;
import com.rezagent.schedules.plan.SkipCode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.Locale;
import java.util.function.Function;

/** The JSON form of a row of a list of firings; every key is always present. */
public final class FiringJson {
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);

    /** The number of rows beside those of the firings that run. */
    private static final int MAX_OTHER_ROWS = 100;

    private FiringJson() {}

    /**
     * Adds rows until {@code count} of them run.
     *
     * @return whether rows are left out of which some may run
     */
    public static boolean add(
            ArrayNode list, Iterator<FiringRow> rows, int count, Function<FiringRow, ObjectNode> json) {
        int running = 0;
        while (running < count && list.size() < count + MAX_OTHER_ROWS && rows.hasNext()) {
            FiringRow row = rows.next();
            list.add(json.apply(row));
            running += row.runs() ? 1 : 0;
        }
        return running < count && rows.hasNext();
    }

    public static ObjectNode of(FiringRow row) {
        ObjectNode json = times(row.firing());
        verdict(json, row);
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

    static void verdict(ObjectNode json, FiringRow row) {
        json.put("verdict", row.runs() ? "runs" : "skipped");
        json.put("code", row.code().map(SkipCode::text).orElse(null));
        json.put("reason", row.reason());
        switch (row.firing().mark()) {
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
