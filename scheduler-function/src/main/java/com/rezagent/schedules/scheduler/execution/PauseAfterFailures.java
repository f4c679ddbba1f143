package com.rezagent.schedules.scheduler.execution;

import static com.rezagent.schedules.log.Log.field;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.CommandJson;
import com.rezagent.schedules.command.ScheduleCommand;
import com.rezagent.schedules.execution.Attempt;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.Run;
import com.rezagent.schedules.execution.ScheduleState;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.messaging.Stage;
import com.rezagent.schedules.messaging.TopicPublisher;
import com.rezagent.schedules.plan.FiringPlan;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.record.Digest;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.RunPolicy;
import com.rezagent.schedules.schedule.Schedule;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pauses schedules after as many failures in a row as their run policy says, in the order of the scheduled times, since
 * the last resume or change of the definition. Failures count only once a report has ever arrived: a consumer that does
 * not report at all says nothing. Thread-safe.
 *
 * <p>The pause is a command like others. Its id and its time are derived from the execution that failed last, so that a
 * pause that is sent again has no further effect, and one that comes after a resume is stale.
 */
public final class PauseAfterFailures {
    static final String REQUESTER = "system";

    private final ExecutionHistory history;
    private final TopicPublisher publisher;
    private final Stage stage;

    public PauseAfterFailures(ExecutionHistory history, TopicPublisher publisher, Stage stage) {
        this.history = history;
        this.publisher = publisher;
        this.stage = stage;
    }

    /** Requests the pause of a schedule if it is due by the state that is stored now. */
    void pauseIfDue(Schedule schedule, Log log) {
        if (limit(schedule) != null) {
            pauseIfDue(schedule, history.state(schedule.id()).of(schedule), log);
        }
    }

    /** Requests the pause of a schedule if it is due by a state. */
    void pauseIfDue(Schedule schedule, ScheduleState state, Log log) {
        Integer limit = limit(schedule);
        boolean isOff = schedule.isDeleted()
                || schedule.isCompleted()
                || FiringPlan.of(schedule, Surroundings.NONE).isPaused();
        if (limit == null || isOff || !state.hasReported()) {
            return;
        }
        List<Instant> failures = state.failedSince(since(schedule));
        if (failures.size() >= limit) {
            history.at(schedule.id(), failures.get(limit - 1)).stream()
                    .filter(it -> it.incarnation().equals(schedule.incarnation()))
                    .filter(it -> it.shownOutcome().isFailure())
                    .findFirst()
                    .ifPresent(it -> pause(schedule, it, limit, log));
        }
    }

    private static @Nullable Integer limit(Schedule schedule) {
        Definition definition = schedule.definition();
        RunPolicy policy = definition == null ? null : definition.runPolicy();
        return policy == null ? null : policy.pauseAfterFailures();
    }

    private static Instant since(Schedule schedule) {
        Instant changed = schedule.requireDefinition()
                .timing()
                .firingsSince(schedule.anchor(), schedule.definitionStamp().issuedAt());
        Instant resumed = schedule.resumedAt();
        return resumed == null || resumed.isBefore(changed) ? changed : resumed;
    }

    private void pause(Schedule schedule, Execution failed, int limit, Log log) {
        String id = failed.key().executionId();
        Command.Context context = new Command.Context(
                        "cmd_" + Digest.hex128("pause after failures " + id),
                        REQUESTER,
                        failedAt(failed),
                        Command.Origin.WEB_API)
                .withReason(limit == 1 ? "An execution has failed" : limit + " executions in a row have failed");
        publisher.publish(
                stage.scheduleCreation(), CommandJson.write(new ScheduleCommand.Pause(context, schedule.id())));
        log.warn("schedule_paused_after_failures", field("execution_id", id), field("failures", limit));
    }

    /** Returns when an execution failed, always the same: when its report was received, or was due. */
    private static Instant failedAt(Execution failed) {
        List<Attempt> attempts = failed.attemptHistory();
        Instant reportedAt =
                attempts.isEmpty() ? null : attempts.get(attempts.size() - 1).reportedAt();
        if (reportedAt != null) {
            return reportedAt;
        }
        Run run = failed.run();
        if (run != null && run.reportBy() != null) {
            return run.reportBy();
        }
        return failed.finishedAt() == null ? failed.firstSeen() : failed.finishedAt();
    }
}
