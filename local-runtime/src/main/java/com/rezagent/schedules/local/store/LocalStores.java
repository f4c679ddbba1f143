package com.rezagent.schedules.local.store;

import com.rezagent.schedules.store.Stores;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** The stores over the local database. */
public record LocalStores(
        SqlScheduleStore schedules, SqlGroupStore groups, SqlExecutionHistory executions, SqlChangeHistory changes) {
    /** The statements that create the tables that stores have to themselves. */
    static final List<String> TABLES = Stream.of(SqlGroupStore.TABLES, SqlChangeHistory.TABLES)
            .flatMap(List::stream)
            .toList();

    /** Returns the stores over a database. */
    public static LocalStores of(Database database) {
        return new LocalStores(
                new SqlScheduleStore(database),
                new SqlGroupStore(database),
                new SqlExecutionHistory(database),
                new SqlChangeHistory(database));
    }

    /** Returns them as both functions receive them. */
    public Stores asOne() {
        return new Stores(schedules, groups, executions, changes);
    }

    /** Deletes expired records of all stores, as DynamoDB's time to live does some time after their expiry. */
    public void deleteExpired(Instant now) {
        schedules.deleteExpired(now);
        groups.deleteExpired(now);
        executions.deleteExpired(now);
        changes.deleteExpired(now);
    }
}
