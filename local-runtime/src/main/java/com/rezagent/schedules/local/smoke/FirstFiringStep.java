package com.rezagent.schedules.local.smoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.local.smoke.StageClient.NoReplyException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Checks that a rate schedule fires at once. Its StartDate is its creation time, which has just passed when EventBridge
 * creates the entry. AWS does not document whether EventBridge fires for such a StartDate.
 */
final class FirstFiringStep implements Step {
    /**
     * EventBridge accepts a StartDate up to five minutes in the past. At a higher clock speed, five minutes may pass
     * before the entry is created, so the StartDate is set in the future.
     */
    private static final int MAX_SPEED_FOR_PAST_START = 30;

    private final TestSchedules schedules;
    private String id = "";
    private Duration period = Duration.ofMinutes(1);
    private boolean hasFutureStart;

    FirstFiringStep(TestSchedules schedules) {
        this.schedules = schedules;
    }

    @Override
    public String title() {
        return "first firing of a rate schedule";
    }

    @Override
    public void begin() throws NoReplyException, InterruptedException {
        // At a high clock speed, a longer period, so that the schedule fires at most every three seconds of real time.
        long minutes = Math.max(1, (long) Math.ceil(schedules.clock().speed() / 20));
        period = Duration.ofMinutes(minutes);
        ObjectNode definition = TestSchedules.definition("rate(" + minutes + (minutes == 1 ? " minute)" : " minutes)"));
        if (schedules.clock().speed() > MAX_SPEED_FOR_PAST_START) {
            hasFutureStart = true;
            definition.put("start_date", schedules.nextMinute().toString());
        }
        id = schedules.create("rate", definition);
    }

    @Override
    public String check() throws InterruptedException {
        JsonNode created = schedules.awaitCreated(id);
        Instant anchor = Instant.parse(
                created.path(hasFutureStart ? "start_date" : "created_at").asText());
        Optional<ExecutionRow> first = schedules.awaitFiring(
                id,
                anchor,
                it -> !it.isManual()
                        && it.scheduledTime().equals(anchor)
                        && !it.outcome().equals("in_progress"));
        if (first.isPresent() && first.get().isPublished()) {
            return String.format(
                    Locale.ROOT,
                    "fired for its StartDate%s, published %.1f s later",
                    hasFutureStart ? " (set in the future because the clock is fast)" : " in the past",
                    first.get().latenessMillis() / 1_000.0);
        }
        if (first.isPresent()) {
            throw new StepFailedException("the firing for its StartDate " + anchor + " was "
                    + first.get().outcome() + "; for the error see GET /api/schedules/" + id + "/executions");
        }
        Optional<ExecutionRow> later =
                schedules.awaitFiring(id, anchor.plus(period), it -> it.isPublishedAfter(anchor));
        throw new StepFailedException(
                later.isPresent()
                        ? "no firing for its StartDate " + anchor + ", the first firing is for "
                                + later.get().scheduledTime()
                                + (hasFutureStart ? "" : ": EventBridge does not fire for a StartDate that has passed")
                        : "no firing at all, although one was due at " + anchor + "; check EventBridge's dead letters");
    }
}
