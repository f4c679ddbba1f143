package com.rezagent.schedules.local.smoke;

import com.rezagent.schedules.local.smoke.StageClient.NoReplyException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Checks that a cron expression fires at its scheduled minute. */
final class CronStep implements Step {
    private final TestSchedules schedules;
    private String id = "";
    private Instant due = Instant.MIN;

    CronStep(TestSchedules schedules) {
        this.schedules = schedules;
    }

    @Override
    public String title() {
        return "cron at the next minute";
    }

    @Override
    public void begin() throws NoReplyException, InterruptedException {
        due = schedules.nextMinute();
        id = schedules.create("cron", TestSchedules.definition(TestSchedules.at(due)));
    }

    @Override
    public String check() throws InterruptedException {
        schedules.awaitCreated(id);
        return firedAt(schedules, id, due, "it was due at " + due);
    }

    /**
     * Waits for the firing at a minute and returns a note about it.
     *
     * @param reason why there may be no firing, for the error message
     * @throws StepFailedException if the firing is not published in time
     */
    static String firedAt(TestSchedules schedules, String id, Instant due, String reason) throws InterruptedException {
        Optional<ExecutionRow> firing =
                schedules.awaitFiring(id, due, it -> it.scheduledTime().equals(due) && it.isPublished());
        return firing.map(it -> String.format(
                        Locale.ROOT, "fired for %s, published %.1f s later", due, it.latenessMillis() / 1_000.0))
                .orElseThrow(() -> new StepFailedException("no firing was published: " + reason
                        + "; check EventBridge's dead letters and the scheduler function's log"));
    }
}
