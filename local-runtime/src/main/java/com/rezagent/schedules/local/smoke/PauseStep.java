package com.rezagent.schedules.local.smoke;

import com.rezagent.schedules.local.smoke.StageClient.NoReplyException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Checks that a paused schedule does not fire and a resumed one does. */
final class PauseStep implements Step {
    /**
     * Highest clock speed for a schedule that fires every minute, so that it fires at most five times per real second.
     */
    private static final int MAX_SPEED_FOR_MINUTES = 300;

    private static final int MAX_SPEED_FOR_HOURS = 60 * MAX_SPEED_FOR_MINUTES;
    private static final Map<Duration, String> EXPRESSIONS =
            Map.of(Duration.ofHours(1), "cron(0 * * * ? *)", Duration.ofDays(1), "cron(0 0 * * ? *)");

    private final TestSchedules schedules;
    private String id = "";
    private Instant pausedAt = Instant.MIN;
    private Duration period = Duration.ofMinutes(1);

    PauseStep(TestSchedules schedules) {
        this.schedules = schedules;
    }

    @Override
    public String title() {
        return "pause and resume";
    }

    @Override
    public void begin() throws NoReplyException, InterruptedException {
        double speed = schedules.clock().speed();
        if (speed > MAX_SPEED_FOR_MINUTES) {
            period = speed > MAX_SPEED_FOR_HOURS ? Duration.ofDays(1) : Duration.ofHours(1);
        }
        id = schedules.create("pause", TestSchedules.definition(EXPRESSIONS.getOrDefault(period, "cron(* * * * ? *)")));
        schedules.awaitCreated(id);
        schedules.change("POST", id, "/pause", "");
        schedules.awaitApplied(id, "a pause", it -> it.path("status").asText().equals("paused"));
        pausedAt = schedules.clock().now().plus(schedules.uncertainty());
    }

    @Override
    public String check() throws NoReplyException, InterruptedException {
        schedules.awaitPeriod(pausedAt, period);
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
                .awaitFiring(id, resumedAt.plus(period), it -> it.isPublishedAfter(resumedAt))
                .map(it -> "no firing while paused; after the resume, fired for " + it.scheduledTime())
                .orElseThrow(
                        () -> new StepFailedException("it was resumed at " + resumedAt + " and has not fired since"));
    }
}
