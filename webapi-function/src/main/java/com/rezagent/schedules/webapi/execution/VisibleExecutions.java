package com.rezagent.schedules.webapi.execution;

import com.rezagent.schedules.command.ExecutionCommandRules;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionId;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Finds executions visible to callers: those whose time to live has not passed. */
final class VisibleExecutions {
    private final ExecutionHistory history;
    private final Clock clock;

    VisibleExecutions(ExecutionHistory history, Clock clock) {
        this.history = history;
        this.clock = clock;
    }

    /**
     * Returns the execution that the path of the request names.
     *
     * @throws RefusedException {@code execution_not_found}, also if the path does not contain a valid id
     */
    Execution require(RequestContext call) {
        ExecutionId id =
                ExecutionId.tryParse(call.pathVariable("execution_id")).orElseThrow(ExecutionCommandRules::notAnId);
        call.requestLog().subject(Log.field("execution_id", id.text()));
        return find(id).orElseThrow(() -> ExecutionCommandRules.notFound(id));
    }

    Optional<Execution> find(ExecutionId id) {
        return history.find(id).filter(this::isVisible);
    }

    /** @param ids at most {@value ExecutionHistory#MAX_FIND} */
    Map<ExecutionId, Execution> findAll(Collection<ExecutionId> ids) {
        Map<ExecutionId, Execution> found = new HashMap<>(history.findAll(ids));
        found.values().removeIf(it -> !isVisible(it));
        return found;
    }

    Optional<Execution> find(ExecutionKey key) {
        return history.find(key).filter(this::isVisible);
    }

    boolean isVisible(Execution execution) {
        return clock.instant().isBefore(execution.expiresAt());
    }
}
