package com.rezagent.schedules.local.store;

import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * LRU cache of schedules, so that a firing does not read and parse its schedule again. It is always consistent: every
 * write of this process updates it, and no other process has the database open. Guarded by the database's lock.
 */
final class ScheduleCache {
    private static final int MAX_SCHEDULES = 10_000;
    private static final int MAX_PAYLOAD = 16_384;

    private final Map<ScheduleId, Schedule> cached = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ScheduleId, Schedule> eldest) {
            return size() > MAX_SCHEDULES;
        }
    };

    @Nullable
    Schedule find(ScheduleId id) {
        return cached.get(id);
    }

    void put(Schedule schedule) {
        if (schedule.definition() == null
                || schedule.definition().payload().text().length() <= MAX_PAYLOAD) {
            cached.put(schedule.id(), schedule);
        } else {
            cached.remove(schedule.id());
        }
    }

    void remove(ScheduleId id) {
        cached.remove(id);
    }

    /** Updates the cache after a record was replaced. The counters continue, except for a new incarnation. */
    void replace(Schedule next, Schedule seen) {
        Schedule before = cached.get(seen.id());
        if (next.revision() != seen.revision()
                || (before == null && next.incarnation().equals(seen.incarnation()))) {
            cached.remove(seen.id());
            return;
        }
        Schedule written = next.nextRevision();
        put(
                before != null && next.incarnation().equals(before.incarnation())
                        ? written.withCounters(
                                before.counters().executionCount(),
                                before.counters().lastTriggered())
                        : written);
    }

    void clear() {
        cached.clear();
    }
}
