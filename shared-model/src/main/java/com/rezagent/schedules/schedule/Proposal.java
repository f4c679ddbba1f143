package com.rezagent.schedules.schedule;

import java.util.List;

/**
 * A definition as somebody asked for it.
 *
 * @param initial whether a create is to begin paused; an update's says nothing
 * @param canonicalised what was canonicalised on the way, a sentence each
 */
public record Proposal(Definition definition, Running initial, List<String> canonicalised) {
    public Proposal {
        canonicalised = List.copyOf(canonicalised);
    }
}
