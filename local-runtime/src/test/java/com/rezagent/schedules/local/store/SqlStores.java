package com.rezagent.schedules.local.store;

import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleSummary;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The stores on one in-memory database, which is closed after the test. Register it as an extension. */
final class SqlStores implements AfterEachCallback {
    private final Database database = Database.inMemory();
    private final SqlScheduleStore store = new SqlScheduleStore(database);
    private final SqlGroupStore groups = new SqlGroupStore(database);
    private final SqlChangeHistory changes = new SqlChangeHistory(database);
    private final SqlExecutionHistory history = new SqlExecutionHistory(database);

    ScheduleStore store() {
        return store;
    }

    GroupStore groups() {
        return groups;
    }

    SqlChangeHistory changes() {
        return changes;
    }

    ExecutionHistory history() {
        return history;
    }

    /** Returns a store that clears its cache before every read, so that it reads the database. */
    ScheduleStore uncachedStore() {
        return new ScheduleStore() {
            @Override
            public Optional<Schedule> find(ScheduleId id) {
                return database.exclusively(() -> {
                    database.scheduleCache().clear();
                    return store.find(id);
                });
            }

            @Override
            public boolean insert(Schedule schedule, @Nullable Change change) {
                return store.insert(schedule, change);
            }

            @Override
            public boolean replace(Schedule seen, Schedule next, @Nullable Change change) {
                return store.replace(seen, next, change);
            }

            @Override
            public Page<ScheduleSummary> list(ScheduleQuery query) {
                return database.exclusively(() -> {
                    database.scheduleCache().clear();
                    return store.list(query);
                });
            }
        };
    }

    @Override
    public void afterEach(ExtensionContext context) {
        database.close();
    }
}
