package com.rezagent.schedules.webapi.execution;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.CommandReader;
import com.rezagent.schedules.command.ExecutionCommand;
import com.rezagent.schedules.command.ExecutionCommandReader;
import com.rezagent.schedules.command.ExecutionCommandRules;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.Trigger;
import com.rezagent.schedules.testing.MemoryHistory;
import com.rezagent.schedules.testing.MemoryStores;
import com.rezagent.schedules.webapi.fake.FakeHandler;
import com.rezagent.schedules.webapi.fake.FakeScheduler;
import java.time.Clock;

/** The commands of executions. */
public final class FakeExecutionHandler implements FakeHandler {
    private final MemoryHistory history;
    private final Clock clock;

    public FakeExecutionHandler(MemoryStores stores, Clock clock) {
        this.history = stores.executions();
        this.clock = clock;
    }

    @Override
    public CommandReader<?> reader() {
        return new ExecutionCommandReader();
    }

    @Override
    public void process(Command command) {
        ExecutionCommand ofExecution = (ExecutionCommand) command;
        Execution seen = history.find(ofExecution.executionId()).orElseThrow();
        try {
            FakeScheduler.replace(history, ExecutionCommandRules.decide(seen, ofExecution, clock.instant()));
        } catch (RefusedException e) {
            return;
        }
        String digest = command.context().requestDigest();
        if (digest != null) {
            history.recordTrigger(
                    ofExecution.executionId().scheduleId(),
                    command.context().commandId(),
                    new Trigger(clock.instant(), digest));
        }
    }
}
