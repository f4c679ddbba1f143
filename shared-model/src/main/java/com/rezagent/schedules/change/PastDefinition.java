package com.rezagent.schedules.change;

import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.record.Change;
import java.util.List;
import java.util.Optional;

/** Computes the definition that a record had at a version from the changes that followed. Pure. */
public final class PastDefinition {
    private PastDefinition() {}

    /**
     * Returns the definition at a version; empty if the version never existed, or changes after it are gone.
     *
     * @param current the record's version, read before the changes
     * @param currentDefinition the record's definition at that version
     * @param following the changes from the next version on, oldest first, at least up to the first that replaced a
     *     definition. Those after the current version are not of this record, or came after it was read
     */
    public static Optional<JsonObject> at(
            long version, long current, JsonObject currentDefinition, List<Change> following) {
        if (version < 1 || version > current) {
            return Optional.empty();
        }
        long next = version + 1;
        for (Change change : following) {
            if (next > current) {
                break;
            }
            if (change.version() != next) {
                return Optional.empty();
            }
            if (change.replaced() != null) {
                return Optional.of(change.replaced()).filter(it -> !it.isEmpty());
            }
            next++;
        }
        return next > current ? Optional.of(currentDefinition) : Optional.empty();
    }
}
