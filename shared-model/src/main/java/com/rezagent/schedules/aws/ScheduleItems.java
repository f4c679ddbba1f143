package com.rezagent.schedules.aws;

import com.rezagent.schedules.error.ScheduleException;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.expression.Expression;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.schedule.AuditWindow;
import com.rezagent.schedules.schedule.AuditWindowJson;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.EngineRefusal;
import com.rezagent.schedules.schedule.RegistersJson;
import com.rezagent.schedules.schedule.RetryPolicy;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.schedule.State;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.schedule.Target;
import com.rezagent.schedules.schedule.TargetType;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Converts schedules to and from rows of the schedules table. */
final class ScheduleItems {
    private static final String RETRY_ATTEMPTS = "maximum_retry_attempts";
    private static final String RETRY_AGE = "maximum_event_age_seconds";

    private ScheduleItems() {}

    /** Returns the row of a schedule, with the given revision. */
    static ScheduleItem of(Schedule schedule, long revision) {
        ScheduleItem.Builder row = new ScheduleItem.Builder()
                .id(schedule.id().value())
                .incarnation(schedule.incarnation())
                .definitionStamp(RegistersJson.text(schedule.definitionStamp()))
                .state(schedule.state().text())
                .stateStamp(RegistersJson.text(schedule.lifecycle().latest()))
                .registers(Json.write(RegistersJson.write(schedule)))
                .version(schedule.version())
                .revision(revision)
                .createdBy(schedule.createdBy())
                .createdDate(createdDate(schedule.createdAt(), schedule.id()))
                .updatedDate(schedule.updatedAt())
                .anchor(schedule.anchor())
                .warnings(schedule.warnings())
                .convergedVersion(schedule.convergedVersion())
                .eventbridgeArn(schedule.engineArn())
                .engineRefusal(map(schedule.engineRefusal()))
                .completedAt(schedule.completedAt())
                .auditedUntil(schedule.auditedUntil())
                .unaudited(unaudited(schedule.auditWindows()))
                .outcomes(OutcomesJson.write(schedule.outcomes()))
                .executionCount(schedule.executionCount())
                .lastTriggered(schedule.lastTriggered())
                .expiresAt(
                        schedule.expiresAt() == null
                                ? null
                                : schedule.expiresAt().getEpochSecond());
        Definition definition = schedule.definition();
        if (definition != null) {
            row.status(schedule.status().text())
                    .statusReason(schedule.statusReason().orElse(null));
            define(row, definition);
        }
        return row.build();
    }

    private static void define(ScheduleItem.Builder row, Definition definition) {
        JsonObject arguments = definition.arguments();
        TopicArn topic = definition.target().topic();
        row.name(definition.name().value())
                .expression(definition.expression().canonical())
                .timezone(definition.timezone().getId())
                .startDate(definition.start())
                .endDate(definition.end())
                .flexibleWindowMinutes(definition.flexibleWindowMinutes())
                .targetType(definition.target().type().text())
                .targetTopicArn(topic == null ? null : topic.value())
                .payload(definition.payload().text())
                .arguments(arguments == null ? null : arguments.text())
                .description(definition.description())
                .retryPolicy(Map.of(
                        RETRY_ATTEMPTS,
                        definition.retryPolicy().maximumRetryAttempts(),
                        RETRY_AGE,
                        Math.toIntExact(
                                definition.retryPolicy().maximumEventAge().toSeconds())));
    }

    /** Returns the sort key of the indexes: the creation time, then the id. */
    static String createdDate(Instant createdAt, ScheduleId id) {
        return ExecutionKey.sortKey(createdAt) + "#" + id;
    }

    private static Instant createdAt(ScheduleItem row) {
        return Instant.parse(row.createdDate().substring(0, row.createdDate().indexOf('#')));
    }

    /**
     * Returns the schedule in a row.
     *
     * @throws IllegalStateException if the row cannot have been written by this system; the message contains its id
     */
    static Schedule schedule(ScheduleItem row) {
        return readRow(row, ScheduleItems::readSchedule);
    }

    /**
     * Returns the summary in a row as an index contains it.
     *
     * @throws IllegalStateException if the row cannot have been written by this system; the message contains its id
     */
    static ScheduleSummary summary(ScheduleItem row) {
        return readRow(row, ScheduleItems::readSummary);
    }

