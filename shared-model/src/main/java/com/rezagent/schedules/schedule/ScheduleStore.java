package com.rezagent.schedules.schedule;

import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.RecordStore;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stores the schedule records. */
public interface ScheduleStore extends RecordStore<ScheduleId, Schedule> {
    @Override
    Optional<Schedule> find(ScheduleId id);

    /**
     * Returns the records that exist, by id, by strongly consistent reads.
     *
     * @param ids at most 100
     */
    default Map<ScheduleId, Schedule> findAll(Collection<ScheduleId> ids) {
        Map<ScheduleId, Schedule> found = new HashMap<>();
        ids.forEach(id -> find(id).ifPresent(it -> found.put(id, it)));
        return found;
    }

    @Override
    boolean insert(Schedule schedule, @Nullable Change change);

    /**
     * Writes what differs between {@code seen} and {@code next}, at the revision after {@code seen}'s. The counters are
     * not written, except that they are reset if {@code next} is another incarnation.
     */
    @Override
    boolean replace(Schedule seen, Schedule next, @Nullable Change change);

    /**
     * Returns a page of summaries. It is eventually consistent, except by id. Records without a definition are never
     * listed. A page may be shorter than its limit although others follow: its {@code nextToken} tells.
     *
     * @throws RefusedException {@code invalid_request} for a token that this store did not return for the same query
     */
    Page<ScheduleSummary> list(ScheduleQuery query);

    /**
     * Records that every record has what lists by group need, which records of earlier releases lack. Until then a store
     * answers lists of the default group by other means.
     */
    default void markUpgraded() {}
}
