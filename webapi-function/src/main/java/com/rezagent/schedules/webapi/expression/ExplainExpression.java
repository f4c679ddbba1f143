package com.rezagent.schedules.webapi.expression;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.expression.ExplainedField;
import com.rezagent.schedules.expression.ExplainedFiring;
import com.rezagent.schedules.expression.ExpressionError;
import com.rezagent.schedules.expression.ExpressionExplanation;
import com.rezagent.schedules.expression.ExpressionExplanation.Question;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.ObjectReader;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.JsonBody;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Handles {@code POST /api/expressions/explain}: explains an expression while it is being written. An invalid text is
 * part of the response, with status 200; only a body that is no JSON object of the documented fields and types is
 * refused.
 */
final class ExplainExpression {
    private static final List<String> DATES = List.of("start_date", "end_date");

    private static final int DEFAULT_COUNT = 10;
    private static final int MAX_COUNT = 100;

    private final Clock clock;

    ExplainExpression(Clock clock) {
        this.clock = clock;
    }

    HttpResponse explain(RequestContext call) {
        ObjectNode body = JsonBody.read(call.request());
        ValidationErrors refused = new ValidationErrors();
        ObjectReader reader = new ObjectReader(body, refused);
        String expression = reader.string("schedule_expression");
        String timezone = reader.string("timezone");
        String viewerTimezone = reader.string("viewer_timezone");
        DATES.forEach(reader::string);
        Integer count = reader.integer("count", 1, MAX_COUNT);
        reader.refuseUnknown();
        refused.throwIfAny();
        ValidationErrors invalid = new ValidationErrors();
        ObjectReader dates = new ObjectReader(body, invalid);
        Instant start = dates.wholeSecond("start_date");
        Instant end = dates.wholeSecond("end_date");
        List<ExpressionError> errors = new ArrayList<>();
        addAll(invalid, body, errors);
        ZoneId viewer = viewerTimezone == null
                ? null
                : ExpressionExplanation.timezone("viewer_timezone", viewerTimezone, errors);
        ExpressionExplanation explanation = ExpressionExplanation.of(new Question(
                expression == null ? "" : expression,
                timezone == null ? "UTC" : timezone,
                start,
                end,
                count == null ? DEFAULT_COUNT : count,
                clock.instant()));
        errors.addAll(0, explanation.errors());
        return HttpResponse.json(200, json(explanation, errors, viewer));
    }

    private static void addAll(ValidationErrors invalid, ObjectNode body, List<ExpressionError> errors) {
        try {
            invalid.throwIfAny();
        } catch (RefusedException e) {
            for (String detail : e.details()) {
                String field = detail.substring(0, Math.max(detail.indexOf(':'), 0));
                String value = Optional.ofNullable(body.path(field).textValue()).orElse("");
                errors.add(ExpressionError.ofField(field, value, detail));
            }
        }
    }

    private static ObjectNode json(
            ExpressionExplanation explanation, List<ExpressionError> errors, @Nullable ZoneId viewer) {
        ObjectNode json = Json.object();
        json.put("valid", errors.isEmpty());
        json.put("canonical", explanation.canonical());
        json.put("expression_description", explanation.description());
        ArrayNode fields = json.putArray("fields");
        explanation.fields().forEach(it -> fields.add(json(it)));
        ArrayNode problems = json.putArray("errors");
        errors.forEach(it -> problems.add(json(it)));
        ArrayNode firings = json.putArray("firings");
        explanation.firings().forEach(it -> firings.add(json(it, viewer)));
        if (explanation.perMonth().isPresent()) {
            json.put("firings_per_month", explanation.perMonth().getAsDouble());
        } else {
            json.putNull("firings_per_month");
        }
        ArrayNode warnings = json.putArray("warnings");
        explanation.warnings().forEach(warnings::add);
        return json;
    }

    private static ObjectNode json(ExplainedField field) {
        ObjectNode json = Json.object();
        json.put("name", field.name());
        json.put("text", field.text());
        json.put("from", field.from());
        json.put("to", field.to());
        json.put("meaning", field.meaning());
        return json;
    }

    private static ObjectNode json(ExpressionError error) {
        ObjectNode json = Json.object();
        json.put("field", error.field());
        json.put("from", error.from());
        json.put("to", error.to());
        json.put("message", error.message());
        json.put("fix", error.fix());
        return json;
    }

    private static ObjectNode json(ExplainedFiring firing, @Nullable ZoneId viewer) {
        ObjectNode json = FiringJson.times(firing);
        ZonedDateTime viewed = viewer == null ? null : firing.in(viewer);
        json.put("viewer_time", viewed == null ? null : FiringJson.text(viewed));
        FiringJson.verdict(json, firing.runs(), null, firing.reason());
        FiringJson.mark(json, firing);
        return json;
    }
}
