package com.rezagent.schedules.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.execution.ExecutionId;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.testing.SnsEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The consumer of a simulated world: it receives the messages of web actions, and reports as its behavior says. */
final class SimulatedConsumer {
    /** A report that is sent some time after its message arrived. */
    record Planned(Duration after, ObjectNode report) {}

    /** A message as the consumer received it. */
    record Received(Instant at, String executionId, int attempt, String messageId) {}

    private final SimulatedWorld world;
    /** The executions of which a success was reported, of an attempt that there was. */
    final Set<String> succeeded = new HashSet<>();

    /** The executions of which it is not known whether a report counts. */
    final Set<String> undecided = new HashSet<>();

    /** What it received of executions that have a run policy, oldest first. */
    final List<Received> received = new ArrayList<>();

    private final Map<String, Integer> reports = new HashMap<>();
    private Function<Received, List<Planned>> behavior = message -> List.of();

    SimulatedConsumer(SimulatedWorld world) {
        this.world = world;
        world.topics.subscribe(world.stage.webActions(), (id, message) -> receive(message));
        world.topics.subscribe(
                world.stage.executionReports(), (id, message) -> world.lambda.enqueue(event(id, message), world.now()));
    }

    /** Sets what is reported of each message. */
    void behave(Function<Received, List<Planned>> newBehavior) {
        behavior = newBehavior;
    }

    /** Returns how many reports of an execution were sent. */
    int reports(String executionId) {
        return reports.getOrDefault(executionId, 0);
    }

    private void receive(TopicMessage message) {
        JsonNode envelope = Json.parse(message.body());
        if (!envelope.has("execution_id")) {
            return;
        }
        Received one = new Received(
                world.now(),
                envelope.path("execution_id").asText(),
                envelope.path("attempt").asInt(),
                envelope.path("id").asText());
        received.add(one);
        if (one.attempt() > 1) {
            ExecutionId.tryParse(one.executionId())
                    .ifPresent(it -> world.gateReads.onRetry(it.scheduleId(), one.executionId(), one.attempt()));
        }
        for (Planned planned : behavior.apply(one)) {
            world.virtualTime.at(world.now().plus(planned.after()), () -> send(planned.report()));
        }
    }

    /** Publishes a report. */
    void send(ObjectNode report) {
        count(report);
        world.topics.receive(world.stage.executionReports(), new TopicMessage(Json.write(report), Map.of()));
    }

    /** Returns the event that delivers a report, whose attempt may not exist yet when it arrives. */
    String event(ObjectNode report) {
        undecided.add(report.path("execution_id").asText());
        return event("report", new TopicMessage(Json.write(report), Map.of()));
    }

    private void count(ObjectNode report) {
        String id = report.path("execution_id").asText();
        reports.merge(id, 1, Integer::sum);
        boolean isOfAttempt = received.stream()
                .anyMatch(it -> it.executionId().equals(id)
                        && it.attempt() == report.path("attempt").asInt());
        if (isOfAttempt && report.path("outcome").asText().equals("succeeded")) {
            succeeded.add(id);
        }
    }

    private String event(String id, TopicMessage message) {
        return SnsEvents.event(world.stage.executionReports(), id, message, world.now());
    }

    /** Returns a report of the attempt that a message is about. */
    static ObjectNode report(Received message, String outcome) {
        return Json.object()
                .put("execution_id", message.executionId())
                .put("outcome", outcome)
                .put("attempt", message.attempt());
    }
}
