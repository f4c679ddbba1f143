package com.rezagent.schedules.webapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.schedule.DefinitionReader;
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
 * @param status what {@code status} says, where it is a string. A replacement refuses a status that it would not bring
 *     about. A create ignores it: a command that creates a paused schedule does not exist yet.
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

    /** What a command carries: null means the same as leaving a field out. */
    JsonObject command() {
        ObjectNode command = definition.deepCopy();
        command.removeIf(JsonNode::isNull);
        return JsonObject.of(command);
    }
}
