package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.simulation.ProtocolMutants.historyReplacing;
import static com.rezagent.schedules.simulation.ProtocolMutants.with;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.execution.ExecutionId;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.schedule.Lifecycle;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.scheduler.SchedulerPorts;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Mutants that violate the rules for reports, attempts and retries; each names its rule. */
final class ReportMutants {
    private ReportMutants() {}

    /** "Each attempt has a message id of its own": here all have that of the first. */
    static final ProtocolMutant ONE_MESSAGE_ID = publishing(envelope -> {
        String id = envelope.path("execution_id").asText();
        ExecutionId.tryParse(id)
                .map(ExecutionId::scheduledTime)
                .ifPresent(time -> envelope.put("id", firstMessageId(id)));
        return envelope;
    });

    private static String firstMessageId(String executionId) {
        ExecutionId id = ExecutionId.tryParse(executionId).orElseThrow();
        return com.rezagent.schedules.execution.ExecutionKey.firing(id.scheduleId(), id.scheduledTime())
                .messageId();
    }

    /** "The envelope gains attempt": here it is always 1. */
    static final ProtocolMutant ATTEMPT_IS_ALWAYS_1 = publishing(
            envelope -> envelope.has("attempt") ? envelope.put("attempt", 1).put("retry_count", 0) : envelope);

    /** "Deleted: cancelled": here a sweep reads schedules as they were before they were deleted. */
    static final ProtocolMutant RETRY_IGNORES_DELETE = new GateMutants.EventMutant() {
        @Override
        public SchedulerPorts wrap(SchedulerPorts ports, SimulatedWorld world) {
            return readingInSweeps(this, ports, it -> it.isDeleted() ? withoutDelete(it) : it);
        }
    };

    private static Schedule withoutDelete(Schedule it) {
        Lifecycle lifecycle = it.lifecycle();
        return Records.withComponent(
                it, "lifecycle", Records.withComponent(lifecycle, "deleted", com.rezagent.schedules.record.Stamp.ZERO));
    }

    private static SchedulerPorts readingInSweeps(
            GateMutants.EventMutant mutant, SchedulerPorts ports, UnaryOperator<Schedule> alteration) {
        return ProtocolMutants.with(
                ports,
                new DelegatingStore(ports.stores().schedules()) {
                    @Override
                    public Optional<Schedule> find(ScheduleId id) {
                        boolean isSweep = mutant.event().toString().contains("sweep");
                        return super.find(id).map(it -> isSweep ? alteration.apply(it) : it);
                    }
                },
                ports.engine());
    }

    /** "Late success wins": here reports are lost. */
    static final ProtocolMutant REPORT_IS_LOST = reporting(report -> report.put("execution_id", "exec_none"));

    /** "Reports of attempts that there are not" are kept and change nothing: here they count for the first attempt. */
    static final ProtocolMutant UNKNOWN_ATTEMPT_COUNTS =
            reporting(report -> report.path("attempt").asInt() > 3 ? report.put("attempt", 1) : report);

    /** "Recording the publication takes nothing back": here the execution of a report is written as it was before. */
    static final ProtocolMutant CHANGE_IS_NOT_WRITTEN =
            (ports, world) -> with(ports, historyReplacing(ports, "replace", arguments -> true));

    /** "Due while something is awaited": here a sweep finds nothing that is due. */
    static final ProtocolMutant NOTHING_IS_DUE =
            (ports, world) -> with(ports, historyReplacing(ports, "due", arguments -> List.of()));

    private static ProtocolMutant publishing(UnaryOperator<ObjectNode> change) {
        return (ports, world) -> with(ports, (topic, message) -> {
            JsonNode body = Json.parse(message.body());
            boolean isEnvelope = topic.equals(world.stage.webActions());
            return ports.publisher()
                    .publish(
                            topic,
                            isEnvelope
                                    ? new TopicMessage(
                                            Json.write(change.apply((ObjectNode) body)), message.attributes())
                                    : message);
        });
    }

    private static ProtocolMutant reporting(UnaryOperator<ObjectNode> change) {
        return new ProtocolMutant() {
            @Override
            public SchedulerPorts wrap(SchedulerPorts ports, SimulatedWorld world) {
                return ports;
            }

            @Override
            public String alterEvent(String text) {
                JsonNode event = Json.parse(text);
                JsonNode sns = event.path("Records").path(0).path("Sns");
                if (!sns.path("TopicArn").asText().contains("execution-reports")) {
                    return text;
                }
                ObjectNode report = (ObjectNode) Json.parse(sns.path("Message").asText());
                ((ObjectNode) sns).put("Message", Json.write(change.apply(report)));
                return Json.write(event);
            }
        };
    }
}
