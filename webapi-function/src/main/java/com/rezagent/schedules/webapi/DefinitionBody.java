package com.rezagent.schedules.webapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.schedule.DefinitionReader;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.webapi.http.HttpRequest;
import com.rezagent.schedules.webapi.http.JsonBody;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The body of a create or a replacement. It may have the read-only fields that a read returns, which are no part of the
 * command and do not count towards its size.
 *
 * @param definition without the read-only fields
 * @param status what {@code status} says, where it is a string. A create begins paused with {@code paused}; a replacement
 *     refuses a status that it would not bring about
 */
record DefinitionBody(ObjectNode definition, Optional<String> status) {
    private static final Set<String> READ_ONLY = readOnly();

    private static Set<String> readOnly() {
        Set<String> fields = new TreeSet<>(DefinitionReader.READ_ONLY);
        fields.add("command_id");
        return Set.copyOf(fields);
    }

    /** @throws com.rezagent.schedules.error.RefusedException as {@link JsonBody#read} */
    static DefinitionBody read(HttpRequest request) {
        ObjectNode body = JsonBody.read(request, READ_ONLY);
        Optional<String> status = Optional.ofNullable(body.get("status")).map(JsonNode::textValue);
        body.remove(READ_ONLY);
        return new DefinitionBody(body, status);
    }

    /** What a create is to make: the definition, and that it begins paused where the body says so. */
    ObjectNode creation() {
        String paused = Status.PAUSED.text();
        return status.filter(paused::equals).isPresent() ? definition.deepCopy().put("status", paused) : definition;
    }

    /** What a create carries: null means the same as leaving a field out. */
    JsonObject createCommand() {
        return withoutNulls(creation());
    }

    /** What an update carries. */
    JsonObject updateCommand() {
        return withoutNulls(definition);
    }

    private static JsonObject withoutNulls(ObjectNode fields) {
        ObjectNode command = fields.deepCopy();
        command.removeIf(JsonNode::isNull);
        return JsonObject.of(command);
    }
}
