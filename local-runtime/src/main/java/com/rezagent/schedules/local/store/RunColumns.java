package com.rezagent.schedules.local.store;

import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.Run;
import com.rezagent.schedules.execution.RunDocument;
import com.rezagent.schedules.json.Json;
import org.jspecify.annotations.Nullable;

/** The columns of both tables of executions that hold the run. */
final class RunColumns {
    private RunColumns() {}

    static @Nullable String document(Execution execution) {
        Run run = execution.run();
        return run == null ? null : Json.write(RunDocument.of(run));
    }

    static @Nullable String outcome(Execution execution) {
        Run run = execution.run();
        return run == null || run.outcome() == null ? null : run.outcome().text();
    }

    static @Nullable Run run(@Nullable String document) {
        return document == null ? null : RunDocument.run(Json.parseObject(document));
    }
}
