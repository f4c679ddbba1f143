package com.rezagent.schedules.scheduler.notice;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.execution.Envelope;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ScheduleState;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.messaging.Stage;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.messaging.TopicPublisher;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.Digest;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Publishes notices: notification envelopes with the event in {@code payload.action} and a readable text in
 * {@code payload.message}. A notice that is published again has the same ID. Thread-safe.
 */
public final class Notices {
    private static final int MAX_SHOWN = 10;

    private final TopicPublisher publisher;
    private final Stage stage;
    private final Clock clock;

    public Notices(TopicPublisher publisher, Stage stage, Clock clock) {
        this.publisher = publisher;
        this.stage = stage;
        this.clock = clock;
    }

    /** Publishes that a command was permanently refused. */
    public void commandRefused(Command command, CommandOutcome.Refusal refusal) {
        refused(command.context().commandId(), command, refusal);
    }

    /** Publishes that a create or a delete came too late and changed nothing. */
    public void commandOvertaken(Command command) {
        if (!command.action().canBeOvertaken()) {
            // Another command with the same id was overtaken, and was reported then.
            return;
        }
        ObjectNode payload = Json.object();
        payload.put("action", "schedule_command_overtaken");
        payload.put(
                "message",
                "The " + command.action().text()
                        + " came too late: a later command had already taken effect. Nothing was changed; send it again if it"
                        + " is still wanted");
        payload.put("command_id", command.context().commandId());
        payload.put("command_action", command.action().text());
        publish("overtaken " + command.context().commandId(), payload, command);
    }

    /** Publishes that a message was permanently refused which cannot be read as a command for a schedule. */
    public void messageRefused(String messageId, CommandOutcome.Refusal refusal) {
        refused(messageId, null, refusal);
    }

    private void refused(String commandId, @Nullable Command command, CommandOutcome.Refusal refusal) {
        ObjectNode payload = Json.object();
        payload.put("action", "schedule_command_refused");
        payload.put("message", refusal.message() + ": " + String.join("; ", refusal.details()));
        payload.put("code", refusal.code().code());
        payload.put("command_id", commandId);
        payload.put("command_action", command == null ? null : command.action().text());
        publish("refused " + commandId, payload, command);
    }

    /**
     * Publishes a notice about a command, with what it is about: a schedule is in the envelope, any other resource in the
     * payload.
     */
    private void publish(String about, ObjectNode payload, @Nullable Command command) {
        Optional<Command> known = Optional.ofNullable(command);
        known.map(Command::subject)
                .filter(it -> !it.name().equals("schedule_id"))
                .ifPresent(it -> payload.put(it.name(), String.valueOf(it.value())));
        publish(
                about,
                payload,
                known.flatMap(Command::aboutSchedule).orElse(null),
                known.flatMap(Command::name).map(ScheduleName::value).orElse(null));
    }

    /** Publishes that EventBridge permanently refused a schedule. */
    public void scheduleFailed(Schedule schedule) {
        ObjectNode payload = Json.object();
        payload.put("action", "schedule_failed");
        payload.put(
                "message",
                "EventBridge refused the schedule: " + schedule.statusReason().orElse("no reason given"));
        payload.put("version", schedule.version());
        publish("failed " + schedule.id() + " " + schedule.entityTag(), payload, schedule);
    }

    /** Publishes that a topic permanently refused an execution. */
    public void executionFailed(Schedule schedule, ExecutionKey key, String reason) {
        ObjectNode payload = Json.object();
        payload.put("action", "schedule_execution_failed");
        payload.put("message", "An execution could not be published: " + reason);
        payload.put("execution_id", key.executionId());
        payload.put("execution_time", key.scheduledTime().toString());
        publish("failed " + key.executionId(), payload, schedule);
    }

    /**
     * Publishes that an execution failed whose consumer was to report.
     *
     * @param failed the execution as it ended
     * @param failures how many executions have failed in a row, including this one; {@value ScheduleState#MAX_FAILURES}
     *     for more
     */
    public void executionFailed(Schedule schedule, Execution failed, int failures) {
        String atLeast = failures == ScheduleState.MAX_FAILURES ? "at least " : "";
        String row = failures == 1 ? "" : "; " + atLeast + failures + " executions in a row have failed";
        ObjectNode payload = ended(
                "schedule_execution_failed", "An execution has failed: " + reason(failed) + row, failed, failures);
        String attempt = failed.attempt() + " " + failures;
        publish("failed " + failed.key().executionId() + " " + attempt, payload, schedule);
    }

    private static String reason(Execution failed) {
        return failed.reason() == null ? failed.shownOutcome().text() : failed.reason();
    }

    /**
     * Publishes that an execution succeeded after others in a row had failed, or after it had failed itself.
     *
     * @param failures how many had failed
     */
    public void executionRecovered(Schedule schedule, Execution succeeded, int failures) {
        String message = "An execution has succeeded again, after "
                + (failures == 1 ? "a failure" : failures + " failures in a row");
        ObjectNode payload = ended("schedule_execution_recovered", message, succeeded, failures);
        publish("recovered " + succeeded.key().executionId(), payload, schedule);
    }

    private static ObjectNode ended(String action, String message, Execution execution, int failures) {
        ObjectNode payload = Json.object();
        payload.put("action", action);
        payload.put("message", message);
        payload.put("execution_id", execution.key().executionId());
        payload.put("execution_time", execution.key().scheduledTime().toString());
        payload.put("outcome", execution.shownOutcome().text());
        payload.put("attempt", execution.attempt());
        payload.put("failures", failures);
        return payload;
    }

    /** Publishes that expected firings were not seen by the end of their grace. */
    public void executionsMissed(Schedule schedule, List<Instant> missed) {
        List<String> shown =
                missed.stream().limit(MAX_SHOWN).map(Instant::toString).toList();
        ObjectNode payload = Json.object();
        payload.put("action", "schedule_execution_missed");
        payload.put(
                "message",
                missed.size() + (missed.size() == 1 ? " execution was" : " executions were") + " missed: "
                        + String.join(", ", shown) + (missed.size() > MAX_SHOWN ? ", …" : ""));
        payload.put("count", missed.size());
        publish("missed " + schedule.id() + " " + missed, payload, schedule);
    }

    /** Publishes a notice about a schedule; with a run policy, the message has the attribute {@code group}. */
    private void publish(String about, ObjectNode payload, Schedule schedule) {
        TopicMessage message = message(about, payload, schedule.id(), name(schedule));
        Definition definition = schedule.definition();
        boolean hasPolicy = definition != null && definition.runPolicy() != null;
        publisher.publish(stage.notifications(), hasPolicy ? Envelope.withGroup(message, schedule.group()) : message);
    }

    private static @Nullable String name(Schedule schedule) {
        return schedule.definition() == null
                ? null
                : schedule.definition().name().value();
    }

    private void publish(String about, ObjectNode payload, @Nullable ScheduleId id, @Nullable String name) {
        publisher.publish(stage.notifications(), message(about, payload, id, name));
    }

    private TopicMessage message(String about, ObjectNode payload, @Nullable ScheduleId id, @Nullable String name) {
        return Envelope.notice(
                "msg_" + Digest.hex128(about),
                payload,
                stage.stage(),
                clock.instant(),
                id == null ? null : id.value(),
                name);
    }
}
