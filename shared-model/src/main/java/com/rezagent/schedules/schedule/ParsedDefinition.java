package com.rezagent.schedules.schedule;

import java.util.List;

/**
 * A definition parsed from a request.
 *
 * @param initial whether a create starts the schedule running or paused; ignored in an update
 * @param warnings what was canonicalised, a sentence each
 */
public record ParsedDefinition(Definition definition, Running initial, List<String> warnings) {
    public ParsedDefinition {
        warnings = List.copyOf(warnings);
    }
}
