package com.rezagent.schedules.schedule;

import java.util.List;

/**
 * A definition as somebody asked for it.
 *
 * @param initial whether a create is to begin paused; an update's says nothing
 * @param warnings what was canonicalised on the way, a sentence each
 */
public record ParsedDefinition(Definition definition, Running initial, List<String> warnings) {
    public ParsedDefinition {
        warnings = List.copyOf(warnings);
    }
}
