package com.rezagent.schedules.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.expression.AtExpression;
import com.rezagent.schedules.expression.Expression;
import com.rezagent.schedules.expression.ParsedExpression;
import com.rezagent.schedules.expression.Recurrence;
import com.rezagent.schedules.expression.Timezones;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.json.ObjectReader;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.record.Digest;
import com.rezagent.schedules.record.ResourceName;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Parses and validates schedule definitions in requests: reports all errors together, and fills in defaults.
 * Thread-safe.
 */
public final class DefinitionReader {
    /**
     * The fields of a schedule in responses that are not part of its definition. Ignored in a create and a replacement.
     */
    public static final Set<String> READ_ONLY = Set.of(
            "schedule_id",
            "status",
            "status_reason",
            "eventbridge_arn",
            "next_execution",
            "created_by",
            "created_at",
            "updated_at",
            "last_triggered",
            "execution_count",
            "recent",
            "last_outcome",
            "consecutive_failures",
            "version",
            "warnings",
            "expression_description",
            "paused_from",
            "paused_until",
            "pause_reason",
            "paused_by",
            "blocked_by",
            "skipped_times",
            "skipped_count",
            "skipped_time");

    private static final int MAX_DESCRIPTION = 512;
    private static final int MAX_WINDOW_MINUTES = 1_440;

    /**
     * The largest definition, in bytes of UTF-8. A command with it and with the longest IDs and requester fits into an
     * SNS message, so every schedule that can be created can also be read and sent back.
     */
    public static final int MAX_BYTES = TopicMessage.MAX_BYTES - 2_560;

    /**
     * Less than {@link Json} accepts: leaves room for the command or envelope around it, and for consumers' parsers.
     */
    private static final int MAX_NESTING = 100;

    private final Set<TopicArn> customTopics;

    /** @param customTopics the topics that custom targets may name */
    public DefinitionReader(Set<TopicArn> customTopics) {
        this.customTopics = Set.copyOf(customTopics);
    }

    /**
     * Reads the body of a create. {@code "status":"paused"} creates it paused; any other status of a response, and all
     * other read-only fields, are ignored.
     *
     * @throws RefusedException with all errors; its code is that of the first
     */
    public ParsedDefinition read(ObjectNode body) {
        return read(body, group -> Optional.of(DefinitionDefaults.NONE));
    }

    /**
     * Same as {@link #read(ObjectNode)}, with the defaults of the group that the body names.
     *
     * @param groups returns what a group provides; empty for one that does not exist, see
     *     {@link ParsedDefinition#isGroupKnown}
     * @throws RefusedException with all errors; its code is that of the first
     */
    public ParsedDefinition read(ObjectNode body, Function<ResourceName, Optional<DefinitionDefaults>> groups) {
        ValidationErrors errors = new ValidationErrors();
        ResourceName group = group(body, errors);
        Optional<DefinitionDefaults> defaults =
                errors.isEmpty() ? groups.apply(group == null ? ResourceName.DEFAULT_GROUP : group) : Optional.empty();
        ParsedDefinition parsed = readDefinition(body, null, group, defaults.orElse(DefinitionDefaults.NONE), errors);
        return new ParsedDefinition(
                parsed.definition(),
                parsed.initial(),
                group,
                defaults.isPresent(),
                parsed.requestDigest(),
                parsed.warnings());
    }

    /** Reads {@code group}; null if it is absent or adds an error. */
    private static @Nullable ResourceName group(ObjectNode body, ValidationErrors errors) {
        String text =
                new ObjectReader(body, errors).string("group", ErrorCode.INVALID_GROUP, "The group's name is invalid");
        return text == null ? null : attempt(errors, () -> ResourceName.parseGroup(text));
    }

    /** Returns a digest of the definition as sent: the same for any order of its fields, and without null fields. */
    private static String digest(ObjectNode body) {
        ObjectNode sorted = Json.object();
        body.properties().stream()
                .filter(it -> !it.getValue().isNull())
                .filter(it -> !READ_ONLY.contains(it.getKey()))
                .sorted(Map.Entry.comparingByKey())
                .forEach(it -> sorted.set(it.getKey(), it.getValue()));
        return Digest.hex128(Json.write(sorted));
    }

    /**
     * Reads the body of a replacement. Read-only fields are ignored, but the status must be one of a response.
     *
     * @param name the schedule's name, used if the body has none; null if it is not known
     * @throws RefusedException with all errors; its code is that of the first
     */
    public ParsedDefinition readReplacement(ObjectNode body, @Nullable ScheduleName name) {
        ValidationErrors errors = new ValidationErrors();
        return readDefinition(body, name, group(body, errors), DefinitionDefaults.NONE, errors);
    }

