package com.rezagent.schedules.stored;

import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.plan.FiringPlan;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
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
    public static final String SCHEDULES = """
            active-cron: active, version 2, converged 2, incarnation 07372cb816b4
              cron(30 6 * * ? *) America/New_York null to null {"action":"active-cron","n":1.10}
              defined 2025-11-06T20:01:01Z by c-same, created 2025-11-06T20:00:00Z by alice, updated 2025-11-06T20:01:00Z, anchor 2025-11-06T20:01:00Z, completed null, expires null
              next 2025-11-07T11:30:00Z, executions 1, last 2025-11-06T21:30:00Z, to audit 0
              outcomes [c-create-active-cron applied 1, c-edited applied 2, c-same unchanged 2, c-late stale 2, c-conflict refused 2 version_conflict, c-trigger applied 2]
            rate-with-start: active, version 1, converged 1, incarnation ce802afd87c3
              rate(2 hours) UTC 2025-11-06T21:00:00Z to 2025-11-20T21:00:00Z {"action":"rate-with-start","n":1.10}
              defined 2025-11-06T20:00:00Z by c-create-rate-with-start, created 2025-11-06T20:00:00Z by alice, updated 2025-11-06T20:00:00Z, anchor 2025-11-06T21:00:00Z, completed null, expires null
              next 2025-11-06T23:00:00Z, executions 1, last 2025-11-06T21:00:00Z, to audit 0
              outcomes [c-create-rate-with-start applied 1]
            paused: paused, version 2, converged 2, incarnation 45c5abed399b
              cron(0 21 * * ? *) UTC null to null {"action":"paused","n":1.10}
              defined 2025-11-06T20:00:00Z by c-create-paused, created 2025-11-06T20:00:00Z by alice, updated 2025-11-06T21:00:01Z, anchor 2025-11-06T20:00:00Z, completed null, expires null
              next none, executions 1, last 2025-11-06T21:30:00Z, to audit 0
              outcomes [c-create-paused applied 1, c-pause applied 2, c-trigger-paused applied 2]
            failed: failed (EventBridge Scheduler refused the schedule: ValidationException: The EndDate you specify must come after the StartDate.), version 2, converged 1, incarnation 8a1944844c93
              rate(2 hours) UTC 2025-11-06T20:00:00Z to 2025-11-06T22:00:00Z {"action":"failed","n":1.10}
              defined 2025-11-06T20:30:10Z by c-last-period, created 2025-11-06T20:00:00Z by alice, updated 2025-11-06T20:30:10Z, anchor 2025-11-06T20:00:00Z, completed null, expires null
              next none, executions 1, last 2025-11-06T20:00:00Z, to audit 1
              outcomes [c-create-failed applied 1, c-last-period applied 2]
            completed-at: completed, version 1, converged 1, incarnation c3106268ea19
              at(2025-11-06T20:30:00) UTC null to null {"action":"completed-at","n":1.10}
              defined 2025-11-06T20:00:00Z by c-create-completed-at, created 2025-11-06T20:00:00Z by alice, updated 2025-11-06T20:00:00Z, anchor 2025-11-06T20:00:00Z, completed 2025-11-06T20:30:00Z, expires 2026-02-04T20:30:00Z
              next none, executions 1, last 2025-11-06T20:30:00Z, to audit 0
              outcomes [c-create-completed-at applied 1]
            deleted: deleted, version 2, converged 2, incarnation 80083909e022
              cron(10 * * * ? *) UTC null to null {"action":"deleted","n":1.10}
              defined 2025-11-06T20:00:00Z by c-create-deleted, created 2025-11-06T20:00:00Z by alice, updated 2025-11-06T20:50:00Z, anchor 2025-11-06T20:00:00Z, completed null, expires 2026-02-04T20:50:00Z
              next none, executions 1, last 2025-11-06T20:10:00Z, to audit 1
              outcomes [c-create-deleted applied 1, c-delete applied 2]
            unaudited: active, version 4, converged 4, incarnation dff9de153344
              rate(30 minutes) UTC null to null {"action":"unaudited","n":1.10}
              defined 2025-11-06T21:10:00Z by c-faster, created 2025-11-06T20:05:00Z by alice, updated 2025-11-06T21:45:00Z, anchor 2025-11-06T21:10:00Z, completed null, expires null
              next 2025-11-06T22:10:00Z, executions 3, last 2025-11-06T21:10:00Z, to audit 2
              outcomes [c-create-unaudited applied 1, c-faster applied 2, c-hold applied 3, c-go-on applied 4]
            re-created: active, version 3, converged 3, incarnation 71776297a244
              cron(15 * * * ? *) UTC null to null {"action":"re-created","n":1.10}
              defined 2025-11-06T20:05:01Z by c-again, created 2025-11-06T20:05:01Z by alice, updated 2025-11-06T20:05:01Z, anchor 2025-11-06T20:05:01Z, completed null, expires null
              next 2025-11-06T22:15:00Z, executions 2, last 2025-11-06T21:15:00Z, to audit 1
              outcomes [c-create-re-created applied 1, c-gone applied 2, c-again applied 3]
            in-progress: active, version 1, converged 1, incarnation 0fe15a9ae9d8
              cron(0 22 * * ? *) UTC null to null {"action":"in-progress","n":1.10}
              defined 2025-11-06T20:00:00Z by c-create-in-progress, created 2025-11-06T20:00:00Z by alice, updated 2025-11-06T20:00:00Z, anchor 2025-11-06T20:00:00Z, completed null, expires null
              next 2025-11-07T22:00:00Z, executions 0, last null, to audit 0
              outcomes [c-create-in-progress applied 1]
            windowed: active, version 1, converged 1, incarnation 961db0d69cb9
              cron(50 21 * * ? *) UTC null to null {"action":"windowed","n":1.10}
              defined 2025-11-06T20:00:00Z by c-create-windowed, created 2025-11-06T20:00:00Z by alice, updated 2025-11-06T20:00:00Z, anchor 2025-11-06T20:00:00Z, completed null, expires null
              next 2025-11-07T21:50:00Z, executions 0, last null, to audit 0
              outcomes [c-create-windowed applied 1]
            missed: completed, version 1, converged 1, incarnation f00e4ebc95b4
              at(2025-11-06T20:40:00) UTC null to null {"action":"missed","n":1.10}
              defined 2025-11-06T20:00:00Z by c-create-missed, created 2025-11-06T20:00:00Z by alice, updated 2025-11-06T20:00:00Z, anchor 2025-11-06T20:00:00Z, completed 2025-11-06T21:10:00Z, expires 2026-02-04T21:10:00Z
              next none, executions 0, last null, to audit 0
              outcomes [c-create-missed applied 1]
            never-seen: completed, version 1, converged 1, incarnation 231971126eda
              at(2025-11-06T20:45:00) UTC null to null {"action":"never-seen","n":1.10}
              defined 2025-11-06T20:00:00Z by c-create-never-seen, created 2025-11-06T20:00:00Z by alice, updated 2025-11-06T20:00:00Z, anchor 2025-11-06T20:00:00Z, completed 2025-11-06T21:10:00Z, expires 2026-02-04T21:10:00Z
              next none, executions 0, last null, to audit 0
              outcomes [c-create-never-seen applied 1]
            no-topic: active, version 1, converged 1, incarnation eb77b6374439
              at(2025-11-06T21:20:00) UTC null to null {"action":"no-topic","n":1.10}
              defined 2025-11-06T20:00:00Z by c-create-no-topic, created 2025-11-06T20:00:00Z by alice, updated 2025-11-06T20:00:00Z, anchor 2025-11-06T20:00:00Z, completed null, expires null
              next none, executions 0, last null, to audit 0
              outcomes [c-create-no-topic applied 1]
            pending: pending, version 1, converged 0, incarnation 80a0d6539602
              cron(20 * * * ? *) UTC null to null {"action":"pending","n":1.10}
              defined 2025-11-06T22:00:10Z by c-create-pending, created 2025-11-06T22:00:10Z by alice, updated 2025-11-06T22:00:10Z, anchor 2025-11-06T22:00:10Z, completed null, expires null
              next 2025-11-06T22:20:00Z, executions 0, last null, to audit 0
              outcomes [c-create-pending applied 1]
            sched_0123456789abcdef0123456789abcdef: deleted, version 1, converged 1, incarnation orphan
              no definition
              defined 1970-01-01T00:00:00Z by , created 2025-11-06T21:10:00Z by reconcile, updated 2025-11-06T21:10:00Z, anchor 2025-11-06T21:10:00Z, completed null, expires 2026-02-04T21:10:00Z
              next none, executions 0, last null, to audit 0
              outcomes []
            """;

    /** One line for each execution, as {@link #describe(Execution)} writes it. */
    public static final String EXECUTIONS = """
            sched_552659287d8b043e8451377eb5f2b8af 2025-11-06T21:30:00.000000000Z#c-trigger published 1, incarnation 07372cb816b4, seen 2025-11-06T21:30:00Z, lease null, finished 2025-11-06T21:30:00Z, message 00000000-0000-4000-8000-000000000120, expires 2026-02-04T21:30:00Z, reason null
            sched_d8f594791dd7af954785744ac2f63228 2025-11-06T21:00:00.000000000Z published 1, incarnation ce802afd87c3, seen 2025-11-06T21:00:00Z, lease null, finished 2025-11-06T21:00:00Z, message 00000000-0000-4000-8000-000000000084, expires 2026-02-04T21:00:00Z, reason null
            sched_a7a9dc5bcf71adb2edc202814060a5ab 2025-11-06T21:30:00.000000000Z#c-trigger-paused published 1, incarnation 45c5abed399b, seen 2025-11-06T21:30:00Z, lease null, finished 2025-11-06T21:30:00Z, message 00000000-0000-4000-8000-000000000123, expires 2026-02-04T21:30:00Z, reason null
            sched_a7a9dc5bcf71adb2edc202814060a5ab 2025-11-06T21:00:00.000000000Z skipped 0, incarnation 45c5abed399b, seen 2025-11-06T21:31:16Z, lease null, finished 2025-11-06T21:31:16Z, message null, expires 2026-02-04T21:31:16Z, reason paused
            sched_5d28a90f4498a81461efbaf6f628a19d 2025-11-06T20:00:00.000000000Z published 1, incarnation 8a1944844c93, seen 2025-11-06T20:00:00Z, lease null, finished 2025-11-06T20:00:00Z, message 00000000-0000-4000-8000-000000000014, expires 2026-02-04T20:00:00Z, reason null
            sched_8d9fc4dab345f1a82682a385cd5f80b1 2025-11-06T20:30:00.000000000Z published 1, incarnation c3106268ea19, seen 2025-11-06T20:30:00Z, lease null, finished 2025-11-06T20:30:00Z, message 00000000-0000-4000-8000-000000000067, expires 2026-02-04T20:30:00Z, reason null
            sched_1185f37d33b0f89e331f101a51bb8e51 2025-11-06T20:10:00.000000000Z published 1, incarnation 80083909e022, seen 2025-11-06T20:10:00Z, lease null, finished 2025-11-06T20:10:00Z, message 00000000-0000-4000-8000-000000000063, expires 2026-02-04T20:10:00Z, reason null
            sched_86add8674e5b0b421bf8e4e36aefa991 2025-11-06T21:10:00.000000000Z published 1, incarnation dff9de153344, seen 2025-11-06T21:10:00Z, lease null, finished 2025-11-06T21:10:00Z, message 00000000-0000-4000-8000-000000000100, expires 2026-02-04T21:10:00Z, reason null
            sched_86add8674e5b0b421bf8e4e36aefa991 2025-11-06T21:05:00.000000000Z published 1, incarnation dff9de153344, seen 2025-11-06T21:05:00Z, lease null, finished 2025-11-06T21:05:00Z, message 00000000-0000-4000-8000-000000000089, expires 2026-02-04T21:05:00Z, reason null
            sched_86add8674e5b0b421bf8e4e36aefa991 2025-11-06T20:05:00.000000000Z published 1, incarnation dff9de153344, seen 2025-11-06T20:05:00Z, lease null, finished 2025-11-06T20:05:00Z, message 00000000-0000-4000-8000-000000000055, expires 2026-02-04T20:05:00Z, reason null
            sched_d292a654a5b3e3754951499326149654 2025-11-06T21:15:00.000000000Z published 1, incarnation 71776297a244, seen 2025-11-06T21:15:00Z, lease null, finished 2025-11-06T21:15:00Z, message 00000000-0000-4000-8000-000000000115, expires 2026-02-04T21:15:00Z, reason null
            sched_d292a654a5b3e3754951499326149654 2025-11-06T20:15:00.000000000Z published 1, incarnation 71776297a244, seen 2025-11-06T20:15:00Z, lease null, finished 2025-11-06T20:15:00Z, message 00000000-0000-4000-8000-000000000065, expires 2026-02-04T20:15:00Z, reason null
            sched_d292a654a5b3e3754951499326149654 2025-11-06T20:00:00.000000000Z published 1, incarnation c396e84baa72, seen 2025-11-06T20:00:00Z, lease null, finished 2025-11-06T20:00:00Z, message 00000000-0000-4000-8000-000000000025, expires 2026-02-04T20:00:00Z, reason null
            sched_ed1866d0c5eceaf9cf387b8f5009d2d9 2025-11-06T22:00:00.000000000Z in_progress 1, incarnation 0fe15a9ae9d8, seen 2025-11-06T22:00:00Z, lease 2025-11-06T22:00:35Z, finished null, message null, expires 2026-02-04T22:00:00Z, reason null
            sched_1c33629a937098eaef1dc6e2ce9a6348 2025-11-06T20:40:00.000000000Z missed 3, incarnation f00e4ebc95b4, seen 2025-11-06T20:40:00Z, lease null, finished 2025-11-06T21:10:00Z, message null, expires 2026-02-04T20:40:00Z, reason begun and not finished within PT11M of its time; it may have been published
            sched_8d103571f540b2d771ba063def886080 2025-11-06T20:45:00.000000000Z missed 0, incarnation 231971126eda, seen 2025-11-06T21:10:00Z, lease null, finished 2025-11-06T21:10:00Z, message null, expires 2026-02-04T21:10:00Z, reason not seen within PT11M of its time
            sched_3a6cc2ca00c4d8a15e6a996c5422e5d3 2025-11-06T21:20:00.000000000Z failed 1, incarnation eb77b6374439, seen 2025-11-06T21:20:00Z, lease null, finished 2025-11-06T21:20:00Z, message null, expires 2026-02-04T21:20:00Z, reason The topic does not exist: There is no topic arn:aws:sns:us-east-1:000000000000:my-topic-local
            """;

    private StoredRecords() {}

    /** Returns every schedule's ID, in the order of the stored items. */
    public static List<ScheduleId> ids() {
        return Stream.concat(NAMES.stream().map(StoredRecords::id), Stream.of(new ScheduleId(ORPHAN)))
                .toList();
    }

    /** Returns the stored DynamoDB items. */
    public static String items() {
        return resource("/stored/63010f5/items.json");
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
                + ", executions " + schedule.executionCount() + ", last " + schedule.lastTriggered()
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

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(StoredRecords.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
