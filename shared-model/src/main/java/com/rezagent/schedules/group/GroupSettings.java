package com.rezagent.schedules.group;

import com.rezagent.schedules.plan.NoticePolicy;
import com.rezagent.schedules.schedule.DefinitionDefaults;
import org.jspecify.annotations.Nullable;

/**
 * What a put of a group sets.
 *
 * @param defaults copied into the definitions of schedules that are created in the group
 * @param notices when failures of the group's schedules are notified
 */
public record GroupSettings(
        @Nullable String title, @Nullable String description, DefinitionDefaults defaults, NoticePolicy notices) {
    public static final GroupSettings NONE =
            new GroupSettings(null, null, DefinitionDefaults.NONE, NoticePolicy.DEFAULT);
}
