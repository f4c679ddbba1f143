package com.rezagent.schedules.aws;

import static software.amazon.awssdk.enhanced.dynamodb.mapper.StaticAttributeTags.primaryPartitionKey;
import static software.amazon.awssdk.enhanced.dynamodb.mapper.StaticAttributeTags.secondaryPartitionKey;
import static software.amazon.awssdk.enhanced.dynamodb.mapper.StaticAttributeTags.secondarySortKey;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.enhanced.dynamodb.EnhancedType;
import software.amazon.awssdk.enhanced.dynamodb.TableSchema;
import software.amazon.awssdk.enhanced.dynamodb.mapper.StaticImmutableTableSchema;

/**
 * A row of the schedules table, or the part of it that an index contains; absent attributes are null.
 *
 * @param createdDate the creation time with nine decimals, {@code #}, and the id: sorts by time and is unique
 * @param status absent if there is no definition, so that no index lists the row by status
 * @param expiresAt seconds since the epoch, as DynamoDB's TTL requires
 */
record ScheduleItem(
        String id,
        @Nullable String incarnation,
        @Nullable String name,
        @Nullable String expression,
        @Nullable String timezone,
        @Nullable Instant startDate,
        @Nullable Instant endDate,
        @Nullable Integer flexibleWindowMinutes,
        @Nullable String targetType,
        @Nullable String targetTopicArn,
        @Nullable String payload,
        @Nullable String arguments,
        @Nullable String description,
        @Nullable Map<String, Integer> retryPolicy,
        @Nullable String definitionStamp,
        @Nullable String state,
        @Nullable String stateStamp,
        @Nullable String registers,
        @Nullable String status,
        @Nullable String statusReason,
        @Nullable Long version,
        @Nullable Long revision,
        String createdBy,
        String createdDate,
        @Nullable Instant updatedDate,
        @Nullable Instant anchor,
        @Nullable List<String> warnings,
        @Nullable Long convergedVersion,
        @Nullable String eventbridgeArn,
        @Nullable Map<String, String> engineRefusal,
        @Nullable Instant completedAt,
        @Nullable Instant auditedUntil,
        @Nullable String unaudited,
        @Nullable String outcomes,
        @Nullable Long executionCount,
        @Nullable Instant lastTriggered,
        @Nullable Long expiresAt) {

    static final String BY_STATUS = "status-created_date-index";
    static final String BY_CREATOR = "created_by-index";

    static final TableSchema<ScheduleItem> SCHEMA = StaticImmutableTableSchema.builder(
                    ScheduleItem.class, Builder.class)
            .newItemBuilder(Builder::new, Builder::build)
            .addAttribute(
                    String.class,
                    a -> a.name("id")
                            .getter(ScheduleItem::id)
                            .setter(Builder::id)
                            .tags(primaryPartitionKey()))
            .addAttribute(
                    String.class,
                    a -> a.name("incarnation").getter(ScheduleItem::incarnation).setter(Builder::incarnation))
            .addAttribute(
                    String.class, a -> a.name("name").getter(ScheduleItem::name).setter(Builder::name))
            .addAttribute(
                    String.class,
                    a -> a.name("schedule_expression")
                            .getter(ScheduleItem::expression)
                            .setter(Builder::expression))
            .addAttribute(
                    String.class,
                    a -> a.name("timezone").getter(ScheduleItem::timezone).setter(Builder::timezone))
            .addAttribute(
                    Instant.class,
                    a -> a.name("start_date").getter(ScheduleItem::startDate).setter(Builder::startDate))
            .addAttribute(
                    Instant.class,
                    a -> a.name("end_date").getter(ScheduleItem::endDate).setter(Builder::endDate))
            .addAttribute(
                    Integer.class,
                    a -> a.name("flexible_time_window_minutes")
                            .getter(ScheduleItem::flexibleWindowMinutes)
                            .setter(Builder::flexibleWindowMinutes))
            .addAttribute(
                    String.class,
                    a -> a.name("target_type").getter(ScheduleItem::targetType).setter(Builder::targetType))
            .addAttribute(
                    String.class,
                    a -> a.name("target_topic_arn")
                            .getter(ScheduleItem::targetTopicArn)
                            .setter(Builder::targetTopicArn))
            .addAttribute(
                    String.class,
                    a -> a.name("payload").getter(ScheduleItem::payload).setter(Builder::payload))
            .addAttribute(
                    String.class,
                    a -> a.name("arguments").getter(ScheduleItem::arguments).setter(Builder::arguments))
            .addAttribute(
                    String.class,
                    a -> a.name("description").getter(ScheduleItem::description).setter(Builder::description))
            .addAttribute(
                    EnhancedType.mapOf(String.class, Integer.class),
                    a -> a.name("retry_policy")
                            .getter(ScheduleItem::retryPolicy)
                            .setter(Builder::retryPolicy))
            .addAttribute(
                    String.class,
                    a -> a.name("definition_stamp")
                            .getter(ScheduleItem::definitionStamp)
                            .setter(Builder::definitionStamp))
            .addAttribute(
                    String.class,
                    a -> a.name("state").getter(ScheduleItem::state).setter(Builder::state))
            .addAttribute(
                    String.class,
                    a -> a.name("state_stamp").getter(ScheduleItem::stateStamp).setter(Builder::stateStamp))
            .addAttribute(
                    String.class,
                    a -> a.name("registers").getter(ScheduleItem::registers).setter(Builder::registers))
            .addAttribute(
                    String.class,
                    a -> a.name("status")
                            .getter(ScheduleItem::status)
                            .setter(Builder::status)
                            .tags(secondaryPartitionKey(BY_STATUS)))
            .addAttribute(
                    String.class,
                    a -> a.name("status_reason")
                            .getter(ScheduleItem::statusReason)
                            .setter(Builder::statusReason))
            .addAttribute(
                    Long.class,
                    a -> a.name("version").getter(ScheduleItem::version).setter(Builder::version))
            .addAttribute(
                    Long.class,
                    a -> a.name("revision").getter(ScheduleItem::revision).setter(Builder::revision))
            .addAttribute(
                    String.class,
                    a -> a.name("created_by")
                            .getter(ScheduleItem::createdBy)
                            .setter(Builder::createdBy)
                            .tags(secondaryPartitionKey(BY_CREATOR)))
            .addAttribute(
                    String.class,
                    a -> a.name("created_date")
                            .getter(ScheduleItem::createdDate)
                            .setter(Builder::createdDate)
                            .tags(secondarySortKey(List.of(BY_STATUS, BY_CREATOR))))
            .addAttribute(
                    Instant.class,
                    a -> a.name("updated_date")
                            .getter(ScheduleItem::updatedDate)
                            .setter(Builder::updatedDate))
            .addAttribute(
                    Instant.class,
                    a -> a.name("anchor").getter(ScheduleItem::anchor).setter(Builder::anchor))
            .addAttribute(
                    EnhancedType.listOf(String.class),
                    a -> a.name("warnings").getter(ScheduleItem::warnings).setter(Builder::warnings))
            .addAttribute(
                    Long.class,
                    a -> a.name("converged_version")
                            .getter(ScheduleItem::convergedVersion)
                            .setter(Builder::convergedVersion))
            .addAttribute(
                    String.class,
                    a -> a.name("eventbridge_arn")
                            .getter(ScheduleItem::eventbridgeArn)
                            .setter(Builder::eventbridgeArn))
            .addAttribute(
                    EnhancedType.mapOf(String.class, String.class),
                    a -> a.name("engine_refusal")
                            .getter(ScheduleItem::engineRefusal)
                            .setter(Builder::engineRefusal))
            .addAttribute(
                    Instant.class,
                    a -> a.name("completed_at")
                            .getter(ScheduleItem::completedAt)
                            .setter(Builder::completedAt))
            .addAttribute(
                    Instant.class,
                    a -> a.name("audited_until")
                            .getter(ScheduleItem::auditedUntil)
                            .setter(Builder::auditedUntil))
            .addAttribute(
                    String.class,
                    a -> a.name("unaudited").getter(ScheduleItem::unaudited).setter(Builder::unaudited))
            .addAttribute(
                    String.class,
                    a -> a.name("outcomes").getter(ScheduleItem::outcomes).setter(Builder::outcomes))
            .addAttribute(
                    Long.class,
                    a -> a.name("execution_count")
                            .getter(ScheduleItem::executionCount)
                            .setter(Builder::executionCount))
            .addAttribute(
                    Instant.class,
                    a -> a.name("last_triggered")
                            .getter(ScheduleItem::lastTriggered)
                            .setter(Builder::lastTriggered))
            .addAttribute(
                    Long.class,
                    a -> a.name("expires_at").getter(ScheduleItem::expiresAt).setter(Builder::expiresAt))
            .build();

    /** Builds a row one attribute at a time, as the schema requires. */
    static final class Builder {
        private @Nullable String id;
        private @Nullable String incarnation;
        private @Nullable String name;
        private @Nullable String expression;
        private @Nullable String timezone;
        private @Nullable Instant startDate;
        private @Nullable Instant endDate;
        private @Nullable Integer flexibleWindowMinutes;
        private @Nullable String targetType;
        private @Nullable String targetTopicArn;
        private @Nullable String payload;
        private @Nullable String arguments;
        private @Nullable String description;
        private @Nullable Map<String, Integer> retryPolicy;
        private @Nullable String definitionStamp;
        private @Nullable String state;
        private @Nullable String stateStamp;
        private @Nullable String registers;
        private @Nullable String status;
        private @Nullable String statusReason;
        private @Nullable Long version;
        private @Nullable Long revision;
        private @Nullable String createdBy;
        private @Nullable String createdDate;
        private @Nullable Instant updatedDate;
        private @Nullable Instant anchor;
        private @Nullable List<String> warnings;
        private @Nullable Long convergedVersion;
        private @Nullable String eventbridgeArn;
        private @Nullable Map<String, String> engineRefusal;
        private @Nullable Instant completedAt;
        private @Nullable Instant auditedUntil;
        private @Nullable String unaudited;
        private @Nullable String outcomes;
        private @Nullable Long executionCount;
        private @Nullable Instant lastTriggered;
        private @Nullable Long expiresAt;

        Builder id(@Nullable String value) {
            id = value;
            return this;
        }

        Builder incarnation(@Nullable String value) {
            incarnation = value;
            return this;
        }

        Builder name(@Nullable String value) {
            name = value;
            return this;
        }

        Builder expression(@Nullable String value) {
            expression = value;
            return this;
        }

        Builder timezone(@Nullable String value) {
            timezone = value;
            return this;
        }

        Builder startDate(@Nullable Instant value) {
            startDate = value;
            return this;
        }

        Builder endDate(@Nullable Instant value) {
            endDate = value;
            return this;
        }

        Builder flexibleWindowMinutes(@Nullable Integer value) {
            flexibleWindowMinutes = value;
            return this;
        }

        Builder targetType(@Nullable String value) {
            targetType = value;
            return this;
        }

        Builder targetTopicArn(@Nullable String value) {
            targetTopicArn = value;
            return this;
        }

        Builder payload(@Nullable String value) {
            payload = value;
            return this;
        }

        Builder arguments(@Nullable String value) {
            arguments = value;
            return this;
        }

        Builder description(@Nullable String value) {
            description = value;
            return this;
        }

        Builder retryPolicy(@Nullable Map<String, Integer> value) {
            retryPolicy = value;
            return this;
        }

        Builder definitionStamp(@Nullable String value) {
            definitionStamp = value;
            return this;
        }

        Builder state(@Nullable String value) {
            state = value;
            return this;
        }

        Builder stateStamp(@Nullable String value) {
            stateStamp = value;
            return this;
        }

        Builder registers(@Nullable String value) {
            registers = value;
            return this;
        }

        Builder status(@Nullable String value) {
            status = value;
            return this;
        }

        Builder statusReason(@Nullable String value) {
            statusReason = value;
            return this;
        }

        Builder version(@Nullable Long value) {
            version = value;
            return this;
        }

        Builder revision(@Nullable Long value) {
            revision = value;
            return this;
        }

        Builder createdBy(@Nullable String value) {
            createdBy = value;
            return this;
        }

        Builder createdDate(@Nullable String value) {
            createdDate = value;
            return this;
        }

        Builder updatedDate(@Nullable Instant value) {
            updatedDate = value;
            return this;
        }

        Builder anchor(@Nullable Instant value) {
            anchor = value;
            return this;
        }

        Builder warnings(@Nullable List<String> value) {
            warnings = value;
            return this;
        }

        Builder convergedVersion(@Nullable Long value) {
            convergedVersion = value;
            return this;
        }

        Builder eventbridgeArn(@Nullable String value) {
            eventbridgeArn = value;
            return this;
        }

        Builder engineRefusal(@Nullable Map<String, String> value) {
            engineRefusal = value;
            return this;
        }

        Builder completedAt(@Nullable Instant value) {
            completedAt = value;
            return this;
        }

        Builder auditedUntil(@Nullable Instant value) {
            auditedUntil = value;
            return this;
        }

        Builder unaudited(@Nullable String value) {
            unaudited = value;
            return this;
        }

        Builder outcomes(@Nullable String value) {
            outcomes = value;
            return this;
        }

        Builder executionCount(@Nullable Long value) {
            executionCount = value;
            return this;
        }

        Builder lastTriggered(@Nullable Instant value) {
            lastTriggered = value;
            return this;
        }

        Builder expiresAt(@Nullable Long value) {
            expiresAt = value;
            return this;
        }

        ScheduleItem build() {
            return new ScheduleItem(
                    Objects.requireNonNull(id),
                    incarnation,
                    name,
                    expression,
                    timezone,
                    startDate,
                    endDate,
                    flexibleWindowMinutes,
                    targetType,
                    targetTopicArn,
                    payload,
                    arguments,
                    description,
                    retryPolicy,
                    definitionStamp,
                    state,
                    stateStamp,
                    registers,
                    status,
                    statusReason,
                    version,
                    revision,
                    Objects.requireNonNull(createdBy),
                    Objects.requireNonNull(createdDate),
                    updatedDate,
                    anchor,
                    warnings,
                    convergedVersion,
                    eventbridgeArn,
                    engineRefusal,
                    completedAt,
                    auditedUntil,
                    unaudited,
                    outcomes,
                    executionCount,
                    lastTriggered,
                    expiresAt);
        }
    }
}
