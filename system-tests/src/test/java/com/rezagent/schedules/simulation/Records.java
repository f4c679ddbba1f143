package com.rezagent.schedules.simulation;

import org.jspecify.annotations.Nullable;

/** Changes records. */
final class Records {
    private Records() {}

    /**
     * Returns a copy of a record with one component changed, of the record itself or of one of its parts.
     *
     * @throws IllegalArgumentException if there is no such component
     */
    static <R extends Record> R withComponent(R record, String component, @Nullable Object value) {
        return com.rezagent.schedules.testing.Records.withComponent(record, component, value);
    }
}
