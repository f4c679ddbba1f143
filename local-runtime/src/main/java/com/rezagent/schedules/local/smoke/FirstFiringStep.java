package com.rezagent.schedules.local.smoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.local.smoke.StageClient.NoReplyException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A rate fires at once: its StartDate is the moment of its creation, which has passed by the time that EventBridge hears of
 * it. AWS does not say whether EventBridge fires for such a StartDate; this shows it.
 */
final class FirstFiringStep implements Step {
    private final OwnSchedules schedules;
    private String id = "";
    private Duration period = Duration.ofMinutes(1);

    FirstFiringStep(OwnSchedules schedules) {
        this.schedules = schedules;
    }

    @Override
    public String title() {
        return "create a rate, first firing";
    }

    @Override
    public void begin() throws NoReplyException, InterruptedException {
        // On a fast clock, a firing every few seconds of this machine.
        long minutes = Math.max(1, (long) Math.ceil(schedules.clock().speed() / 20));
        period = Duration.ofMinutes(minutes);
        id = schedules.create("rate", "rate(" + minutes + (minutes == 1 ? " minute)" : " minutes)"));
    }

    @Override
    public String check() throws InterruptedException {
        JsonNode created = schedules.awaitCreated(id);
        Instant anchor = Instant.parse(created.path("created_at").asText());
        Optional<Firing> first = schedules.awaitFiring(
                id,
                anchor,
                it -> !it.isManual()
                        && it.scheduledTime().equals(anchor)
                        && !it.outcome().equals("in_progress"));
        if (first.isPresent() && first.get().isPublished()) {
            return String.format(
                    Locale.ROOT,
                    "fired for its StartDate, which had just passed; published %.1f s after it",
                    first.get().latenessMillis() / 1_000.0);
        }
        if (first.isPresent()) {
            throw new StepFailedException("the firing for its StartDate " + anchor + " was "
                    + first.get().outcome() + "; the error is in GET /api/schedules/" + id + "/executions");
        }
        Optional<Firing> later = schedules.awaitFiring(id, anchor.plus(period), it -> it.isPublishedAfter(anchor));
        throw new StepFailedException(
                later.isPresent()
                        ? "no firing for its StartDate " + anchor + ", the first one is of "
                                + later.get().scheduledTime()
                                + ": EventBridge does not fire for a StartDate that has passed"
                        : "no firing at all, " + anchor + " was due; look at EventBridge's dead letters");
    }
}