    /**
     * Reads a row. A refusal by one of the domain's readers becomes an IllegalStateException because no caller caused
     * it.
     */
    private static <T> T readRow(ScheduleItem row, Function<ScheduleItem, T> read) {
        try {
            return read.apply(row);
        } catch (ScheduleException | IllegalArgumentException | DateTimeException | NullPointerException e) {
            throw new IllegalStateException("The schedules table's row " + row.id() + " can't be read", e);
        }
    }

    private static Schedule readSchedule(ScheduleItem row) {
        String incarnation = required(row.incarnation());
        long version = required(row.version());
        RegistersJson.Registers registers = RegistersJson.read(
                row.registers() == null ? Json.object().nullNode() : Json.parse(row.registers()),
                incarnation,
                version,
                State.of(required(row.state())),
                RegistersJson.stamp(required(row.stateStamp())),
                createdAt(row));
        return new Schedule(
                new ScheduleId(row.id()),
                incarnation,
                row.name() == null ? null : definition(row),
                RegistersJson.stamp(required(row.definitionStamp())),
                registers.lifecycle(),
                version,
                registers.entryVersion(),
                required(row.revision()),
                row.createdBy(),
                createdAt(row),
                required(row.updatedDate()),
                required(row.anchor()),
                registers.resumedAt(),
                warnings(row),
                required(row.convergedVersion()),
                registers.dueSince(),
                row.eventbridgeArn(),
                refusal(row.engineRefusal()),
                row.completedAt(),
                row.auditedUntil(),
                row.unaudited() == null ? List.of() : AuditWindowJson.read(Json.parse(row.unaudited())),
                OutcomesJson.read(required(row.outcomes())),
                required(row.executionCount()),
                row.lastTriggered(),
                expiresAt(row));
    }

    private static Definition definition(ScheduleItem row) {
        return new Definition(
                new ScheduleName(required(row.name())),
                expression(row),
                ZoneId.of(required(row.timezone())),
                row.startDate(),
                row.endDate(),
                row.flexibleWindowMinutes(),
                target(row),
                JsonObject.parse(required(row.payload())),
                row.arguments() == null ? null : JsonObject.parse(row.arguments()),
                row.description(),
                retryPolicy(row));
    }

    private static ScheduleSummary readSummary(ScheduleItem row) {
        return new ScheduleSummary(
                new ScheduleId(row.id()),
                new ScheduleName(required(row.name())),
                expression(row),
                ZoneId.of(required(row.timezone())),
                row.startDate(),
                row.endDate(),
                row.flexibleWindowMinutes(),
                target(row),
                row.description(),
                retryPolicy(row),
                Status.of(required(row.status())).orElseThrow(),
                row.statusReason(),
                row.eventbridgeArn(),
                row.createdBy(),
                createdAt(row),
                required(row.updatedDate()),
                required(row.anchor()),
                required(row.version()),
                warnings(row),
                expiresAt(row));
    }

    private static Expression expression(ScheduleItem row) {
        return Expression.parse(required(row.expression())).expression();
    }

    private static Target target(ScheduleItem row) {
        return new Target(
                TargetType.of(required(row.targetType())).orElseThrow(),
                row.targetTopicArn() == null ? null : new TopicArn(row.targetTopicArn()));
    }

    private static RetryPolicy retryPolicy(ScheduleItem row) {
        Map<String, Integer> policy = required(row.retryPolicy());
        return new RetryPolicy(
                required(policy.get(RETRY_ATTEMPTS)), Duration.ofSeconds(required(policy.get(RETRY_AGE))));
    }

    private static List<String> warnings(ScheduleItem row) {
        return row.warnings() == null ? List.of() : row.warnings();
    }

    private static @Nullable Instant expiresAt(ScheduleItem row) {
        return row.expiresAt() == null ? null : Instant.ofEpochSecond(row.expiresAt());
    }

    private static @Nullable Map<String, String> map(@Nullable EngineRefusal refusal) {
        return refusal == null
                ? null
                : Map.of(
                        "code", refusal.code(),
                        "message", refusal.message(),
                        "version", Long.toString(refusal.version()));
    }

    private static @Nullable EngineRefusal refusal(@Nullable Map<String, String> map) {
        return map == null
                ? null
                : new EngineRefusal(
                        required(map.get("code")),
                        required(map.get("message")),
                        Long.parseLong(required(map.get("version"))));
    }

    /** Returns JSON; null for most rows, which have no audit windows. */
    private static @Nullable String unaudited(List<AuditWindow> all) {
        return all.isEmpty() ? null : Json.write(AuditWindowJson.write(all));
    }

    private static <T> T required(@Nullable T value) {
        return Objects.requireNonNull(value, "A row of the schedules table lacks a required attribute");
    }
}
