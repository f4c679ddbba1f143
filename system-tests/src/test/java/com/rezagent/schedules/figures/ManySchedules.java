package com.rezagent.schedules.figures;

import com.rezagent.schedules.expression.Expression;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.Labels;
import com.rezagent.schedules.schedule.RetryPolicy;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.Target;
import com.rezagent.schedules.schedule.TargetType;
import com.rezagent.schedules.schedule.Timing;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** Fills a store with active schedules, thousands of times faster than through the API. The engine has no entry for them. */
public final class ManySchedules {
    private ManySchedules() {}

    /**
     * Inserts the schedules "schedule 0", "schedule 1" and so on, which fire daily.
     *
     * @param created when the first was created; each other was created a second before the one before it
     */
    public static void insert(ScheduleStore store, int count, Instant created) {
        for (int i = 0; i < count; i++) {
            store.insert(schedule(i, created.minusSeconds(i)));
        }
    }

    private static Schedule schedule(int number, Instant created) {
        Definition definition = new Definition(
                ScheduleName.parse("schedule " + number),
                new Timing(
                        Expression.parse("cron(0 6 * * ? *)").expression(),
                        ZoneId.of("America/New_York"),
                        null,
                        null,
                        null),
                new Target(TargetType.WEB_ACTION, null),
                JsonObject.parse("{\"action\":\"check_and_book_tee_times\",\"course_id\":\"pebble-beach\"}"),
                null,
                null,
                RetryPolicy.DEFAULT,
                Labels.NONE);
        Stamp stamp = new Stamp(created, 10, "cmd_" + number);
        return Schedule.create(definition, List.of(), stamp, number % 2 == 0 ? "ann" : "bob")
                .withOutcome(new CommandOutcome(stamp.commandId(), CommandOutcome.Result.APPLIED, 1, null))
                .converged("arn:aws:scheduler:us-east-1:000000000000:schedule/rez-agent-schedules-local/s" + number);
    }
}
