package com.rezagent.schedules.webapi.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;

/**
 * Applies JSON Merge Patches: a field replaces the one with its name, {@code null} removes it, and objects are merged.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7396">RFC 7396</a>
 */
public final class MergePatch {
    public static final String MEDIA_TYPE = "application/merge-patch+json";

    private MergePatch() {}

    /** Returns a copy of the target with the patch applied. */
    public static JsonNode apply(JsonNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode)) {
            return patch;
        }
        ObjectNode patched = target instanceof ObjectNode object ? object.deepCopy() : Json.object();
        patch.properties().forEach(it -> {
            if (it.getValue().isNull()) {
                patched.remove(it.getKey());
            } else {
                patched.set(it.getKey(), apply(patched.path(it.getKey()), it.getValue()));
            }
        });
        return patched;
    }
}
