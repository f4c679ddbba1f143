package com.rezagent.schedules.engine;

import static com.rezagent.schedules.testing.Records.withComponent;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.plan.FiringPlan;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.Schedules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EngineEntryTest {
    private static final Instant T0 = Instant.parse("2025-11-06T20:00:00Z");
    private static final EngineTarget TARGET = new EngineTarget("arn:function", "arn:role", null);

    @Test
    void rate_starts_that_are_whole_periods_apart_are_equivalent() {
        Schedule schedule = schedule("rate(1 hour)", null, null);
        EngineEntry first = desired(schedule, T0).orElseThrow();
        Instant later = T0.plus(Duration.ofDays(3)).plusSeconds(7);
        EngineEntry then = desired(schedule, later).orElseThrow();
        assertThat(then.start()).isNotEqualTo(first.start());
        assertThat(isSatisfied(schedule, then, first, later)).isTrue();
    }

    @Test
    void a_rate_start_with_another_phase_or_in_the_future_is_a_difference() {
        Schedule schedule = schedule("rate(1 hour)", null, null);
        Instant now = T0.plus(Duration.ofMinutes(90));
        EngineEntry desired = desired(schedule, now).orElseThrow();
        assertThat(isSatisfied(schedule, desired, withComponent(desired, "start", T0.plusSeconds(1)), now))
                .isFalse();
        assertThat(isSatisfied(schedule, desired, withComponent(desired, "start", T0.plus(Duration.ofHours(5))), now))
                .isFalse();
        assertThat(isSatisfied(schedule, desired, withComponent(desired, "start", null), now))
                .isFalse();
    }

    @Test
    void a_cron_start_that_has_passed_counts_as_none() {
        Schedule schedule = schedule("cron(0 * * * ? *)", T0.plusSeconds(600), null);
        EngineEntry before = desired(schedule, T0).orElseThrow();
        Instant now = T0.plusSeconds(601);
        assertThat(isSatisfied(schedule, desired(schedule, now).orElseThrow(), before, now))
                .isTrue();
        assertThat(isSatisfied(schedule, before, withComponent(before, "start", null), T0))
                .isFalse();
    }

    @Test
    void only_another_entry_version_is_a_difference() {
        Schedule schedule = schedule("rate(1 hour)", null, null);
        Schedule edited =
                schedule.withDefinition(schedule.requireDefinition(), List.of(), new Stamp(T0, 20, "u"), Instant.MAX);
        Schedule resumed = edited.paused(new Stamp(T0, 70, "p"), Instant.MAX)
                .resumed(new Stamp(T0.plusSeconds(1), 40, "r"), Instant.MAX);
        EngineEntry existing = desired(schedule, T0).orElseThrow();
        assertThat(isSatisfied(edited, desired(edited, T0).orElseThrow(), existing, T0))
                .isTrue();
        assertThat(isSatisfied(resumed, desired(resumed, T0).orElseThrow(), existing, T0))
                .isFalse();
        assertThat(EngineEntry.isCurrentFor(edited, existing)).isTrue();
        assertThat(EngineEntry.isCurrentFor(resumed, existing)).isFalse();
    }

    @Test
    void an_entry_of_an_earlier_release_is_equivalent() {
        Schedule schedule = schedule("rate(1 hour)", null, T0.plus(Duration.ofHours(5)));
        EngineEntry desired = desired(schedule, T0).orElseThrow();
        ObjectNode input = Json.parseObject(desired.input());
        input.remove(List.of("entry_version", "incarnation"));
        EngineEntry earlier =
                withComponent(withComponent(desired, "end", desired.end().minusSeconds(1)), "input", Json.write(input));
        assertThat(isSatisfied(schedule, desired, earlier, T0)).isTrue();
        assertThat(EngineEntry.isCurrentFor(schedule, earlier)).isTrue();

        EngineEntry ofVersion2 = withComponent(desired, "input", Json.write(input.put("version", 2)));
        assertThat(isSatisfied(schedule, desired, ofVersion2, T0)).isFalse();
        EngineEntry foreign = withComponent(desired, "input", "{}");
        assertThat(isSatisfied(schedule, desired, foreign, T0)).isFalse();
        EngineEntry otherEnd = withComponent(desired, "end", desired.end().minusSeconds(2));
        assertThat(isSatisfied(schedule, desired, otherEnd, T0)).isFalse();
    }

    private static Optional<EngineEntry> desired(Schedule schedule, Instant now) {
        return FiringPlan.of(schedule, Surroundings.NONE).desiredEntry(TARGET, now);
    }

    private static boolean isSatisfied(Schedule schedule, EngineEntry desired, EngineEntry existing, Instant now) {
        return desired.isSatisfiedBy(existing, schedule.requireDefinition().expression(), now);
    }

    private static Schedule schedule(String expression, @Nullable Instant start, @Nullable Instant end) {
        return Schedules.ofExpression(expression, T0, start, end);
    }
}
