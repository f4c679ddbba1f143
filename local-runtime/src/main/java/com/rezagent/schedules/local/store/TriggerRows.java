package com.rezagent.schedules.local.store;

import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.Trigger;
import com.rezagent.schedules.schedule.ScheduleId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** The table of triggers: stores the first delivery of each. */
final class TriggerRows {
    private static final String FIND =
            "SELECT scheduled_time, request_sha256 FROM triggers WHERE schedule_id = ? AND trigger_key = ?";
    private static final String INSERT =
            "INSERT INTO triggers (schedule_id, trigger_key, scheduled_time, request_sha256,"
                    + " expires_at) VALUES (?, ?, ?, ?, ?)";

    Optional<Trigger> find(Session session, ScheduleId id, String triggerKey) throws SQLException {
        return session.queryOne(
                FIND, row -> new Trigger(row.getObject(1, Instant.class), row.getString(2)), id.value(), triggerKey);
    }

    /** Stores a delivery unless an earlier one is stored, and returns the first. */
    Trigger insertIfAbsent(Session session, ScheduleId id, String commandId, Trigger delivery) throws SQLException {
        Optional<Trigger> first = find(session, id, ExecutionKey.triggerKey(commandId));
        if (first.isEmpty()) {
            session.update(
                    INSERT,
                    id.value(),
                    ExecutionKey.triggerKey(commandId),
                    delivery.scheduledTime(),
                    delivery.requestDigest(),
                    delivery.scheduledTime().plus(Execution.TIME_TO_LIVE));
        }
        return first.orElse(delivery);
    }

    int deleteExpired(Session session, Instant now) throws SQLException {
        return session.update("DELETE FROM triggers WHERE expires_at <= ?", now);
    }
}
