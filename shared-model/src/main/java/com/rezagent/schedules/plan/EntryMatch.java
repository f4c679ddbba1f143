package com.rezagent.schedules.plan;

import com.rezagent.schedules.schedule.Schedule;
import org.jspecify.annotations.Nullable;

/** The engine entry that fired, compared with the record. */
public enum EntryMatch {
    CURRENT,
    /** The entry of an earlier version of the record. */
    OUTDATED,
    /** The entry of another incarnation: a schedule of the same name that was deleted or completed. */
    OTHER_INCARNATION;

    /**
     * Compares an entry with the record.
     *
     * @param entryVersion of the record that the entry was written from
     * @param incarnation of that record; null in an entry of an earlier release, for which the record's is assumed
     */
    public static EntryMatch of(Schedule schedule, long entryVersion, @Nullable String incarnation) {
        if (incarnation != null && !incarnation.equals(schedule.incarnation())) {
            return OTHER_INCARNATION;
        }
        return entryVersion < schedule.entryVersion() ? OUTDATED : CURRENT;
    }
}
