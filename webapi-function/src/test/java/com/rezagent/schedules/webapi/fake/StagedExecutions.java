package com.rezagent.schedules.webapi.fake;

import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionDecider;
import com.rezagent.schedules.execution.ExecutionEvent;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.execution.ExecutionStates;
import com.rezagent.schedules.execution.Report;
import com.rezagent.schedules.execution.ScheduleState;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.RunPolicy;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Instant;

/** Puts executions of one schedule into a stage, as the scheduler function does. */
public final class StagedExecutions {
    private final FakeStage stage;
    private final ScheduleId id;

    public StagedExecutions(FakeStage stage, ScheduleId id) {
        this.stage = stage;
        this.id = id;
    }

    /** Creates a schedule whose consumer reports. */
    public static StagedExecutions ofReporting(FakeStage stage, String name) {
        return new StagedExecutions(
                stage,
                stage.create(FakeStage.teeTime()
                        .put("name", name)
                        .set("run_policy", Json.parse("{\"expect_report\":true}"))));
    }

    public ScheduleId id() {
        return id;
    }

    /** Returns the path of an execution. */
    public static String path(Execution execution) {
        return "/api/executions/" + execution.key().executionId();
    }

    /** Adds an execution that is published: with a run policy its report is awaited. */
    public Execution published(Instant time) {
        Execution published = ExecutionStates.publish(stage.history, stage.record(id), time, stage.clock.instant());
        return now(published);
    }

    /** Adds an execution whose consumer reported. */
    public Execution reported(Instant time, Report.Progress outcome) {
        return apply(published(time), new ExecutionEvent.Reported(Report.of(outcome, 1)));
    }

    public Execution failed(Instant time) {
        return reported(time, Report.Progress.FAILED);
    }

    public Execution missed(Instant time) {
        return unclaimed(time, ExecutionOutcome.MISSED, "No delivery was seen");
    }

    public Execution skipped(Instant time) {
        return unclaimed(time, ExecutionOutcome.SKIPPED, "paused: the schedule is paused");
    }

    private Execution unclaimed(Instant time, ExecutionOutcome outcome, String reason) {
        Execution ended = Execution.unclaimed(
                ExecutionKey.firing(id, time), stage.record(id).incarnation(), outcome, reason, stage.clock.instant());
        stage.history.record(ended, stage.clock.instant(), state());
        return now(ended);
    }

    /** Applies an event to an execution and returns it. */
    public Execution apply(Execution execution, ExecutionEvent event) {
        ExecutionDecider.decide(execution, policy(), event, stage.clock.instant())
                .written()
                .ifPresent(after -> stage.history.replace(execution, after, state()));
        return now(execution);
    }

    /** Returns an execution as it is stored now. */
    public Execution now(Execution execution) {
        return stage.history.find(execution.key()).orElseThrow();
    }

    private RunPolicy policy() {
        return stage.record(id).requireDefinition().runPolicy();
    }

    private ScheduleState state() {
        return stage.history.state(id).of(stage.record(id));
    }
}
