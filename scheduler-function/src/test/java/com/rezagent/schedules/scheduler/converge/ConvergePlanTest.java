package com.rezagent.schedules.scheduler.converge;

import static com.rezagent.schedules.scheduler.SchedulerFixture.ID;
import static com.rezagent.schedules.scheduler.SchedulerFixture.NOW;
import static com.rezagent.schedules.scheduler.SchedulerFixture.TARGET;
import static com.rezagent.schedules.testing.Records.withComponent;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.engine.Engine.ExistingEntry;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.plan.FiringPlan;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.scheduler.SchedulerFixture;
import com.rezagent.schedules.testing.MemoryEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvergePlanTest {
    private static final Stamp LATER = new Stamp(NOW.plusSeconds(1), 80, "later");

    /** Returns a converged schedule at one o'clock, once or each day, after a change. */
    private static Schedule record(String kind) {
        String expression = kind.startsWith("once") ? "at(2026-01-05T13:00:00)" : "cron(0 13 * * ? *)";
        Schedule created = new SchedulerFixture().created(expression);
        return switch (kind) {
            case "never converged" -> Schedule.create(created.requireDefinition(), created.warnings(), LATER, "tester");
            case "paused" -> created.paused(LATER, NOW.plusSeconds(2));
            case "refused" -> created.withEngineRefusal("code", "message", NOW);
            case "completed" -> created.completed(NOW);
            case "deleted" -> created.deleted(LATER, NOW.plusSeconds(2));
            case "deleted and converged" ->
                created.deleted(LATER, NOW.plusSeconds(2)).converged(null);
            default -> created;
        };
    }

    private static KnownEntry known(String entry, Schedule record) {
        EngineEntry desired = FiringPlan.of(new SchedulerFixture().created("cron(0 13 * * ? *)"), Surroundings.NONE)
                .desiredEntry(TARGET, NOW)
                .orElseThrow();
        EngineEntry own = FiringPlan.of(record, Surroundings.NONE)
                .desiredEntry(TARGET, NOW)
                .orElse(desired);
        return switch (entry) {
            case "not read" -> KnownEntry.NOT_READ;
            case "none" -> KnownEntry.read(Optional.empty());
            case "same" -> existing(own);
            case "of another version" -> existing(withComponent(own, "input", "{}"));
            default -> throw new IllegalArgumentException(entry);
        };
    }

    private static KnownEntry existing(EngineEntry entry) {
        return KnownEntry.read(Optional.of(new ExistingEntry(entry, MemoryEngine.arn(ID))));
    }

    @ParameterizedTest
    @CsvSource({
        "converged,             12:10:00, none,               Create",
        "converged,             12:10:00, same,               Keep",
        "converged,             12:10:00, of another version, Update",
        "never converged,       12:10:00, not read,           Create",
        "never converged,       12:10:00, of another version, Update",
        "paused,                12:10:00, same,               Keep",
        "paused,                12:10:00, none,               Create",
        "refused,               12:10:00, same,               Delete",
        "refused,               12:10:00, none,               Keep",
        "completed,             12:10:00, same,               Delete",
        "completed,             12:10:00, none,               Keep",
        "deleted,               12:10:00, not read,           Delete",
        "deleted,               12:10:00, same,               Delete",
        "deleted and converged, 12:10:00, none,               Keep",
        "once,                  12:59:59, same,               Keep",
        "once,                  13:00:00, same,               Keep",
        "once,                  13:04:59, same,               Keep",
        "once,                  13:04:59, none,               Keep",
        "once,                  13:05:00, same,               Delete",
    })
    void change_for_the_engines_entry(String kind, String time, String entry, String change) {
        Schedule record = record(kind);
        Instant now = Instant.parse("2026-01-05T" + time + "Z");

        EngineChange planned = ConvergePlan.of(record, TARGET, now).change(known(entry, record), now);

        assertThat(planned.getClass().getSimpleName()).isEqualTo(change);
    }

    @ParameterizedTest
    @CsvSource({
        "never converged,       0,   false, false",
        "converged,             0,   true,  false",
        "paused,                0,   true,  false",
        "deleted,               0,   false, false",
        "deleted and converged, 0,   false, true",
        "completed,             0,   false, true",
        "once,                  61,  true,  false",
        "once,                  120, false, true",
    })
    void engine_is_asked_only_where_the_answer_is_uncertain(
            String kind, int minutes, boolean readsFirst, boolean readsBeforeDelete) {
        ConvergePlan plan = ConvergePlan.of(record(kind), TARGET, NOW.plus(Duration.ofMinutes(minutes)));

        assertThat(plan.readsEntryFirst()).isEqualTo(readsFirst);
        assertThat(plan.readsEntryBeforeDelete()).isEqualTo(readsBeforeDelete);
    }
}