    private ParsedDefinition readDefinition(
            ObjectNode body,
            @Nullable ScheduleName known,
            @Nullable ResourceName group,
            DefinitionDefaults defaults,
            ValidationErrors errors) {
        ObjectReader reader = new ObjectReader(body, errors);
        ScheduleName name = name(reader, errors, known);
        ParsedExpression parsed = expression(reader, errors);
        ZoneId timezone = timezone(reader, errors, defaults);
        Target target = target(reader, errors);
        JsonObject payload = payload(reader, target, errors);
        String description = reader.text("description", MAX_DESCRIPTION);
        Instant start = reader.wholeSecond("start_date");
        Instant end = reader.wholeSecond("end_date");
        Integer window = reader.integer("flexible_time_window_minutes", 1, MAX_WINDOW_MINUTES);
        RetryPolicy retryPolicy = retryPolicy(reader, defaults.retryPolicyOrDefault());
        JsonObject arguments = opaque(reader, "arguments", errors);
        Labels labels = Labels.read(reader, errors);
        RunPolicy runPolicy = RunPolicyJson.read(reader, errors);
        checkDates(parsed, timezone, start, end, errors);
        Running initial = initial(body.path("status"), errors);
        reader.known("group");
        reader.ignore(READ_ONLY);
        reader.refuseUnknown();
        errors.throwIfAny();
        if (name == null || parsed == null || timezone == null || target == null || payload == null) {
            throw new IllegalStateException("A required part is missing, but no error was reported");
        }
        Definition definition = new Definition(
                name,
                new Timing(parsed.expression(), timezone, start, end, window),
                target,
                payload,
                arguments,
                description,
                retryPolicy,
                labels,
                runPolicy);
        checkSize(definition);
        return new ParsedDefinition(definition, initial, group, true, digest(body), parsed.warnings());
    }

