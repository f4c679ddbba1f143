package com.rezagent.schedules.local.store;

import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionQuery;
import com.rezagent.schedules.schedule.ScheduleId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One of the two tables of executions. */
interface ExecutionRows {
    Optional<Execution> find(Session session, ExecutionKey key) throws SQLException;

    /**
     * Inserts an execution.
     *
     * @throws SQLException with H2's duplicate key error if the table has an execution with this key
     */
    void insert(Session session, Execution execution) throws SQLException;

    void update(Session session, Execution execution) throws SQLException;

    /**
     * Marks an existing execution as published. Returns false if there is none, it is already published or has a run.
     */
    boolean publish(Session session, Execution published) throws SQLException;

    /**
     * Returns the first executions of a list, and one more than its page has.
     *
     * @param before see {@link ExecutionQuery#before}
     */
    List<Execution> list(Session session, ExecutionQuery query, String before) throws SQLException;

    /** Returns the firings scheduled at or after {@code from} and before {@code to}, in order. */
    List<Execution> firings(Session session, ScheduleId id, Instant from, Instant to) throws SQLException;
}
