package com.rezagent.schedules.webapi.execution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.ExecutionCommand;
import com.rezagent.schedules.command.ExecutionCommandRules;
import com.rezagent.schedules.command.Precondition;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionId;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.CommandOutcome.Refusal;
import com.rezagent.schedules.record.CommandOutcome.Result;
import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.webapi.command.Resource;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Executions, as the change handler needs them. An execution keeps no outcomes of commands: a command has taken effect once
 * it would change nothing. The first delivery of a retry with an {@code Idempotency-Key} is stored like that of a trigger.
 */
final class ExecutionResource implements Resource<Execution, ExecutionCommand> {
    private final ExecutionHistory history;
    private final VisibleExecutions visible;
    private final Clock clock;

    ExecutionResource(ExecutionHistory history, VisibleExecutions visible, Clock clock) {
        this.history = history;
        this.visible = visible;
        this.clock = clock;
    }

    /** Returns the content of the {@code ETag} of an execution. */
    static String tag(Execution execution) {
        return execution.outcome().text().replace("_", "") + execution.attempts() + "-" + execution.runRevision();
    }

    @Override
    public String noun() {
        return "execution";
    }

    @Override
    public String id(Execution execution) {
        return execution.key().executionId();
    }

    @Override
    public Optional<Execution> find(String id) {
        return ExecutionId.tryParse(id).flatMap(visible::find);
    }

    @Override
    public Map<String, Execution> findAll(Collection<String> ids) {
        Map<String, Execution> found = new HashMap<>();
        visible.findAll(ids.stream()
                        .flatMap(it -> ExecutionId.tryParse(it).stream())
                        .toList())
                .forEach((id, execution) -> found.put(id.text(), execution));
        return found;
    }

    @Override
    public boolean isVisible(Execution execution) {
        return visible.isVisible(execution);
    }

    @Override
    public Optional<CommandOutcome> outcomeOf(Execution execution, String commandId) {
        return history.findTrigger(execution.key().scheduleId(), commandId)
                .map(it -> new CommandOutcome(commandId, Result.APPLIED, 0, null, it.requestDigest()));
    }

    @Override
    public Optional<CommandOutcome> repeatedOutcome(Execution execution, ExecutionCommand command) {
        return command.context().requestDigest() == null
                ? Optional.empty()
                : outcomeOf(execution, command.context().commandId());
    }

    @Override
    public Optional<CommandOutcome> outcome(Execution execution, ExecutionCommand command) {
        return repeatedOutcome(execution, command).or(() -> decided(execution, command));
    }

    private Optional<CommandOutcome> decided(Execution execution, ExecutionCommand command) {
        String commandId = command.context().commandId();
        try {
            boolean isPending = ExecutionCommandRules.decide(execution, command, clock.instant())
                    .written()
                    .isPresent();
            return isPending ? Optional.empty() : Optional.of(new CommandOutcome(commandId, Result.UNCHANGED, 0, null));
        } catch (RefusedException e) {
            return Optional.of(new CommandOutcome(commandId, Result.REFUSED, 0, Refusal.of(e)));
        }
    }

    @Override
    public boolean needsPublishing(Execution execution, ExecutionCommand command) {
        return outcome(execution, command).isEmpty();
    }

    /** No command of an execution writes a register. */
    @Override
    public Stamp latestStamp(Execution execution) {
        return Stamp.ZERO;
    }

    @Override
    public String entityTag(Execution execution) {
        return tag(execution);
    }

    @Override
    public boolean hasConverged(Execution execution, long version) {
        return true;
    }

    @Override
    public boolean hasFailed(Execution execution) {
        return false;
    }

    @Override
    public void requireAllowed(Optional<Execution> execution, ExecutionCommand command, Precondition precondition) {
        Execution seen = execution.orElseThrow(() -> ExecutionCommandRules.notFound(command.executionId()));
        boolean isWritten = ExecutionCommandRules.decide(seen, command, clock.instant())
                .written()
                .isPresent();
        precondition.check(isWritten ? Result.APPLIED : Result.UNCHANGED);
    }

    @Override
    public String path(String id) {
        return ExecutionRoutes.ALL + "/" + id;
    }

    /** The {@code command_id} of an execution is that of its trigger. */
    @Override
    public String commandIdField() {
        return "pending_command_id";
    }

    @Override
    public ObjectNode json(Execution execution) {
        return ExecutionJson.full(execution);
    }
}