    private static void checkSize(Definition definition) {
        ObjectNode json = ScheduleJson.definition(definition);
        if (definition.labels().isEmpty()) {
            // Schedules of the maximum size from before there were labels can still be sent back.
            json.remove("labels");
        }
        int bytes = Json.writeBytes(json).length;
        if (bytes > MAX_BYTES) {
            throw new RefusedException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "The schedule is too large",
                    "payload: the schedule's definition has " + bytes + " bytes of UTF-8; the limit is " + MAX_BYTES
                            + "; send a reference instead of the content");
        }
    }

    /**
     * Returns whether a create or a replacement accepts a value of {@code status}: it is missing, null or a status of a
     * response.
     */
    public static boolean isStatus(JsonNode value) {
        return value.isMissingNode()
                || value.isNull()
                || (value.isTextual() && Status.of(value.textValue()).isPresent());
    }

    /** Only {@code "status":"paused"} counts. Any other known status was copied from a response. */
    private static Running initial(JsonNode status, ValidationErrors errors) {
        if (!isStatus(status)) {
            errors.field(
                    "status",
                    "must be \"paused\" or a status that a response shows; use pending, active, paused, failed, completed"
                            + " or deleted, or leave it out");
        }
        return Status.PAUSED.text().equals(status.textValue()) ? Running.PAUSED : Running.RUNNING;
    }

    private static @Nullable ScheduleName name(
            ObjectReader reader, ValidationErrors errors, @Nullable ScheduleName known) {
        String message = "The schedule's name is invalid";
        String text = reader.string("name", ErrorCode.INVALID_NAME, message);
        if (text == null) {
            if (known == null && !reader.has("name")) {
                errors.add(ErrorCode.INVALID_NAME, message, "name: is required, with 1 to 100 characters");
            }
            return known;
        }
        return attempt(errors, () -> ScheduleName.parse(text));
    }

    /** Reads {@code schedule_expression}, for previews too; null if it adds an error. */
    public static @Nullable ParsedExpression expression(ObjectReader reader, ValidationErrors errors) {
        String message = "The schedule expression is invalid";
        String text = reader.string("schedule_expression", ErrorCode.INVALID_SCHEDULE_EXPRESSION, message);
        if (text == null) {
            if (!reader.has("schedule_expression")) {
                errors.add(
                        ErrorCode.INVALID_SCHEDULE_EXPRESSION,
                        message,
                        "schedule_expression: is required, e.g. cron(0 6 * * ? *), rate(1 hour) or at(2026-11-07T11:00:00)");
            }
            return null;
        }
        return attempt(errors, () -> Expression.parse(text));
    }

    /** Reads {@code timezone}, by default {@code UTC}; null if it adds an error. */
    public static @Nullable ZoneId timezone(ObjectReader reader, ValidationErrors errors) {
        return timezone(reader, errors, DefinitionDefaults.NONE);
    }

    /** Same as {@link #timezone(ObjectReader, ValidationErrors)}, with the defaults of a group. */
    public static @Nullable ZoneId timezone(ObjectReader reader, ValidationErrors errors, DefinitionDefaults defaults) {
        String text = reader.string("timezone", ErrorCode.INVALID_TIMEZONE, "The timezone is invalid");
        if (text == null) {
            return reader.has("timezone") ? null : defaults.timezoneOrUtc();
        }
        return attempt(errors, () -> Timezones.parse(text));
    }

    /** Validates the dates against each other and against the expression, and adds the errors. */
    public static void checkDates(
            @Nullable ParsedExpression parsed,
            @Nullable ZoneId timezone,
            @Nullable Instant start,
            @Nullable Instant end,
            ValidationErrors errors) {
        if (start != null && end != null && !start.isBefore(end)) {
            errors.field("end_date", "must be after start_date");
        }
        boolean once = parsed != null && parsed.expression() instanceof AtExpression;
        if (once && start != null) {
            errors.field("start_date", "cannot be combined with at(), which fires only once; remove it");
        }
        if (once && end != null) {
            errors.field("end_date", "cannot be combined with at(), which fires only once; remove it");
        }
        if (parsed != null && timezone != null) {
            // The time of an at() may not exist in its timezone: daylight saving time skips it.
            attempt(errors, () -> new Recurrence(parsed.expression(), timezone, start, end, Instant.EPOCH));
        }
    }

    private @Nullable Target target(ObjectReader reader, ValidationErrors errors) {
        String message = "The target is invalid";
        String text = reader.string("target_type", ErrorCode.INVALID_TARGET, message);
        String arn = reader.string("target_topic_arn", ErrorCode.INVALID_TARGET, message);
        if (text == null) {
            if (!reader.has("target_type")) {
                errors.add(
                        ErrorCode.INVALID_TARGET,
                        message,
                        "target_type: is required; use web_action, notification or custom");
            }
            return null;
        }
        TargetType type = TargetType.of(text).orElse(null);
        if (type == null) {
            errors.add(ErrorCode.INVALID_TARGET, message, "target_type: use web_action, notification or custom");
            return null;
        }
        if (type != TargetType.CUSTOM) {
            if (arn != null) {
                errors.add(
                        ErrorCode.INVALID_TARGET,
                        message,
                        "target_topic_arn: is only allowed with target_type custom; remove it");
            }
            return new Target(type, null);
        }
        TopicArn topic = arn == null
                ? null
                : TopicArn.tryParse(arn).filter(customTopics::contains).orElse(null);
        if (topic == null) {
            errors.add(
                    ErrorCode.INVALID_TARGET,
                    message,
                    arn == null
                            ? "target_topic_arn: is required with target_type custom"
                            : "target_topic_arn: is not a topic that this stage allows; ask its operators to list it, or start"
                                    + " the local runtime with --custom-topic");
            return null;
        }
        return new Target(type, topic);
    }

    private static @Nullable JsonObject payload(ObjectReader reader, @Nullable Target target, ValidationErrors errors) {
        String invalid = "The payload is invalid";
        if (!reader.has("payload")) {
            errors.add(ErrorCode.INVALID_PAYLOAD, invalid, "payload: is required; it is a JSON object");
        }
        if (target != null && target.type() == TargetType.NOTIFICATION) {
            // Notifications show the message; all other fields of a payload are up to the consumer.
            ObjectReader inPayload = reader.nestedIfObject("payload");
            if (inPayload != null) {
                inPayload.requireStringIfPresent("message", ErrorCode.INVALID_PAYLOAD, invalid);
            }
        }
        return opaque(reader, "payload", errors);
    }

    private static @Nullable JsonObject opaque(ObjectReader reader, String field, ValidationErrors errors) {
        ErrorCode code = field.equals("payload") ? ErrorCode.INVALID_PAYLOAD : ErrorCode.INVALID_REQUEST;
        String message = field.equals("payload") ? "The payload is invalid" : "The request is invalid";
        ObjectNode node = reader.object(field, code, message);
        if (node == null) {
            return null;
        }
        if (isDeeperThan(MAX_NESTING, node)) {
            errors.add(code, message, field + ": nests deeper than " + MAX_NESTING + " levels; flatten it");
            return null;
        }
        JsonObject object = JsonObject.of(node);
        if (!object.isEncodable()) {
            errors.add(code, message, field + ": contains an unpaired surrogate, which cannot be encoded as UTF-8");
            return null;
        }
        return object;
    }

    private static boolean isDeeperThan(int levels, JsonNode node) {
        if (levels == 0) {
            return node.isContainerNode();
        }
        for (JsonNode child : node) {
            if (child.isContainerNode() && isDeeperThan(levels - 1, child)) {
                return true;
            }
        }
        return false;
    }

    /** Reads {@code retry_policy}; fields that it lacks are those of the default. */
    public static RetryPolicy retryPolicy(ObjectReader parent, RetryPolicy byDefault) {
        ObjectReader reader = parent.nested("retry_policy");
        if (reader == null) {
            return byDefault;
        }
        Integer attempts = reader.integer("maximum_retry_attempts", 0, RetryPolicy.MAX_ATTEMPTS);
        Integer age =
                reader.integer("maximum_event_age_seconds", RetryPolicy.MIN_AGE_SECONDS, RetryPolicy.MAX_AGE_SECONDS);
        reader.refuseUnknown();
        return new RetryPolicy(
                attempts == null ? byDefault.maximumRetryAttempts() : attempts,
                age == null ? byDefault.maximumEventAge() : Duration.ofSeconds(age));
    }

    private static <T> @Nullable T attempt(ValidationErrors errors, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (RefusedException e) {
            errors.add(e);
            return null;
        }
    }
}
