package com.rezagent.schedules.plan;

import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.record.ResourceName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What decides about firings of a group's members, and about notices of them.
 *
 * @param exists false if the group was deleted or never created; its rules still hold for members that it has
 *     nevertheless
 * @param pause the pause that was last requested, including one that has not started or is over; null for none
 * @param notices when failures of members are notified
 */
public record GroupGate(
        ResourceName group, boolean exists, @Nullable Pause pause, NoticePolicy notices) {
    /** The gate of the default group before it has a record. */
    public static final GroupGate DEFAULT = withoutRecord(ResourceName.DEFAULT_GROUP);

    /** A gate with the default notices. */
    public GroupGate(ResourceName group, boolean exists, @Nullable Pause pause) {
        this(group, exists, pause, NoticePolicy.DEFAULT);
    }

    /** Returns the gate of a group without a record: nothing is held back. */
    public static GroupGate withoutRecord(ResourceName group) {
        return new GroupGate(group, group.equals(ResourceName.DEFAULT_GROUP), null);
    }

    /** Returns whether a firing of a member is held back when it arrives now. */
    public boolean holdsBack(Instant scheduledTime, Instant now) {
        return pause != null && pause.holdsBack(scheduledTime, now);
    }
}
