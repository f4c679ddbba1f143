package com.rezagent.schedules.webapi.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.CommandFields;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.json.ObjectReader;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.DefinitionReader;
import com.rezagent.schedules.schedule.ScheduleJson;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.webapi.http.HttpRequest;
import com.rezagent.schedules.webapi.http.JsonBody;
import com.rezagent.schedules.webapi.http.MergePatch;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The body of a create, a replacement or a patch. It may have the read-only fields that a read returns; they are not part of the
 * command and do not count towards its size.
 *
 * @param definition the body without the read-only fields, except a status that {@link DefinitionReader} refuses
 * @param status the value of {@code status}, if it is a string. {@code paused} creates a schedule paused; a replacement
 *     refuses a status that it would not bring about
 * @param group the group, if it is well-formed. It is where a schedule is created; a replacement refuses another one
 * @param reason why, which is not part of the definition; null for none
 */
record DefinitionBody(
        ObjectNode definition,
        Optional<String> status,
        Optional<ResourceName> group,
        @Nullable String reason) {
    private static final String GROUP = "group";
    private static final String REASON = "reason";

    /** Fields that a patch can't remove although a replacement may lack them, with what to do instead. */
    private static final Map<String, String> NOT_REMOVABLE = new TreeMap<>(Map.of(
            "name",
            "leave it out",
            GROUP,
            "use POST /api/schedules/{id}/move to move the schedule to another group, or leave it out",
            "status",
            "use POST /api/schedules/{id}/pause or /resume, or leave it out"));

    static final Set<String> READ_ONLY = readOnly();

    private static Set<String> readOnly() {
        Set<String> fields = new TreeSet<>(DefinitionReader.READ_ONLY);
        fields.add("command_id");
        return Set.copyOf(fields);
    }

    /**
     * Reads the body of a request.
     *
     * @throws com.rezagent.schedules.error.RefusedException as {@link JsonBody#read}; {@code invalid_request} for an
     *     invalid reason
     */
    static DefinitionBody read(HttpRequest request) {
        ObjectNode body = JsonBody.read(request, READ_ONLY);
        JsonNode status = body.path("status");
        removeReadOnly(body);
        ValidationErrors errors = new ValidationErrors();
        String reason = CommandFields.reason(new ObjectReader(body, errors));
        errors.throwIfAny();
        body.remove(REASON);
        return of(body, status, reason);
    }

    /**
     * Returns a definition with a merge patch applied, as the body of a replacement. A field that the patch removes is null,
     * which is the same to a reader except that it reports unknown ones.
     *
     * @param patch see {@link MergePatch}
     * @param reason see {@link #reason}
     * @throws com.rezagent.schedules.error.RefusedException listing each field that can't be removed
     */
    static DefinitionBody patched(Definition definition, ObjectNode patch, @Nullable String reason) {
        ValidationErrors errors = new ValidationErrors();
        NOT_REMOVABLE.forEach((field, advice) -> {
            if (patch.path(field).isNull()) {
                errors.field(field, "can't be removed; " + advice);
            }
        });
        errors.throwIfAny();
        ObjectNode body = (ObjectNode) MergePatch.apply(ScheduleJson.definition(definition), patch);
        patch.properties().stream().filter(it -> it.getValue().isNull()).forEach(it -> body.putNull(it.getKey()));
        JsonNode status = body.path("status");
        removeReadOnly(body);
        return of(body, status, reason);
    }

    /** Removes the read-only fields, except a status that {@link DefinitionReader} refuses. */
    private static void removeReadOnly(ObjectNode body) {
        JsonNode status = body.path("status");
        body.remove(READ_ONLY);
        if (!DefinitionReader.isStatus(status)) {
            body.set("status", status);
        }
    }

    private static DefinitionBody of(ObjectNode body, JsonNode status, @Nullable String reason) {
        return new DefinitionBody(
                body,
                Optional.ofNullable(status.textValue()),
                Optional.ofNullable(body.path(GROUP).textValue()).flatMap(ResourceName::tryParse),
                reason);
    }

    /** Returns the definition of a new schedule, with {@code status} only if the schedule is to be created paused. */
    ObjectNode newSchedule() {
        String paused = Status.PAUSED.text();
        return status.filter(paused::equals).isPresent() ? definition.deepCopy().put("status", paused) : definition;
    }

    /** Returns the schedule of a create command. */
    JsonObject createCommand() {
        return JsonObject.of(newSchedule());
    }

    /** Returns the schedule of an update command. Its group is not part of a definition, but one out of form is refused. */
    JsonObject updateCommand() {
        return JsonObject.of(
                group.isEmpty() ? definition : definition.deepCopy().without(GROUP));
    }
}
