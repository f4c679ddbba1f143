package com.rezagent.schedules.group;

import com.rezagent.schedules.schedule.DefinitionDefaults;
import org.jspecify.annotations.Nullable;

/**
 * What a put of a group sets.
 *
 * @param defaults copied into the definitions of schedules that are created in the group
 */
public record GroupSettings(
        @Nullable String title, @Nullable String description, DefinitionDefaults defaults) {
    public static final GroupSettings NONE = new GroupSettings(null, null, DefinitionDefaults.NONE);
}
