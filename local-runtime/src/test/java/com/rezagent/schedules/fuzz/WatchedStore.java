package com.rezagent.schedules.fuzz;

import com.rezagent.schedules.schedule.Page;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleSummary;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Notes which records are written, and in which of them what the schedule is; keeps DynamoDB's limit on keys. */
final class WatchedStore implements ScheduleStore {
    /**
     * What an index's partition key may take, in bytes of UTF-8.
     *
     * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html">Constraints</a>
     */
    private static final int LONGEST_KEY = 2_048;

    private final ScheduleStore store;
    private final Set<ScheduleId> written = new TreeSet<>();
    private final Set<ScheduleId> changed = new TreeSet<>();

    WatchedStore(ScheduleStore store) {
        this.store = store;
    }

    /** Forgets what was noted. */
    void watch() {
        written.clear();
        changed.clear();
    }

    /** The records that were written at all: outcomes and what was converged too. */
    Set<ScheduleId> written() {
        return written;
    }

    /** The records that have another definition, state or version than before. */
    Set<ScheduleId> changed() {
        return changed;
    }

    @Override
    public Optional<Schedule> find(ScheduleId id) {
        return store.find(id);
    }

    @Override
    public boolean insert(Schedule schedule) {
        checkKey(schedule.createdBy());
        boolean done = store.insert(schedule);
        if (done) {
            written.add(schedule.id());
            changed.add(schedule.id());
        }
        return done;
    }

    @Override
    public boolean replace(Schedule seen, Schedule next) {
        checkKey(next.createdBy());
        boolean done = store.replace(seen, next);
        if (done) {
            written.add(next.id());
            boolean same = seen.version() == next.version()
                    && seen.state() == next.state()
                    && Objects.equals(seen.definition(), next.definition())
                    && seen.incarnation().equals(next.incarnation());
            if (!same) {
                changed.add(next.id());
            }
        }
        return done;
    }

    @Override
    public Page<ScheduleSummary> list(ScheduleQuery query) {
        if (query.createdBy() != null) {
            checkKey(query.createdBy());
        }
        return store.list(query);
    }

    private static void checkKey(String createdBy) {
        if (createdBy.getBytes(StandardCharsets.UTF_8).length > LONGEST_KEY) {
            throw new IllegalStateException(
                    "DynamoDB: size of hashkey has exceeded the maximum size limit of 2048 bytes");
        }
    }
}
