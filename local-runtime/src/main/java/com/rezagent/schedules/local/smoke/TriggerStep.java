package com.rezagent.schedules.local.smoke;

import com.rezagent.schedules.local.smoke.StageClient.NoReplyException;
import com.rezagent.schedules.local.smoke.StageClient.Reply;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Checks that a trigger repeated with the same {@code Idempotency-Key} executes once. */
final class TriggerStep implements Step {
    private final TestSchedules schedules;
    private String id = "";
    private String executionId = "";
    private Instant triggeredAt = Instant.MIN;

    TriggerStep(TestSchedules schedules) {
        this.schedules = schedules;
    }

    @Override
    public String title() {
        return "trigger twice with one key";
    }

    @Override
    public void begin() throws NoReplyException, InterruptedException {
        id = schedules.create("trigger", TestSchedules.definition(schedules.never()));
        schedules.awaitCreated(id);
        executionId = trigger();
        triggeredAt = schedules.clock().now();
        String second = trigger();
        if (!second.equals(executionId)) {
            throw new StepFailedException("two executions for one Idempotency-Key: " + executionId + " and " + second);
        }
    }

    private String trigger() throws NoReplyException, InterruptedException {
        Reply reply = schedules.send("POST", id, "/trigger", "", Map.of("Idempotency-Key", schedules.key("trigger")));
        if (reply.status() != 202) {
            throw new StepFailedException("the trigger returned " + reply.problem());
        }
        return reply.text("execution_id");
    }

    @Override
    public String check() throws NoReplyException, InterruptedException {
        if (schedules
                .awaitFiring(
                        id,
                        triggeredAt,
                        it -> it.isPublished() && it.executionId().equals(executionId))
                .isEmpty()) {
            throw new StepFailedException("the execution " + executionId + " was not published");
        }
        List<ExecutionRow> manual =
                schedules.firings(id).stream().filter(ExecutionRow::isManual).toList();
        if (manual.size() != 1) {
            throw new StepFailedException("the history has " + manual.size() + " executions for one Idempotency-Key");
        }
        return "one execution, " + executionId;
    }
}
