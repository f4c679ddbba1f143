package com.rezagent.schedules.webapi.schedule;

import com.rezagent.schedules.command.CommandFields;
import com.rezagent.schedules.command.ScheduleCommand;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.expression.Expression;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.json.ObjectReader;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleJson;
import com.rezagent.schedules.webapi.change.ChangeLists;
import com.rezagent.schedules.webapi.change.ChangeLists.Versioned;
import com.rezagent.schedules.webapi.command.ChangeHandler;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.JsonBody;
import com.rezagent.schedules.webapi.http.RangeParameters;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Handles the list of a schedule's changes, and the way back to an earlier definition. */
final class ScheduleChanges {
    static final Set<String> PARAMETERS = RangeParameters.and("include");

    private static final String INCLUDE = "include";
    private static final String DEFINITION = "definition";

    private final VisibleSchedules visibleSchedules;
    private final ChangeLists lists;
    private final ChangeHandler<Schedule, ScheduleCommand> changes;

    ScheduleChanges(
            VisibleSchedules visibleSchedules, ChangeLists lists, ChangeHandler<Schedule, ScheduleCommand> changes) {
        this.visibleSchedules = visibleSchedules;
        this.lists = lists;
        this.changes = changes;
    }

    HttpResponse list(RequestContext call) {
        RangeParameters parameters = RangeParameters.read(call.query());
        String include = call.query().choice(INCLUDE, word -> Optional.of(word).filter(DEFINITION::equals), DEFINITION);
        call.query().throwIfAny();
        Schedule schedule = visibleSchedules.require(call);
        return include == null
                ? lists.ofRecord(schedule.id().value(), schedule.version(), parameters)
                : lists.withDefinitions(versioned(schedule), parameters);
    }

    private static Versioned versioned(Schedule schedule) {
        return new Versioned(
                schedule.id().value(),
                schedule.version(),
                JsonObject.of(ScheduleJson.definition(schedule.requireDefinition())));
    }

    /** Replaces the definition by that of an earlier version. */
    HttpResponse revert(RequestContext call) {
        ValidationErrors errors = new ValidationErrors();
        ObjectReader body = new ObjectReader(JsonBody.read(call.request()), errors);
        Long version = body.wholeNumber("version", 1);
        if (!body.has("version")) {
            errors.field("version", "is required; send the version of one of the schedule's changes");
        }
        String reason = CommandFields.reason(body);
        body.refuseUnknown();
        errors.throwIfAny();
        long target = Objects.requireNonNull(version);
        return changes.edit(
                call,
                () -> visibleSchedules.require(call),
                (context, seen) -> new ScheduleCommand.Update(
                        context.withReason(reason),
                        seen.id(),
                        withoutPastStart(definition(seen, target), seen, context.issuedAt()),
                        seen.version()));
    }

    /**
     * Returns a definition without a start date that has passed, which can't be requested again. The firings to come are the
     * same, except those of a rate, which is returned as it is: from when it counts is for the caller to decide.
     */
    private static JsonObject withoutPastStart(JsonObject definition, Schedule seen, Instant now) {
        boolean isPast = definition
                .string("start_date")
                .map(Instant::parse)
                .filter(it -> it.isBefore(now)
                        && !it.equals(seen.requireDefinition().timing().start()))
                .isPresent();
        boolean isRate = Expression.parse(
                        definition.string("schedule_expression").orElseThrow())
                .expression()
                .countsFromAnchor();
        return isPast && !isRate ? JsonObject.of(definition.toNode().putNull("start_date")) : definition;
    }

    private JsonObject definition(Schedule seen, long version) {
        return lists.definition(versioned(seen), version).orElseThrow(() -> versionNotFound(version, seen));
    }

    private static RefusedException versionNotFound(long version, Schedule seen) {
        return new RefusedException(
                ErrorCode.VERSION_NOT_FOUND,
                "There is no such version",
                version > seen.version()
                        ? "version: is " + version + ", but the current version is " + seen.version()
                        : "version: the definition of version " + version
                                + " is not kept any more; GET /api/schedules/" + seen.id()
                                + "/changes lists the changes of the last 90 days");
    }
}
