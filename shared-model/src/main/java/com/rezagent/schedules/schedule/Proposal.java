package com.rezagent.schedules.schedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A definition as somebody asked for it, and what was canonicalised on the way. */
public record Proposal(Definition definition, List<String> canonicalised) {
    public Proposal {
        canonicalised = List.copyOf(canonicalised);
    }

    /** Every sentence that the definition deserves, judged at the moment of asking. */
    public List<String> warnings(Instant issuedAt) {
        List<String> warnings = new ArrayList<>(canonicalised);
        warnings.addAll(definition.recurrence(definition.anchorFor(issuedAt)).warnings(issuedAt));
        return warnings;
    }
}
