package com.rezagent.schedules.scheduler.command;

import static com.rezagent.schedules.log.Log.field;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.Decision.Decided;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.CommandedRecord;

/** Writes the audit log line of a command: who requested it, and what it changed. */
public final class CommandLog {
    private CommandLog() {}

    /** @param details fields of the resource beyond those of the command */
    public static <R extends CommandedRecord<R>> void write(
            Command command, Decided<R> decided, Log log, Log.Field... details) {
        CommandOutcome outcome = decided.outcome();
        if (!decided.isFirst()) {
            log.info("command_redelivered", field("result", outcome.result().text()));
            return;
        }
        R before = decided.before();
        R after = decided.record();
        write(
                command,
                outcome,
                log.with(details)
                        .with(
                                field("version_before", before == null ? 0 : before.version()),
                                field("version_after", after == null ? outcome.version() : after.version())));
    }

    /** Writes the line of a command of a resource that has no versions. */
    static void write(Command command, CommandOutcome outcome, Log log) {
        CommandOutcome.Refusal refusal = outcome.refusal();
        log.with(command.details().toArray(Log.Field[]::new))
                .info(
                        "command_decided",
                        field("action", command.action().text()),
                        field("result", outcome.result().text()),
                        field("requested_by", command.context().requestedBy()),
                        field("code", refusal == null ? null : refusal.code().code()),
                        field("details", refusal == null ? null : String.join("; ", refusal.details())));
    }
}
