package com.rezagent.schedules.command;

import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.DefinitionDefaults;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The groups in which schedules can be placed. */
@FunctionalInterface
public interface KnownGroups {
    /** Knows the default group only, without defaults of its own. */
    KnownGroups DEFAULT_ONLY =
            group -> group.equals(ResourceName.DEFAULT_GROUP) ? Optional.of(DefinitionDefaults.NONE) : Optional.empty();

    /**
     * Returns what a group provides for schedules that are created in it; empty if there is no such group.
     *
     * @throws com.rezagent.schedules.error.TransientException if that can't be read now
     */
    Optional<DefinitionDefaults> defaultsOf(ResourceName group);

    /** Returns an implementation that asks this one once for each group: for one request. Not thread-safe. */
    default KnownGroups askedOnce() {
        Map<ResourceName, Optional<DefinitionDefaults>> asked = new HashMap<>();
        return group -> asked.computeIfAbsent(group, this::defaultsOf);
    }
}
