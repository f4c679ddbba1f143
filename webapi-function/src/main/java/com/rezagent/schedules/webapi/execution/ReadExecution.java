package com.rezagent.schedules.webapi.execution;

import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.RequestContext;

/** Handles {@code GET /api/executions/{execution_id}}: returns an execution with its attempts. */
final class ReadExecution {
    private final VisibleExecutions visible;

    ReadExecution(VisibleExecutions visible) {
        this.visible = visible;
    }

    HttpResponse read(RequestContext call) {
        Execution execution = visible.require(call);
        return HttpResponse.json(200, ExecutionJson.full(execution)).withEntityTag(ExecutionResource.tag(execution));
    }
}
