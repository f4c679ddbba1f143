package com.rezagent.schedules.execution;

import static com.rezagent.schedules.schedule.Schedules.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.schedule.RunPolicies;
import com.rezagent.schedules.schedule.RunPolicy;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Executions in every state, scheduled at {@code NOW} and with a policy of three attempts. */
public final class ExecutionStates {
    public static final RunPolicy POLICY = RunPolicies.ofAttempts(3);
    public static final Duration LEASE = Duration.ofSeconds(35);
    public static final ExecutionKey KEY =
            ExecutionKey.firing(new ScheduleId("sched_0123456789abcdef0123456789abcdef"), NOW);

    private ExecutionStates() {}

    static Map<String, Execution> all() {
        return all(KEY);
    }

    /** Returns the states of the execution with a key, by their names. */
    public static Map<String, Execution> all(ExecutionKey key) {
        Execution claimed = Execution.claimed(key, "one", NOW, LEASE);
        Map<String, Execution> all = new LinkedHashMap<>();
        all.put("in progress", claimed);
        all.put("published", claimed.published("sns-1", at(1)));
        all.put("skipped", Execution.unclaimed(key, "one", ExecutionOutcome.SKIPPED, "paused: It is paused", at(1)));
        all.put("failed by the topic", claimed.ended(ExecutionOutcome.FAILED, "No such topic", at(1)));
        all.put("missed", Execution.unclaimed(key, "one", ExecutionOutcome.MISSED, "Never seen", at(1)));
        Execution waiting = after(claimed, new ExecutionEvent.Published(1, "sns-1", 7), at(1));
        all.put("waiting", waiting);
        Execution retrying = after(waiting, failed(null), at(2));
        all.put("retrying", retrying);
        all.put("retrying after a time-out", after(waiting, new ExecutionEvent.TimePassed(true), at(901)));
        Execution claimedAgain = after(retrying, new ExecutionEvent.Claimed(2, LEASE), at(62));
        all.put("claimed again", claimedAgain);
        Execution waitingAgain = after(claimedAgain, new ExecutionEvent.Published(2, "sns-2", 8), at(63));
        all.put("waiting again", waitingAgain);
        Execution last = after(waitingAgain, failed(null), at(64));
        last = after(last, new ExecutionEvent.Claimed(3, LEASE), at(184));
        last = after(last, new ExecutionEvent.Published(3, "sns-3", 8), at(185));
        all.put("waiting for the last", last);
        all.put("succeeded", after(waiting, succeeded(null), at(2)));
        all.put("succeeded before our record", after(claimed, succeeded(null), at(1)));
        all.put("failed by the consumer", after(waiting, failedForGood(null), at(2)));
        all.put(
                "failed by the topic later",
                after(claimedAgain, new ExecutionEvent.Refused(2, "No such topic"), at(63)));
        all.put("timed out", after(last, new ExecutionEvent.TimePassed(true), at(1_085)));
        all.put("cancelled", after(retrying, new ExecutionEvent.ScheduleDeleted(), at(62)));
        return all;
    }

    public static Execution of(String name) {
        Execution execution = all().get(name);
        if (execution == null) {
            throw new IllegalArgumentException("There is no state " + name);
        }
        return execution;
    }

    public static Instant at(long seconds) {
        return NOW.plusSeconds(seconds);
    }

    public static ExecutionEvent started(@Nullable Integer attempt) {
        return new ExecutionEvent.Reported(Report.of(Report.Progress.STARTED, attempt));
    }

    public static ExecutionEvent succeeded(@Nullable Integer attempt) {
        return new ExecutionEvent.Reported(Report.of(Report.Progress.SUCCEEDED, attempt));
    }

    static ExecutionEvent failed(@Nullable Integer attempt) {
        return new ExecutionEvent.Reported(Report.of(Report.Progress.FAILED, attempt));
    }

    static ExecutionEvent failedForGood(@Nullable Integer attempt) {
        return new ExecutionEvent.Reported(
                Report.of(Report.Progress.FAILED, attempt, "Out of stock", null, false, null));
    }

    /** Returns what an event makes of an execution; the execution itself if nothing. */
    public static Execution after(Execution seen, ExecutionEvent event, Instant now) {
        return ExecutionDecider.decide(seen, POLICY, event, now).written().orElse(seen);
    }

    /** Claims the execution of a firing and records its publication now. */
    public static Execution publish(ExecutionHistory history, Schedule schedule, Instant firing, Instant now) {
        ExecutionKey key = ExecutionKey.firing(schedule.id(), firing);
        Execution claimed =
                history.claim(key, schedule.incarnation(), now, LEASE).granted().orElseThrow();
        ExecutionEvent event = new ExecutionEvent.Published(1, "sns-1", schedule.version());
        Execution published = ExecutionDecider.decide(
                        claimed, schedule.requireDefinition().runPolicy(), event, now)
                .written()
                .orElseThrow();
        assertThat(history.recordPublished(
                        published, history.state(schedule.id()).of(schedule)))
                .isTrue();
        return published;
    }
}
