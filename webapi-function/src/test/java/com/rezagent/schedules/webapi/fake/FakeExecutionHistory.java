package com.rezagent.schedules.webapi.fake;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.execution.Claim;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.Trigger;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An execution history in a list. The Web API only reads the history, so only tests write to it. */
public final class FakeExecutionHistory implements ExecutionHistory {
    private final List<Execution> executions = new ArrayList<>();
    private final Map<String, Trigger> triggers = new HashMap<>();

    public synchronized void add(Execution execution) {
        executions.add(execution);
    }

    @Override
    public synchronized Page<Execution> list(ScheduleId scheduleId, int limit, String nextToken) {
        List<Execution> all = executions.stream()
                .filter(it -> it.key().scheduleId().equals(scheduleId))
                .sorted(Comparator.comparing((Execution it) -> it.key().sortKey())
                        .reversed())
                .toList();
        if (nextToken != null && !nextToken.matches("[0-9]{1,6}")) {
            throw new RefusedException(
                    ErrorCode.INVALID_REQUEST, "The request is invalid", "next_token: is not of this list");
        }
        int from = nextToken == null ? 0 : Math.min(all.size(), Integer.parseInt(nextToken));
        int to = Math.min(all.size(), from + limit);
        return new Page<>(all.subList(from, to), to < all.size() ? String.valueOf(to) : null);
    }

    @Override
    public Optional<Execution> find(ExecutionKey key) {
        throw new AssertionError("The Web API only lists executions");
    }

    @Override
    public synchronized Trigger recordTrigger(ScheduleId scheduleId, String commandId, Trigger delivery) {
        Trigger first = triggers.putIfAbsent(scheduleId + " " + commandId, delivery);
        return first == null ? delivery : first;
    }

    @Override
    public synchronized Optional<Trigger> findTrigger(ScheduleId scheduleId, String commandId) {
        return Optional.ofNullable(triggers.get(scheduleId + " " + commandId));
    }

    @Override
    public Claim claim(ExecutionKey key, String incarnation, Instant now, Duration lease) {
        throw new AssertionError("The Web API does not claim executions");
    }

    @Override
    public boolean recordPublished(Execution published) {
        throw new AssertionError("The Web API does not record executions");
    }

    @Override
    public boolean record(Execution ended, Instant now) {
        throw new AssertionError("The Web API does not record executions");
    }

    @Override
    public List<Execution> firings(ScheduleId scheduleId, Instant from, Instant to) {
        throw new AssertionError("The Web API does not check for missed firings");
    }
}
