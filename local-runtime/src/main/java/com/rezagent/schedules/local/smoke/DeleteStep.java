package com.rezagent.schedules.local.smoke;

import com.rezagent.schedules.local.smoke.StageClient.NoReplyException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Checks that deleted schedules are removed from EventBridge and from lists, and no longer fire. */
final class DeleteStep implements Step {
    private final TestSchedules schedules;

    DeleteStep(TestSchedules schedules) {
        this.schedules = schedules;
    }

    @Override
    public String title() {
        return "delete leaves nothing behind";
    }

    @Override
    public void begin() {}

    @Override
    public String check() throws NoReplyException, InterruptedException {
        List<String> ids = schedules.ids();
        List<String> left = schedules.deleteAll();
        if (!left.isEmpty()) {
            throw new StepFailedException(left.size() + " of " + ids.size() + " schedules could not be deleted");
        }
        for (String id : ids) {
            schedules.awaitApplied(
                    id,
                    "a delete",
                    it -> it.path("status").asText().equals("deleted")
                            && it.path("eventbridge_arn").isNull());
        }
        Instant deletedAt = schedules.clock().now().plus(schedules.uncertainty());
        schedules.awaitPeriod(deletedAt, Duration.ofMinutes(1));
        for (String id : ids) {
            for (ExecutionRow firing : schedules.firings(id)) {
                if (firing.isPublishedAfter(deletedAt)) {
                    throw new StepFailedException(id + " fired at " + firing.scheduledTime()
                            + " although it was deleted before " + deletedAt.minus(schedules.uncertainty()));
                }
            }
        }
        if (!schedules.listed().isEmpty()) {
            throw new StepFailedException(
                    "the stage still lists deleted schedules: " + String.join(", ", schedules.listed()));
        }
        return ids.size() + " schedules deleted, none fired afterwards";
    }
}
