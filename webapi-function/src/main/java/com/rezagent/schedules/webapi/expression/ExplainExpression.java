package com.rezagent.schedules.webapi.expression;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.Decider;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.expression.ExplainedField;
import com.rezagent.schedules.expression.ExpressionError;
import com.rezagent.schedules.expression.ExpressionExplanation;
import com.rezagent.schedules.expression.ExpressionExplanation.Question;
import com.rezagent.schedules.expression.Recurrence;
import com.rezagent.schedules.group.Group;
import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.ObjectReader;
import com.rezagent.schedules.plan.FiringRow;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.plan.UpcomingFirings;
import com.rezagent.schedules.plan.Verdict;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.DefinitionDefaults;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.JsonBody;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Handles {@code POST /api/expressions/explain}: explains an expression while it is being written. An invalid text is
 * part of the response, with status 200; with {@code group} the default timezone and the pauses of that group apply. Only a body that is no JSON object of the documented fields and types is
 * refused.
 */
final class ExplainExpression {
    private static final List<String> DATES = List.of("start_date", "end_date");

    private static final int DEFAULT_COUNT = 10;
    private static final int MAX_COUNT = 100;

    private final GroupStore groups;
    private final Clock clock;

    ExplainExpression(GroupStore groups, Clock clock) {
        this.groups = groups;
        this.clock = clock;
    }

    HttpResponse explain(RequestContext call) {
        ObjectNode body = JsonBody.read(call.request());
        ValidationErrors refused = new ValidationErrors();
        ObjectReader reader = new ObjectReader(body, refused);
        String expression = reader.string("schedule_expression");
        String timezone = reader.string("timezone");
        String viewerTimezone = reader.string("viewer_timezone");
        String groupName = reader.string("group");
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
        Group group = groupName == null ? null : group(groupName, errors);
        DefinitionDefaults defaults = group == null
                ? DefinitionDefaults.NONE
                : group.settings().value().defaults();
        Instant now = clock.instant();
        ExpressionExplanation explanation = ExpressionExplanation.of(new Question(
                expression == null ? "" : expression,
                timezone == null ? defaults.timezoneOrUtc().getId() : timezone,
                start,
                end,
                count == null ? DEFAULT_COUNT : count,
                now));
        errors.addAll(0, explanation.errors());
        ObjectNode json = json(explanation, errors);
        Set<String> warnings = new LinkedHashSet<>(explanation.warnings());
        Stream<FiringRow> rows = explanation.firings().stream().map(it -> new FiringRow(it, Verdict.RUNS));
        Recurrence recurrence = explanation.recurrence();
        if (group != null && recurrence != null) {
            UpcomingFirings upcoming = UpcomingFirings.ofUnsaved(recurrence, new Surroundings(group.gate()), List.of());
            warnings.addAll(upcoming.warnings(now));
            rows = upcoming.rows(recurrence.listedAfter(now), now);
        }
        ArrayNode firings = json.putArray("firings");
        FiringJson.add(firings, rows.iterator(), count == null ? DEFAULT_COUNT : count, it -> json(it, viewer));
        if (explanation.perMonth().isPresent()) {
            json.put("firings_per_month", explanation.perMonth().getAsDouble());
        } else {
            json.putNull("firings_per_month");
        }
        warnings.forEach(json.putArray("warnings")::add);
        return HttpResponse.json(200, json);
    }

    /** Returns the group whose default timezone and pauses apply; null if it adds an error. */
    private @Nullable Group group(String name, List<ExpressionError> errors) {
        try {
            ResourceName parsed = ResourceName.parseGroup(name);
            Optional<Group> group = groups.findExisting(parsed);
            if (group.isPresent()) {
                return group.get();
            }
            throw Decider.unknownGroup(parsed);
        } catch (RefusedException e) {
            e.details().forEach(it -> errors.add(ExpressionError.ofField("group", name, it)));
            return null;
        }
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

    private static ObjectNode json(ExpressionExplanation explanation, List<ExpressionError> errors) {
        ObjectNode json = Json.object();
        json.put("valid", errors.isEmpty());
        json.put("canonical", explanation.canonical());
        json.put("expression_description", explanation.description());
        ArrayNode fields = json.putArray("fields");
        explanation.fields().forEach(it -> fields.add(json(it)));
        ArrayNode problems = json.putArray("errors");
        errors.forEach(it -> problems.add(json(it)));
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

    private static ObjectNode json(FiringRow row, @Nullable ZoneId viewer) {
        ObjectNode json = FiringJson.times(row.firing());
        ZonedDateTime viewed = viewer == null ? null : row.firing().in(viewer);
        json.put("viewer_time", viewed == null ? null : FiringJson.text(viewed));
        FiringJson.verdict(json, row);
        return json;
    }
}
