package com.rezagent.schedules.local.smoke;

import com.rezagent.schedules.local.smoke.StageClient.NoReplyException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Checks that a paused schedule does not fire and a resumed one does. */
final class PauseStep implements Step {
    private final TestSchedules schedules;
    private String id = "";
    private Instant pausedAt = Instant.MIN;
    private ChronoUnit period = ChronoUnit.MINUTES;

    PauseStep(TestSchedules schedules) {
        this.schedules = schedules;
    }

    @Override
    public String title() {
        return "pause and resume";
    }

    @Override
    public void begin() throws NoReplyException, InterruptedException {
        period = schedules.shortPeriod();
        id = schedules.create("pause", TestSchedules.definition(TestSchedules.every(period)));
        schedules.awaitCreated(id);
        schedules.change("POST", id, "/pause", "");
        schedules.awaitApplied(id, "a pause", it -> it.path("status").asText().equals("paused"));
        pausedAt = schedules.clock().now().plus(schedules.uncertainty());
    }

    @Override
    public String check() throws NoReplyException, InterruptedException {
        schedules.awaitPeriod(pausedAt, period.getDuration());
        Optional<ExecutionRow> whilePaused = schedules.firings(id).stream()
                .filter(it -> it.isPublishedAfter(pausedAt))
                .findFirst();
        if (whilePaused.isPresent()) {
            throw new StepFailedException("it fired at " + whilePaused.get().scheduledTime()
                    + " although it was paused since " + pausedAt.minus(schedules.uncertainty()));
        }
        schedules.change("POST", id, "/resume", "");
        schedules.awaitApplied(id, "a resume", it -> it.path("status").asText().equals("active"));
        Instant resumedAt = schedules.clock().now();
        return schedules
                .awaitFiring(id, resumedAt.plus(1, period), it -> it.isPublishedAfter(resumedAt))
                .map(it -> "no firing while paused; after the resume, fired for " + it.scheduledTime())
                .orElseThrow(
                        () -> new StepFailedException("it was resumed at " + resumedAt + " and has not fired since"));
    }
}
