package com.rezagent.schedules.webapi.group;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.CommandFields;
import com.rezagent.schedules.command.PauseTimes;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.group.Group;
import com.rezagent.schedules.group.GroupCommand;
import com.rezagent.schedules.json.ObjectReader;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.webapi.command.BulkChanges;
import com.rezagent.schedules.webapi.command.BulkResult;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.JsonBody;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Handles {@code POST /api/groups/actions}: pauses or resumes several groups, or all. */
final class GroupActions {
    private static final String PAUSE = "pause";
    private static final String RESUME = "resume";
    private static final String ALL = "*";
    private static final int MAX_NAMES = 100;

    private final VisibleGroups visible;
    private final BulkChanges<Group, GroupCommand> changes;
    private final Clock clock;

    GroupActions(VisibleGroups visible, BulkChanges<Group, GroupCommand> changes, Clock clock) {
        this.visible = visible;
        this.changes = changes;
        this.clock = clock;
    }

    /**
     * The body of a request.
     *
     * @param groups empty for all
     */
    private record Body(
            boolean isPause,
            Set<ResourceName> groups,
            @Nullable Instant until,
            @Nullable String reason) {
        GroupCommand command(Command.Context context, String group) {
            ResourceName name = new ResourceName(group);
            return isPause
                    ? new GroupCommand.Pause(context.withReason(reason), name, null, until)
                    : new GroupCommand.Resume(context.withReason(reason), name);
        }
    }

    HttpResponse act(RequestContext call) {
        Body body = read(call);
        Map<String, Group> records = new LinkedHashMap<>();
        if (body.groups().isEmpty()) {
            visible.all().forEach(it -> records.put(it.name().value(), it));
        } else {
            body.groups().forEach(it -> visible.stored(it).ifPresent(found -> records.put(it.value(), found)));
        }
        List<String> names = body.groups().isEmpty()
                ? List.copyOf(records.keySet())
                : body.groups().stream().map(ResourceName::value).toList();
        return BulkResult.response(
                "group", changes.change(call, names, records, (context, name, seen) -> body.command(context, name)));
    }

    private Body read(RequestContext call) {
        ObjectNode json = JsonBody.read(call.request());
        ValidationErrors errors = new ValidationErrors();
        ObjectReader reader = new ObjectReader(json, errors);
        String action = reader.string("action");
        boolean isPause = PAUSE.equals(action);
        if (!isPause && !RESUME.equals(action)) {
            errors.field("action", "use " + PAUSE + " or " + RESUME);
        }
        Set<ResourceName> groups = groups(json.path("groups"), errors);
        reader.known("groups");
        Instant until = isPause ? CommandFields.until(reader) : null;
        String reason = CommandFields.reason(reader);
        reader.refuseUnknown();
        check(until, errors);
        errors.throwIfAny();
        return new Body(isPause, groups, until, reason);
    }

    private void check(@Nullable Instant until, ValidationErrors errors) {
        try {
            PauseTimes.check(null, until, clock.instant());
        } catch (RefusedException e) {
            errors.add(e);
        }
    }

    /** Returns the names; empty for all groups. */
    private static Set<ResourceName> groups(JsonNode node, ValidationErrors errors) {
        Set<ResourceName> groups = new LinkedHashSet<>();
        boolean isListOfNames = node.isArray() && !node.isEmpty() && node.size() <= MAX_NAMES;
        if (!isListOfNames) {
            errors.field("groups", "must be a list of 1 to " + MAX_NAMES + " names, or [\"*\"] for all groups");
            return groups;
        }
        if (node.size() == 1 && ALL.equals(node.path(0).textValue())) {
            return groups;
        }
        for (JsonNode name : node) {
            if (!name.isTextual()) {
                errors.field("groups", "each must be a string, the name of a group");
                continue;
            }
            try {
                ResourceName group = ResourceName.parseGroup(name.textValue());
                if (!groups.add(group)) {
                    errors.field("groups", group + " is there twice; name each group once");
                }
            } catch (RefusedException e) {
                errors.add(e);
            }
        }
        return groups;
    }
}
