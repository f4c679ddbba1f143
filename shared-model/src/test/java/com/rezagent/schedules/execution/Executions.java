package com.rezagent.schedules.execution;

import static com.rezagent.schedules.schedule.Schedules.NOW;
import static com.rezagent.schedules.schedule.Schedules.schedule;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.testing.StoresContract;
import java.time.Duration;
import java.time.Instant;

/** What contract tests of executions have in common: a schedule and the execution at one of its firings. */
abstract class Executions extends StoresContract {
    static final Duration LEASE = Duration.ofSeconds(35);
    static final ScheduleId ID = ScheduleName.parse("executed").id();
    static final ExecutionKey KEY = ExecutionKey.firing(ID, NOW);

    /** The time of the calls under test; it has nanoseconds, like real clocks. */
    static final Instant AT = NOW.plusNanos(123_456_789);

    /** Returns the history under test: empty when a test begins, the same one throughout a test. */
    protected ExecutionHistory history() {
        return stores().executions();
    }

    /** Returns the store of the schedules that are executed; empty when a test begins. */
    protected ScheduleStore store() {
        return stores().schedules();
    }

    final Schedule inserted() {
        assertThat(store().insert(schedule("executed"))).isTrue();
        return store().find(ID).orElseThrow();
    }

    final Execution found() {
        return history().find(KEY).orElseThrow();
    }

    static Execution granted(Claim claim) {
        assertThat(claim).isInstanceOf(Claim.Granted.class);
        return ((Claim.Granted) claim).execution();
    }
}
