package com.rezagent.schedules.expression;

import java.time.Instant;
import java.util.List;

/** What a user may not expect of a recurrence, in plain sentences. */
final class RecurrenceWarnings {
    RecurrenceWarnings(Recurrence recurrence, Instant now) {}

    List<String> all() {
        return List.of();
    }
}
