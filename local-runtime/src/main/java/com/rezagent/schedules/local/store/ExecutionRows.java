package com.rezagent.schedules.local.store;

import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.schedule.ScheduleId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One of the two tables that executions are kept in. */
interface ExecutionRows {
    Optional<Execution> find(Session session, ExecutionKey key) throws SQLException;

    /** @throws SQLException a duplicate key, where it is there */
    void insert(Session session, Execution execution) throws SQLException;

    void update(Session session, Execution execution) throws SQLException;

    /** Makes published what is there and is not; answers whether there was such a one. */
    boolean publish(Session session, Execution published) throws SQLException;

    /** The latest that sort before a sort key, latest first. */
    List<Execution> before(Session session, ScheduleId id, String sortKey, int limit) throws SQLException;

    /** The firings scheduled from an instant to before another, in order. */
    List<Execution> firings(Session session, ScheduleId id, Instant from, Instant to) throws SQLException;
}
