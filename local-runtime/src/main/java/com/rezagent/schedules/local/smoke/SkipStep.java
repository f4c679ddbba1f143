package com.rezagent.schedules.local.smoke;

import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.smoke.StageClient.NoReplyException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Checks that a skipped firing is recorded as skipped, and that the one after it is published. */
final class SkipStep implements Step {
    private final TestSchedules schedules;
    private String id = "";
    private Instant skipped = Instant.MIN;
    private ChronoUnit period = ChronoUnit.MINUTES;

    SkipStep(TestSchedules schedules) {
        this.schedules = schedules;
    }

    @Override
    public String title() {
        return "skip one firing";
    }

    @Override
    public void begin() throws NoReplyException, InterruptedException {
        period = schedules.shortPeriod();
        id = schedules.create("skip", TestSchedules.definition(TestSchedules.every(period)));
        schedules.awaitCreated(id);
        skipped = schedules.nextMinute().minusNanos(1).truncatedTo(period).plus(1, period);
        schedules.change("POST", id, "/skip", Json.write(Json.object().put("scheduled_time", skipped.toString())));
    }

    @Override
    public String check() throws NoReplyException, InterruptedException {
        ExecutionRow row = schedules
                .awaitFiring(id, skipped, it -> it.scheduledTime().equals(skipped))
                .orElseThrow(() ->
                        new StepFailedException("nothing is recorded of " + skipped + ", which was to be skipped"));
        if (!row.outcome().equals("skipped")) {
            throw new StepFailedException(
                    "the firing at " + skipped + " is " + row.outcome() + " although it was to be skipped");
        }
        return schedules
                .awaitFiring(id, skipped.plus(1, period), it -> it.isPublishedAfter(skipped))
                .map(it -> skipped + " was skipped; fired for " + it.scheduledTime())
                .orElseThrow(() -> new StepFailedException(skipped + " was skipped, and it has not fired since"));
    }
}
