package com.rezagent.schedules.schedule;

import com.rezagent.schedules.record.ResourceName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A definition parsed from a request.
 *
 * @param initial whether a create starts the schedule running or paused; ignored in an update
 * @param group the group that the request names; null if it names none
 * @param isGroupKnown whether that group exists; true if it names none
 * @param requestDigest digest of the definition as sent, before a group's defaults; null if it was not sent
 * @param warnings what was canonicalised, a sentence each
 */
public record ParsedDefinition(
        Definition definition,
        Running initial,
        @Nullable ResourceName group,
        boolean isGroupKnown,
        @Nullable String requestDigest,
        List<String> warnings) {

    /** Creates a definition that names no group. */
    public ParsedDefinition(Definition definition, Running initial, List<String> warnings) {
        this(definition, initial, null, true, null, warnings);
    }

    public ParsedDefinition {
        warnings = List.copyOf(warnings);
    }

    /** Returns the group in which a create places the schedule. */
    public ResourceName placement() {
        return group == null ? ResourceName.DEFAULT_GROUP : group;
    }
}
