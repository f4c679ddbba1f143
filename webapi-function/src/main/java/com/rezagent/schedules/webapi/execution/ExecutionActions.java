package com.rezagent.schedules.webapi.execution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.Action;
import com.rezagent.schedules.command.CommandFields;
import com.rezagent.schedules.command.ExecutionAction;
import com.rezagent.schedules.command.ExecutionCommand;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionId;
import com.rezagent.schedules.json.ObjectReader;
import com.rezagent.schedules.webapi.command.BulkChanges;
import com.rezagent.schedules.webapi.command.BulkIds;
import com.rezagent.schedules.webapi.command.BulkResult;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.JsonBody;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Handles {@code POST /api/executions/actions}: retries or acknowledges up to 100 executions. */
final class ExecutionActions {
    private static final BulkIds<ExecutionId> IDS =
            new BulkIds<>("execution_ids", "execution", "exec_…", ExecutionId::tryParse);

    private final BulkChanges<Execution, ExecutionCommand> changes;

    ExecutionActions(BulkChanges<Execution, ExecutionCommand> changes) {
        this.changes = changes;
    }

    /** The body of a request. */
    private record Body(
            ExecutionAction action,
            Set<ExecutionId> ids,
            @Nullable String reason) {}

    HttpResponse act(RequestContext call) {
        Body body = read(call);
        List<String> ids = body.ids().stream().map(ExecutionId::text).toList();
        return BulkResult.response(
                "execution_id",
                changes.change(
                        call,
                        ids,
                        changes.records(ids),
                        (context, id, seen) -> ChangeExecution.command(
                                body.action(),
                                context.withReason(body.reason()),
                                ExecutionId.tryParse(id).orElseThrow(),
                                seen)));
    }

    private static Body read(RequestContext call) {
        ObjectNode json = JsonBody.read(call.request());
        ValidationErrors errors = new ValidationErrors();
        ObjectReader reader = new ObjectReader(json, errors);
        String text = reader.string("action");
        ExecutionAction action =
                text == null ? null : Action.of(ExecutionAction.class, text).orElse(null);
        if (action == null) {
            errors.field("action", "use retry or acknowledge");
        }
        Set<ExecutionId> ids = IDS.read(json.path(IDS.field()), errors);
        reader.known(IDS.field());
        String reason = CommandFields.reason(reader);
        reader.refuseUnknown();
        errors.throwIfAny();
        return new Body(Objects.requireNonNull(action), ids, reason);
    }
}
