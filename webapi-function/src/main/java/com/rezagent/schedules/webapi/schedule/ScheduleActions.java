package com.rezagent.schedules.webapi.schedule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.CommandFields;
import com.rezagent.schedules.command.PauseTimes;
import com.rezagent.schedules.command.ScheduleCommand;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.json.ObjectReader;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.command.BulkChanges;
import com.rezagent.schedules.webapi.command.BulkIds;
import com.rezagent.schedules.webapi.command.BulkResult;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.JsonBody;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Handles {@code POST /api/schedules/actions}: one action on up to 100 schedules. */
final class ScheduleActions {
    private static final BulkIds<ScheduleId> IDS =
            new BulkIds<>("schedule_ids", "schedule", "sched_…", ScheduleId::tryParse);

    /** The fields that belong to some actions, in the order of error messages. */
    private static final List<String> FIELDS = List.of("until", "scheduled_time", "group");

    private final Supplier<BulkChanges<Schedule, ScheduleCommand>> changes;
    private final Clock clock;

    /** @param changes returns the handler of one request, which reads each group once */
    ScheduleActions(Supplier<BulkChanges<Schedule, ScheduleCommand>> changes, Clock clock) {
        this.changes = changes;
        this.clock = clock;
    }

    /** The body of a request. */
    private record Body(
            BulkAction action,
            Set<ScheduleId> ids,
            BulkAction.Parameters fields,
            @Nullable String reason) {}

    HttpResponse act(RequestContext call) {
        Body body = read(call);
        BulkChanges<Schedule, ScheduleCommand> bulk = changes.get();
        List<String> ids = body.ids().stream().map(ScheduleId::value).toList();
        List<BulkResult> results = bulk.change(
                call,
                ids,
                bulk.records(ids),
                (context, id, seen) -> body.action()
                        .command(
                                new BulkAction.Addressee(
                                        context.withReason(body.reason()),
                                        new ScheduleId(id),
                                        seen,
                                        context.effectiveIssuedAt(clock.instant())),
                                body.fields()));
        return BulkResult.response("schedule_id", results);
    }

    private Body read(RequestContext call) {
        ObjectNode json = JsonBody.read(call.request());
        ValidationErrors errors = new ValidationErrors();
        ObjectReader reader = new ObjectReader(json, errors);
        BulkAction action = BulkAction.of(reader.string("action")).orElse(null);
        if (action == null) {
            errors.field(
                    "action",
                    "use one of "
                            + Arrays.stream(BulkAction.values())
                                    .map(BulkAction::text)
                                    .collect(Collectors.joining(", ")));
        }
        Set<ScheduleId> ids = IDS.read(json.path(IDS.field()), errors);
        reader.known(IDS.field());
        BulkAction.Parameters fields = action == null ? ignored(reader) : fields(action, reader, errors);
        String reason = CommandFields.reason(reader);
        reader.refuseUnknown();
        errors.throwIfAny();
        return new Body(Objects.requireNonNull(action), ids, fields, reason);
    }

    private static BulkAction.Parameters ignored(ObjectReader reader) {
        FIELDS.forEach(reader::known);
        return BulkAction.Parameters.NONE;
    }

    private BulkAction.Parameters fields(BulkAction action, ObjectReader reader, ValidationErrors errors) {
        for (String field : FIELDS) {
            if (!action.takes(field)) {
                if (reader.has(field)) {
                    errors.field(
                            field,
                            "does not belong to " + action.text() + ", only to "
                                    + String.join(" and ", BulkAction.taking(field)) + "; leave it out");
                }
                reader.known(field);
            }
        }
        Instant until = action.takes("until") ? CommandFields.until(reader) : null;
        check(until, errors);
        ResourceName group = action.takes("group") ? CommandFields.group(reader, errors) : null;
        Instant firing = action.takes("scheduled_time") ? CommandFields.scheduledTime(reader) : null;
        return new BulkAction.Parameters(until, firing, group);
    }

    private void check(@Nullable Instant until, ValidationErrors errors) {
        try {
            PauseTimes.check(null, until, clock.instant());
        } catch (RefusedException e) {
            errors.add(e);
        }
    }
}
