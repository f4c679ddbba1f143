package com.rezagent.schedules.fuzz;

import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.simulation.DelegatingStore;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Store that records which schedules are written and which change. Enforces DynamoDB's limit on key length. */
final class RecordingStore extends DelegatingStore {
    /**
     * Maximum size of an index's partition key, in bytes of UTF-8.
     *
     * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html">Constraints</a>
     */
    private static final int MAX_KEY_BYTES = 2_048;

    private final Set<ScheduleId> written = new TreeSet<>();
    private final Set<ScheduleId> changed = new TreeSet<>();

    RecordingStore(ScheduleStore store) {
        super(store);
    }

    /** Clears the recorded writes and changes. */
    void clear() {
        written.clear();
        changed.clear();
    }

    /** Returns the schedules written for any reason, including outcomes and converging. */
    Set<ScheduleId> written() {
        return written;
    }

    /** Returns the schedules whose definition, state, version or incarnation changed. */
    Set<ScheduleId> changed() {
        return changed;
    }

    @Override
    public boolean insert(Schedule schedule, @Nullable Change change) {
        checkKey(schedule.createdBy());
        return record(super.insert(schedule, change), schedule.id(), true);
    }

    @Override
    public boolean replace(Schedule seen, Schedule next, @Nullable Change change) {
        checkKey(next.createdBy());
        boolean isChanged = seen.version() != next.version()
                || seen.state() != next.state()
                || !Objects.equals(seen.definition(), next.definition())
                || !seen.incarnation().equals(next.incarnation());
        return record(super.replace(seen, next, change), next.id(), isChanged);
    }

    private boolean record(boolean isDone, ScheduleId id, boolean isChanged) {
        if (isDone) {
            written.add(id);
        }
        if (isDone && isChanged) {
            changed.add(id);
        }
        return isDone;
    }

    @Override
    public Page<ScheduleSummary> list(ScheduleQuery query) {
        if (query.createdBy() != null) {
            checkKey(query.createdBy());
        }
        return super.list(query);
    }

    private static void checkKey(String createdBy) {
        if (createdBy.getBytes(StandardCharsets.UTF_8).length > MAX_KEY_BYTES) {
            throw new IllegalStateException(
                    "DynamoDB: size of hashkey has exceeded the maximum size limit of 2048 bytes");
        }
    }
}
