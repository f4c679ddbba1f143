package com.rezagent.schedules.local.store;

import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records as the database has them, so that a firing does not read and parse its schedule again. Every write of this
 * process goes through here, and no other process has the database open. Used under the database's lock.
 */
final class ScheduleCache {
    private static final int MOST = 10_000;
    private static final int LONGEST_PAYLOAD = 16_384;

    private final Map<ScheduleId, Schedule> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ScheduleId, Schedule> eldest) {
            return size() > MOST;
        }
    };

    @Nullable
    Schedule find(ScheduleId id) {
        return kept.get(id);
    }

    void keep(Schedule schedule) {
        if (schedule.definition() == null
                || schedule.definition().payload().text().length() <= LONGEST_PAYLOAD) {
            kept.put(schedule.id(), schedule);
        } else {
            kept.remove(schedule.id());
        }
    }

    void forget(ScheduleId id) {
        kept.remove(id);
    }

    /** A record was written over another; the counters go on, but for another incarnation. */
    void replace(Schedule next, Schedule seen) {
        Schedule before = kept.get(seen.id());
        if (next.revision() != seen.revision()
                || (before == null && next.incarnation().equals(seen.incarnation()))) {
            kept.remove(seen.id());
            return;
        }
        Schedule written = next.nextRevision();
        keep(
                before != null && next.incarnation().equals(before.incarnation())
                        ? written.counted(before.executionCount(), before.lastTriggered())
                        : written);
    }

    void clear() {
        kept.clear();
    }

    /** An execution was counted on a record, where that is its incarnation still. */
    void count(ScheduleId id, String incarnation, @Nullable Instant at) {
        kept.computeIfPresent(
                id, (key, it) -> it.incarnation().equals(incarnation) ? it.counted(it.executionCount() + 1, at) : it);
    }
}
