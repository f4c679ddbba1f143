package com.rezagent.schedules.webapi.schedule;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.CommandFields;
import com.rezagent.schedules.command.Decider;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.expression.Expression;
import com.rezagent.schedules.expression.ExpressionDescription;
import com.rezagent.schedules.expression.ParsedExpression;
import com.rezagent.schedules.expression.Recurrence;
import com.rezagent.schedules.group.Group;
import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.ObjectReader;
import com.rezagent.schedules.plan.RunPolicyWarnings;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.plan.UpcomingFirings;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.DefinitionReader;
import com.rezagent.schedules.schedule.RunPolicy;
import com.rezagent.schedules.schedule.RunPolicyJson;
import com.rezagent.schedules.webapi.expression.FiringJson;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.JsonBody;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * Handles {@code POST /api/schedules/preview}: returns when a schedule with this expression would fire in a group. Without a
 * start date a rate fires first at {@code from}, and counts from it. Firings after the year 9999, which RFC 3339 cannot express, are left out.
 */
final class Preview {
    private static final String GROUP = "group";
    private static final int DEFAULT_COUNT = 5;
    private static final int MAX_COUNT = 100;

    private static final Instant FIRST_UNSUPPORTED = Instant.parse("9999-12-31T00:00:00Z");

    private final GroupStore groups;
    private final Clock clock;

    Preview(GroupStore groups, Clock clock) {
        this.groups = groups;
        this.clock = clock;
    }

    HttpResponse preview(RequestContext call) {
        ValidationErrors errors = new ValidationErrors();
        ObjectReader reader = new ObjectReader(JsonBody.read(call.request()), errors);
        Group group = group(reader, errors);
        ParsedExpression parsed = DefinitionReader.expression(reader, errors);
        ZoneId timezone = DefinitionReader.timezone(
                reader, errors, group.settings().value().defaults());
        Instant start = reader.wholeSecond("start_date");
        Instant end = reader.wholeSecond("end_date");
        RunPolicy runPolicy = RunPolicyJson.read(reader, errors);
        Integer count = reader.integer("count", 1, MAX_COUNT);
        Instant from = reader.instant("from");
        DefinitionReader.checkDates(parsed, timezone, start, end, errors);
        reader.refuseUnknown();
        errors.throwIfAny();
        if (parsed == null || timezone == null) {
            throw new IllegalStateException("A required field is missing but no error was reported");
        }
        Instant now = clock.instant();
        Instant after = from == null ? now : from;
        Expression expression = parsed.expression();
        Recurrence recurrence = new Recurrence(expression, timezone, start, end, start == null ? after : start);
        UpcomingFirings upcoming =
                UpcomingFirings.ofUnsaved(recurrence, new Surroundings(group.gate()), parsed.warnings(), runPolicy);
        ObjectNode json = json(recurrence, upcoming, after, now, count == null ? DEFAULT_COUNT : count);
        ArrayNode delays = json.putArray("retry_delays_seconds");
        if (runPolicy != null) {
            runPolicy.retryDelays().forEach(it -> delays.add(it.toSeconds()));
            RunPolicyWarnings.ofPreview(runPolicy).forEach(json.withArray("warnings")::add);
        }
        return HttpResponse.json(200, json);
    }

    /** Returns the group that the schedule would be created in; the default one if there is an error. */
    private Group group(ObjectReader reader, ValidationErrors errors) {
        ResourceName name = reader.has(GROUP) ? CommandFields.group(reader, errors) : ResourceName.DEFAULT_GROUP;
        reader.known(GROUP);
        if (name == null) {
            return Group.DEFAULT;
        }
        Optional<Group> group = groups.findExisting(name);
        if (group.isEmpty()) {
            errors.add(Decider.unknownGroup(name));
        }
        return group.orElse(Group.DEFAULT);
    }

    private static ObjectNode json(
            Recurrence recurrence, UpcomingFirings upcoming, Instant after, Instant now, int count) {
        ObjectNode json = Json.object();
        json.put("schedule_expression", recurrence.expression().canonical());
        json.put("timezone", recurrence.timezone().getId());
        json.put("expression_description", ExpressionDescription.describe(recurrence.expression()));
        ArrayNode next = json.putArray("next_executions");
        ArrayNode local = json.putArray("local_times");
        Instant listedAfter = recurrence.listedAfter(after);
        upcoming.after(listedAfter)
                .takeWhile(firing -> firing.isBefore(FIRST_UNSUPPORTED))
                .limit(count)
                .forEach(firing -> {
                    next.add(firing.toString());
                    local.add(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(firing.atZone(recurrence.timezone())));
                });
        boolean isTruncated = FiringJson.add(
                json.putArray("firings"), upcoming.rows(listedAfter, now).iterator(), count, FiringJson::of);
        json.put("truncated", isTruncated);
        ArrayNode warnings = json.putArray("warnings");
        upcoming.warnings(after).forEach(warnings::add);
        return json;
    }
}
