package com.rezagent.schedules.webapi.schedule;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.expression.Expression;
import com.rezagent.schedules.expression.ExpressionDescription;
import com.rezagent.schedules.expression.ParsedExpression;
import com.rezagent.schedules.expression.Recurrence;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.ObjectReader;
import com.rezagent.schedules.plan.UpcomingFirings;
import com.rezagent.schedules.schedule.DefinitionReader;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.JsonBody;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * Handles {@code POST /api/schedules/preview}: returns when an expression would fire. Without a start date a rate
 * counts from {@code from}. Firings after the year 9999, which RFC 3339 cannot express, are left out.
 */
final class Preview {
    private static final int DEFAULT_COUNT = 5;
    private static final int MAX_COUNT = 100;
    private static final Instant FIRST_UNSUPPORTED = Instant.parse("9999-12-31T00:00:00Z");

    private final Clock clock;

    Preview(Clock clock) {
        this.clock = clock;
    }

    HttpResponse preview(RequestContext call) {
        ValidationErrors errors = new ValidationErrors();
        ObjectReader reader = new ObjectReader(JsonBody.read(call.request()), errors);
        ParsedExpression parsed = DefinitionReader.expression(reader, errors);
        ZoneId timezone = DefinitionReader.timezone(reader, errors);
        Instant start = reader.wholeSecond("start_date");
        Instant end = reader.wholeSecond("end_date");
        Integer count = reader.integer("count", 1, MAX_COUNT);
        Instant from = reader.instant("from");
        DefinitionReader.checkDates(parsed, timezone, start, end, errors);
        reader.refuseUnknown();
        errors.throwIfAny();
        if (parsed == null || timezone == null) {
            throw new IllegalStateException("A required field is missing but no error was reported");
        }
        Instant after = from == null ? clock.instant() : from;
        Expression expression = parsed.expression();
        Recurrence recurrence = new Recurrence(expression, timezone, start, end, start == null ? after : start);
        UpcomingFirings upcoming = UpcomingFirings.ofUnsaved(recurrence, parsed.warnings());
        List<Instant> firings = upcoming.after(after)
                .takeWhile(firing -> firing.isBefore(FIRST_UNSUPPORTED))
                .limit(count == null ? DEFAULT_COUNT : count)
                .toList();
        return HttpResponse.json(200, json(recurrence, firings, upcoming.warnings(after)));
    }

    private static ObjectNode json(Recurrence recurrence, List<Instant> firings, List<String> allWarnings) {
        ObjectNode json = Json.object();
        json.put("schedule_expression", recurrence.expression().canonical());
        json.put("timezone", recurrence.timezone().getId());
        json.put("expression_description", ExpressionDescription.describe(recurrence.expression()));
        ArrayNode next = json.putArray("next_executions");
        ArrayNode local = json.putArray("local_times");
        for (Instant firing : firings) {
            next.add(firing.toString());
            local.add(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(firing.atZone(recurrence.timezone())));
        }
        ArrayNode warnings = json.putArray("warnings");
        allWarnings.forEach(warnings::add);
        return json;
    }
}
