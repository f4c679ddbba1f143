package com.rezagent.schedules.schedule;

import java.util.List;

/** A definition as somebody asked for it, and what was canonicalised on the way, a sentence each. */
public record Proposal(Definition definition, List<String> canonicalised) {
    public Proposal {
        canonicalised = List.copyOf(canonicalised);
    }
}
