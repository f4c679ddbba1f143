package com.rezagent.schedules.stored;

import com.rezagent.schedules.contract.SchemaDocument;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.plan.FiringPlan;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The records that release 63010f5 stored, in a data directory and as DynamoDB items, and what every later release must
 * read from them. See {@code stored/README.md} among the test resources.
 */
public final class StoredRecords {
    /** When the records were stored. */
    public static final Instant STORED_AT = Instant.parse("2025-11-06T22:00:30Z");

    /** The engine entry that had no record. */
    public static final String ORPHAN = "sched_0123456789abcdef0123456789abcdef";

    private static final List<String> NAMES = List.of(
            "active-cron",
            "rate-with-start",
            "paused",
            "failed",
            "completed-at",
            "deleted",
            "unaudited",
            "re-created",
            "in-progress",
            "windowed",
            "missed",
            "never-seen",
            "no-topic",
            "pending");

    /** One line for each record, as {@link #describe(Schedule)} writes it. */
    public static final String SCHEDULES = SchemaDocument.resource("/stored/63010f5/records.txt");

    /** One line for each execution, as {@link #describe(Execution)} writes it. */
    public static final String EXECUTIONS = SchemaDocument.resource("/stored/63010f5/executions.txt");

    private StoredRecords() {}

    /** Returns every schedule's ID, in the order of the stored items. */
    public static List<ScheduleId> ids() {
        return Stream.concat(NAMES.stream().map(StoredRecords::id), Stream.of(new ScheduleId(ORPHAN)))
                .toList();
    }

    /** Returns the stored DynamoDB items. */
    public static String items() {
        return SchemaDocument.resource("/stored/63010f5/items.json");
    }

    /** Returns the requests that release 155151d sends to DynamoDB for an execution, as JSON. */
    public static String requests() {
        return SchemaDocument.resource("/stored/155151d/requests.json");
    }

    /** Returns the facts of a record that must not change, whatever fields a later version adds. */
    public static String describe(Schedule schedule) {
        String name = schedule.definition() == null
                ? schedule.id().value()
                : schedule.definition().name().value();
        String definition = schedule.definition() == null
                ? "no definition"
                : schedule.definition().expression().canonical() + " "
                        + schedule.definition().timing().timezone()
                        + " " + schedule.definition().timing().start() + " to "
                        + schedule.definition().timing().end()
                        + " " + schedule.definition().payload().text();
        return name + ": " + schedule.status().text()
                + schedule.statusReason().map(it -> " (" + it + ")").orElse("") + ", version " + schedule.version()
                + ", converged " + schedule.convergedVersion() + ", incarnation " + schedule.incarnation()
                + "\n  " + definition
                + "\n  defined " + schedule.definitionStamp().issuedAt() + " by "
                + schedule.definitionStamp().commandId() + ", created " + schedule.createdAt() + " by "
                + schedule.createdBy() + ", updated " + schedule.updatedAt() + ", anchor " + schedule.anchor()
                + ", completed " + schedule.ending().completedAt() + ", expires " + schedule.expiresAt()
                + "\n  next "
                + FiringPlan.of(schedule, Surroundings.NONE)
                        .next(STORED_AT)
                        .map(Instant::toString)
                        .orElse("none")
                + ", executions " + schedule.counters().executionCount() + ", last "
                + schedule.counters().lastTriggered()
                + ", to audit " + schedule.auditWindows().size()
                + "\n  outcomes "
                + schedule.outcomes().stream().map(StoredRecords::describe).collect(Collectors.joining(", ", "[", "]"))
                + "\n";
    }

    private static String describe(CommandOutcome outcome) {
        CommandOutcome.Refusal refusal = outcome.refusal();
        return outcome.commandId() + " " + outcome.result().text() + " " + outcome.version()
                + (refusal == null ? "" : " " + refusal.code().code());
    }

    /** Returns the facts of an execution that must not change. */
    public static String describe(Execution execution) {
        return execution.key().scheduleId() + " " + execution.key().sortKey() + " "
                + execution.outcome().text() + " " + execution.attempts() + ", incarnation " + execution.incarnation()
                + ", seen " + execution.firstSeen() + ", lease " + execution.leaseUntil() + ", finished "
                + execution.finishedAt() + ", message " + execution.snsMessageId() + ", expires "
                + execution.expiresAt() + ", reason " + execution.reason() + "\n";
    }

    /** Returns the ID of a stored schedule. */
    public static ScheduleId id(String name) {
        return ScheduleName.parse(name).id();
    }
}
