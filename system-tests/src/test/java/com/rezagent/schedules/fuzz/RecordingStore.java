package com.rezagent.schedules.fuzz;

import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.testing.PortProxy;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Records which schedules are written and which change. Enforces DynamoDB's limit on key length. */
final class RecordingStore {
    /**
     * Maximum size of an index's partition key, in bytes of UTF-8.
     *
     * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html">Constraints</a>
     */
    private static final int MAX_KEY_BYTES = 2_048;

    private static final Set<String> CHECKED = Set.of("insert", "replace", "list");

    private final Set<ScheduleId> written = new TreeSet<>();
    private final Set<ScheduleId> changed = new TreeSet<>();

    /** Returns a store that is recorded here. */
    ScheduleStore recorded(ScheduleStore store) {
        return PortProxy.of(
                ScheduleStore.class, store, it -> !it.isDefault() && CHECKED.contains(it.getName()), call -> {
                    if (call.operation().equals("list")) {
                        ScheduleQuery query = call.argument(0);
                        checkKey(query.createdBy());
                        return call.proceed();
                    }
                    Schedule seen = call.argument(0);
                    boolean isInsert = call.operation().equals("insert");
                    Schedule next = isInsert ? seen : call.argument(1);
                    checkKey(next.createdBy());
                    boolean isDone = call.proceed();
                    if (isDone) {
                        written.add(next.id());
                    }
                    if (isDone && (isInsert || isChanged(seen, next))) {
                        changed.add(next.id());
                    }
                    return isDone;
                });
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

    private static boolean isChanged(Schedule seen, Schedule next) {
        return seen.version() != next.version()
                || seen.state() != next.state()
                || !Objects.equals(seen.definition(), next.definition())
                || !seen.incarnation().equals(next.incarnation());
    }

    private static void checkKey(@Nullable String createdBy) {
        if (createdBy != null && createdBy.getBytes(StandardCharsets.UTF_8).length > MAX_KEY_BYTES) {
            throw new IllegalStateException(
                    "DynamoDB: size of hashkey has exceeded the maximum size limit of 2048 bytes");
        }
    }
}
