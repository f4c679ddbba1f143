package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.simulation.Mutants.messages;
import static com.rezagent.schedules.simulation.Mutants.publishing;
import static com.rezagent.schedules.simulation.Mutants.reading;
import static com.rezagent.schedules.simulation.Mutants.replacing;
import static com.rezagent.schedules.simulation.Records.withComponent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionId;
import com.rezagent.schedules.record.Stamp;
import java.util.List;
import java.util.function.Consumer;

/** Mutants that violate the rules for reports, attempts and retries; each names its rule. */
final class ReportMutants {
    private ReportMutants() {}

    /** "Each attempt has a message id of its own": here all have that of the first. */
    static final ProtocolMutant ONE_MESSAGE_ID = publishing(
            envelope -> ExecutionId.tryParse(envelope.path("execution_id").asText())
                    .flatMap(ExecutionId::firing)
                    .ifPresent(it -> envelope.put("id", it.messageId())));

    /** "The envelope gains attempt": here it is always 1. */
    static final ProtocolMutant ATTEMPT_IS_ALWAYS_1 = publishing(envelope -> {
        if (envelope.has("attempt")) {
            envelope.put("attempt", 1).put("retry_count", 0);
        }
    });

    /** "Deleted: cancelled": here a sweep reads schedules as they were before they were deleted. */
    static final ProtocolMutant RETRY_IGNORES_DELETE = reading(
            (it, world) -> it.isDeleted() && world.gateReads.event().toString().contains("sweep")
                    ? withComponent(it, "deleted", Stamp.ZERO)
                    : it);

    /** "Late success wins": here reports are lost. */
    static final ProtocolMutant REPORT_IS_LOST = reporting(report -> report.put("execution_id", "exec_none"));

    /** "Reports of attempts that there are not" are kept and change nothing: here they count for the first attempt. */
    static final ProtocolMutant UNKNOWN_ATTEMPT_COUNTS = reporting(report -> {
        if (report.path("attempt").asInt() > 3) {
            report.put("attempt", 1);
        }
    });

    /** "Recording the publication takes nothing back": here the execution of a report is written as it was before. */
    static final ProtocolMutant CHANGE_IS_NOT_WRITTEN = replacing(ExecutionHistory.class, "replace", call -> true);

    /** "Due while something is awaited": here a sweep finds nothing that is due. */
    static final ProtocolMutant NOTHING_IS_DUE = replacing(ExecutionHistory.class, "due", call -> List.of());

    private static ProtocolMutant reporting(Consumer<ObjectNode> change) {
        return messages((sns, message) -> {
            if (sns.path("TopicArn").asText().contains("execution-reports")) {
                change.accept(message);
            }
        });
    }
}
