package com.rezagent.schedules.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.expression.Expression;
import com.rezagent.schedules.expression.Recurrence;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.json.ObjectReader;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.RunPolicy;
import com.rezagent.schedules.schedule.RunPolicyJson;
import com.rezagent.schedules.schedule.ScheduleJson;
import com.rezagent.schedules.testing.Records;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A definition as the simulation writes and compares it.
 *
 * @param mark a value in the payload that distinguishes definitions
 * @param timezone the id of the timezone; UTC if none is chosen
 * @param windowMinutes flexible time window; 0 for none
 * @param runPolicy null for none
 */
record DefinitionSpec(
        String expression,
        String mark,
        @Nullable Instant start,
        @Nullable Instant end,
        int windowMinutes,
        String timezone,
        @Nullable RunPolicy runPolicy) {
    private static final String UTC = "UTC";

    /** The first firing of {@link #yearly}. */
    static final Instant FIRST_OF_YEARLY = Instant.parse("2026-01-01T06:00:00Z");

    private static final Map<String, Expression> PARSED = new ConcurrentHashMap<>();
    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    static DefinitionSpec of(String expression, String mark) {
        return new DefinitionSpec(expression, mark, null, null, 0, UTC, null);
    }

    /** Returns a definition that fires long after the end of every scenario. */
    static DefinitionSpec yearly(String mark) {
        return of("cron(0 6 1 1 ? *)", mark);
    }

    static DefinitionSpec at(Instant instant, String mark) {
        return of("at(" + LOCAL.format(instant) + ")", mark);
    }

    private DefinitionSpec with(String component, @Nullable Object value) {
        return Records.withComponent(this, component, value);
    }

    DefinitionSpec withMark(String newMark) {
        return with("mark", newMark);
    }

    DefinitionSpec withStart(@Nullable Instant newStart) {
        return with("start", newStart);
    }

    DefinitionSpec withEnd(@Nullable Instant newEnd) {
        return with("end", newEnd);
    }

    DefinitionSpec withWindow(int minutes) {
        return with("windowMinutes", minutes);
    }

    DefinitionSpec inTimezone(String newTimezone) {
        return with("timezone", newTimezone);
    }

    DefinitionSpec withRunPolicy(@Nullable RunPolicy newPolicy) {
        return with("runPolicy", newPolicy);
    }

    static @Nullable DefinitionSpec of(@Nullable Definition stored) {
        return stored == null
                ? null
                : new DefinitionSpec(
                        stored.expression().canonical(),
                        stored.payload().string("mark").orElse(""),
                        stored.timing().start(),
                        stored.timing().end(),
                        (int) stored.timing().flexibleWindow().toMinutes(),
                        stored.timing().timezone().getId(),
                        stored.runPolicy());
    }

    /** Returns the definition in the form that changes store; null for none. */
    static @Nullable DefinitionSpec of(JsonObject stored) {
        JsonNode json = stored.toNode();
        ValidationErrors errors = new ValidationErrors();
        return stored.isEmpty()
                ? null
                : new DefinitionSpec(
                        json.path("schedule_expression").asText(),
                        json.path("payload").path("mark").asText(""),
                        instant(json, "start_date"),
                        instant(json, "end_date"),
                        json.path("flexible_time_window_minutes").asInt(0),
                        json.path("timezone").asText(),
                        RunPolicyJson.read(new ObjectReader((ObjectNode) json, errors), errors));
    }

    private static @Nullable Instant instant(JsonNode json, String field) {
        return json.hasNonNull(field) ? Instant.parse(json.path(field).asText()) : null;
    }

    /** Sets a field, unless its value is null. */
    static void putText(ObjectNode json, String field, @Nullable Object value) {
        if (value != null) {
            json.put(field, value.toString());
        }
    }

    ObjectNode body(String name) {
        ObjectNode body = Json.object();
        body.put("name", name);
        body.put("schedule_expression", expression);
        body.put("target_type", "web_action");
        body.putObject("payload").put("mark", mark);
        putText(body, "timezone", timezone.equals(UTC) ? null : timezone);
        putText(body, "start_date", start);
        putText(body, "end_date", end);
        if (windowMinutes > 0) {
            body.put("flexible_time_window_minutes", windowMinutes);
        }
        ScheduleJson.runPolicy(body, runPolicy);
        return body;
    }

    /** Returns whether both fire at the same times. */
    boolean hasSameTimingAs(DefinitionSpec other) {
        return hasSamePhaseAs(other) && Objects.equals(end, other.end);
    }

    boolean hasSamePhaseAs(DefinitionSpec other) {
        return expression.equals(other.expression)
                && Objects.equals(start, other.start)
                && timezone.equals(other.timezone);
    }

    Instant anchorFor(Instant issuedAt) {
        return start != null ? start : issuedAt.truncatedTo(ChronoUnit.SECONDS);
    }

    Recurrence recurrence(Instant anchor) {
        Expression parsed = PARSED.computeIfAbsent(
                expression, text -> Expression.parse(text).expression());
        return new Recurrence(parsed, ZoneId.of(timezone), start, end, anchor);
    }

    /** Returns whether the expression is valid. */
    boolean isValid() {
        try {
            recurrence(Instant.EPOCH);
            return true;
        } catch (RefusedException e) {
            return false;
        }
    }

    boolean isRate() {
        return expression.startsWith("rate(");
    }

    /** Returns whether a firing is left from an instant on; a rate also fires within that instant's second. */
    boolean firesFrom(Instant instant) {
        Recurrence recurrence = recurrence(anchorFor(instant));
        return isRate() && recurrence.firesAt(instant.truncatedTo(ChronoUnit.SECONDS))
                || recurrence.next(instant).isPresent();
    }
}
