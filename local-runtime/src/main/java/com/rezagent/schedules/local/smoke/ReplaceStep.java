package com.rezagent.schedules.local.smoke;

import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.smoke.StageClient.NoReplyException;
import java.time.Instant;
import java.util.Map;

/**
 * Checks that a PUT right after the create takes effect, in EventBridge as well, which refuses to change an entry while
 * another change of it is in progress.
 */
final class ReplaceStep implements Step {
    private final TestSchedules schedules;
    private String id = "";
    private Instant due = Instant.MIN;

    ReplaceStep(TestSchedules schedules) {
        this.schedules = schedules;
    }

    @Override
    public String title() {
        return "PUT within a second of the create";
    }

    @Override
    public void begin() throws NoReplyException, InterruptedException {
        id = schedules.create("put", TestSchedules.definition(schedules.never()));
        if (schedules.send("GET", id, "", "", Map.of()).status() != 200) {
            schedules.awaitCreated(id);
        }
        due = schedules.nextMinute();
        schedules.change("PUT", id, "", Json.write(TestSchedules.definition(TestSchedules.at(due))));
    }

    @Override
    public String check() throws InterruptedException {
        String expression = TestSchedules.at(due);
        schedules.awaitApplied(
                id, "a PUT", it -> it.path("schedule_expression").asText().equals(expression));
        return CronStep.firedAt(
                schedules, id, due, "EventBridge still has the definition from before the PUT, which is due at " + due);
    }
}
