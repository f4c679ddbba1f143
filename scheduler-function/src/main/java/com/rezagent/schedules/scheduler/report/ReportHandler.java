package com.rezagent.schedules.scheduler.report;

import static com.rezagent.schedules.log.Log.field;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.ExecutionDecision;
import com.rezagent.schedules.execution.ExecutionEvent;
import com.rezagent.schedules.execution.ExecutionId;
import com.rezagent.schedules.execution.Report;
import com.rezagent.schedules.execution.ReportMessage;
import com.rezagent.schedules.execution.ReportReader;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.scheduler.event.SchedulerEvent;
import com.rezagent.schedules.scheduler.execution.ExecutionUpdates;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Handles the messages of the reports topic. Whatever a message says, it is handled: what cannot be read, what is of no
 * execution and what contradicts an earlier report is logged and changes nothing else. Only a failing store makes a
 * message fail, so that it is delivered again. Thread-safe.
 */
public final class ReportHandler {
    private static final String NOT_FOUND = "execution_not_found";

    private final ExecutionUpdates updates;

    public ReportHandler(ExecutionUpdates updates) {
        this.updates = updates;
    }

    /**
     * Handles all messages even if some fail; then fails with the first failure.
     *
     * @throws TransientException if the messages should be delivered again
     */
    public void handleAll(List<SchedulerEvent.Message> messages, Log log) {
        RuntimeException failure = null;
        for (SchedulerEvent.Message message : messages) {
            try {
                handle(
                        message,
                        log.with(field("sns_message_id", message.delivery().messageId())));
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void handle(SchedulerEvent.Message message, Log log) {
        ReportMessage read;
        try {
            read = read(message);
        } catch (RefusedException e) {
            log.warn(
                    "report_unreadable",
                    field("code", e.code().code()),
                    // What is wrong with the JSON may contain parts of it.
                    field("details", e.code() == ErrorCode.INVALID_JSON ? null : e.joinedDetails()));
            return;
        }
        Optional<ExecutionId> id = ExecutionId.tryParse(read.executionId());
        if (id.isEmpty()) {
            // An id of an earlier release, or a text of the sender, which is not logged.
            ignored(NOT_FOUND, read.report(), log);
            return;
        }
        Log executionLog = log.with(id.get().scheduleId())
                .with(
                        field("execution_id", id.get().text()),
                        field("scheduled_time", id.get().scheduledTime()));
        Optional<ExecutionDecision> decision =
                updates.apply(id.get(), new ExecutionEvent.Reported(read.report()), executionLog);
        if (decision.isEmpty()) {
            ignored(NOT_FOUND, read.report(), executionLog);
            return;
        }
        ExecutionDecision.Result answer = decision.get().result();
        if (answer == ExecutionDecision.Result.DONE) {
            executionLog.info("report_applied", fields(read.report()));
        } else {
            ignored(answer.name().toLowerCase(Locale.ROOT), read.report(), executionLog);
        }
    }

    private static ReportMessage read(SchedulerEvent.Message message) {
        if (new TopicMessage(message.body(), Map.of()).isTooLarge()) {
            throw new RefusedException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "The report is too large",
                    "SNS accepts at most " + TopicMessage.MAX_BYTES + " bytes of UTF-8; send a shorter output");
        }
        return ReportReader.message(message.body());
    }

    private static void ignored(String result, Report report, Log log) {
        Log withResult = log.with(field("result", result));
        if (result.equals("unchanged")) {
            withResult.info("report_ignored", fields(report));
        } else {
            withResult.warn("report_ignored", fields(report));
        }
    }

    /** Returns what a report says, without its texts, which may be confidential. */
    private static Log.Field[] fields(Report report) {
        return new Log.Field[] {
            field("report", report.outcome().text()),
            field("attempt", report.attempt()),
            field("truncated", report.truncated() ? true : null)
        };
    }
}
