package com.rezagent.schedules.local.smoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
    /** EventBridge takes a StartDate of up to five minutes ago: on a faster clock these pass before it hears of it. */
    private static final int FASTEST_TO_BE_IN_TIME = 30;

    private final OwnSchedules schedules;
    private String id = "";
    private Duration period = Duration.ofMinutes(1);
    private boolean isAhead;

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
        ObjectNode definition = OwnSchedules.definition("rate(" + minutes + (minutes == 1 ? " minute)" : " minutes)"));
        if (schedules.clock().speed() > FASTEST_TO_BE_IN_TIME) {
            isAhead = true;
            definition.put("start_date", schedules.nextMinute().toString());
        }
        id = schedules.create("rate", definition);
    }

    @Override
    public String check() throws InterruptedException {
        JsonNode created = schedules.awaitCreated(id);
        Instant anchor = Instant.parse(
                created.path(isAhead ? "start_date" : "created_at").asText());
        Optional<Firing> first = schedules.awaitFiring(
                id,
                anchor,
                it -> !it.isManual()
                        && it.scheduledTime().equals(anchor)
                        && !it.outcome().equals("in_progress"));
        if (first.isPresent() && first.get().isPublished()) {
            return String.format(
                    Locale.ROOT,
                    "fired for its StartDate%s; published %.1f s after it",
                    isAhead ? " (ahead, on a clock this fast)" : ", which had just passed",
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
                                + (isAhead ? "" : ": EventBridge does not fire for a StartDate that has passed")
                        : "no firing at all, " + anchor + " was due; look at EventBridge's dead letters");
    }
}
