package com.rezagent.schedules.webapi.execution;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.ExecutionAction;
import com.rezagent.schedules.command.ExecutionCommand;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionId;
import com.rezagent.schedules.webapi.command.ChangeHandler;
import com.rezagent.schedules.webapi.command.Reason;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.util.Optional;

/** Handles {@code POST /api/executions/{execution_id}/retry} and {@code …/acknowledge}. */
final class ChangeExecution {
    private final VisibleExecutions visible;
    private final ChangeHandler<Execution, ExecutionCommand> changes;

    ChangeExecution(VisibleExecutions visible, ChangeHandler<Execution, ExecutionCommand> changes) {
        this.visible = visible;
        this.changes = changes;
    }

    HttpResponse retry(RequestContext call) {
        return change(call, ExecutionAction.RETRY);
    }

    HttpResponse acknowledge(RequestContext call) {
        return change(call, ExecutionAction.ACKNOWLEDGE);
    }

    private HttpResponse change(RequestContext call, ExecutionAction action) {
        String reason = Reason.ofBody(call.request());
        Execution seen = visible.require(call);
        ExecutionId id = ExecutionId.tryParse(seen.key().executionId()).orElseThrow();
        return changes.change(
                call, seen, context -> command(action, context.withReason(reason), id, Optional.of(seen)));
    }

    /** Returns a command for an execution as it was read; empty if callers see none. */
    static ExecutionCommand command(
            ExecutionAction action, Command.Context context, ExecutionId id, Optional<Execution> seen) {
        int next = seen.map(Execution::attempt).orElse(0) + 1;
        return switch (action) {
            case RETRY -> new ExecutionCommand.Retry(context, id, next);
            case ACKNOWLEDGE -> new ExecutionCommand.Acknowledge(context, id);
        };
    }
}
