package com.rezagent.schedules.local.store;

import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.store.Stores;
import com.rezagent.schedules.testing.StoresContract;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Provides the stores on one in-memory database to each test, and closes it after the test. */
class SqlStores implements StoresContract.Provider, AfterEachCallback {
    private Database database;

    @Override
    public Stores next() {
        database = Database.inMemory();
        return LocalStores.of(database).asOne();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        database.close();
    }

    /** Provides a store of schedules that clears its cache before every read, so that it reads the database. */
    static final class Uncached extends SqlStores {
        @Override
        public Stores next() {
            Stores stores = super.next();
            return stores.with(new UncachedStore(super.database, stores.schedules()));
        }
    }

    private record UncachedStore(Database database, ScheduleStore store) implements ScheduleStore {
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
    }
}
