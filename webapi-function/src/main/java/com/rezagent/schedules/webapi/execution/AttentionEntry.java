package com.rezagent.schedules.webapi.execution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ScheduleState;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.schedule.ScheduleFilter;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleQuery.Content;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.store.Stores;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** An execution that needs attention, with its schedule. */
record AttentionEntry(Execution execution, ScheduleSummary schedule) {
    /** Returns the form in lists: that of an execution with the name and the group of its schedule. */
    ObjectNode json() {
        return ExecutionJson.of(execution)
                .put("name", schedule.name().value())
                .put("group", schedule.group().value());
    }

    /** The schedules of some executions. */
    record Schedules(Map<ScheduleId, ScheduleSummary> all, Map<ScheduleId, ScheduleState> states, Instant now) {
        static Schedules of(List<Execution> executions, Stores stores, Instant now) {
            List<ScheduleId> ids = executions.stream()
                    .map(it -> it.key().scheduleId())
                    .distinct()
                    .toList();
            if (ids.isEmpty()) {
                return new Schedules(Map.of(), Map.of(), now);
            }
            Page<ScheduleSummary> found = stores.schedules()
                    .list(new ScheduleQuery(
                            ScheduleFilter.withIds(ids), ScheduleQuery.MAX_LIMIT, null, now, Content.OMITTED));
            return new Schedules(
                    found.items().stream().collect(Collectors.toMap(ScheduleSummary::id, Function.identity())),
                    stores.executions().states(ids),
                    now);
        }

        /** Returns the entry of an execution; empty if it needs no attention any more, or callers do not see it. */
        Optional<AttentionEntry> entry(Execution execution) {
            ScheduleId id = execution.key().scheduleId();
            return Optional.ofNullable(all.get(id))
                    .filter(it -> it.expiresAt() == null || now.isBefore(it.expiresAt()))
                    .filter(it -> now.isBefore(execution.expiresAt()))
                    .filter(it -> !hasSucceededSince(execution))
                    .map(it -> new AttentionEntry(execution, it));
        }

        private boolean hasSucceededSince(Execution execution) {
            Instant success = states.getOrDefault(execution.key().scheduleId(), ScheduleState.NONE)
                    .lastSuccess();
            return success != null && success.isAfter(execution.key().scheduledTime());
        }
    }
}
