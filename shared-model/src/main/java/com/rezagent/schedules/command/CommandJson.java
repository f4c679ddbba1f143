package com.rezagent.schedules.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.json.ObjectReader;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.record.PrintableText;
import com.rezagent.schedules.record.Requester;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Converts commands to and from messages of the schedule-creation topic. */
public final class CommandJson {
    /** SNS message attribute with which the Web API marks its commands. */
    public static final String ORIGIN = "origin";

    /** Value of {@link #ORIGIN} for the Web API's commands. */
    public static final String WEB_API = "web-api";

    /**
     * Highest supported schema version. It is increased when actions or fields are added. A command that needs none of
     * them has version 1, which is the default and is not written.
     */
    static final int SCHEMA_VERSION = 2;

    /** A {@code requested_at} that is later than the topic's own timestamp by more than this is ignored. */
    static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    private static final int MAX_ID = 128;

    private CommandJson() {}

    /**
     * Metadata of a delivered message.
     *
     * @param publishedAt timestamp of the topic
     * @param attributes message attributes
     */
    public record Delivery(String messageId, Instant publishedAt, Map<String, String> attributes) {
        public Delivery {
            attributes = Map.copyOf(attributes);
        }
    }

    /** Returns the message for a command of the Web API. Fields that are null are left out, which means the same. */
    public static TopicMessage write(Command command) {
        ObjectNode json = Json.object();
        json.put("action", command.action().text());
        String digest = command.context().requestDigest();
        if (digest != null || hasInitialStatus(command)) {
            json.put("schema_version", SCHEMA_VERSION);
        }
        if (command.action() != Action.CREATE) {
            json.put("schedule_id", command.scheduleId().value());
        }
        command.sentSchedule().ifPresent(it -> json.set("schedule", withoutNulls(it)));
        command.requiredVersion().ifPresent(it -> json.put("expected_version", it));
        Command.Context context = command.context();
        json.put("command_id", context.commandId());
        json.put("requested_by", context.requestedBy());
        json.put("requested_at", context.issuedAt().toString());
        if (digest != null) {
            json.put("request_sha256", digest);
        }
        return new TopicMessage(
                Json.write(json),
                Map.of(ORIGIN, WEB_API, "action", command.action().text()));
    }

    private static ObjectNode withoutNulls(JsonObject fields) {
        ObjectNode node = fields.toNode();
        node.removeIf(JsonNode::isNull);
        return node;
    }

    /** Returns whether the command creates a schedule in a given state, which schema version 1 does not support. */
    private static boolean hasInitialStatus(Command command) {
        return command.action() == Action.CREATE
                && command.sentSchedule()
                        .filter(it -> it.toNode().has("status"))
                        .isPresent();
    }

    /**
     * Reads a command from a message of the topic.
     *
     * @return the command; a {@link Command.Malformed} if its schedule is identified but other fields are invalid
     * @throws TransientException if a later release sent the message; it is retried and finally becomes a dead letter
     * @throws RefusedException {@code unreadable_command} if the message is not JSON or has no known action; another
     *     code if its schedule can't be identified
     */
    public static Command read(String message, Delivery delivery) {
        return read(parse(message), delivery);
    }

    /** Same as {@link #read(String, Delivery)}, from the parsed message. */
    public static Command read(ObjectNode json, Delivery delivery) {
        requireKnownVersion(json);
        Action action = Optional.ofNullable(json.get("action"))
                .filter(JsonNode::isTextual)
                .flatMap(it -> Action.of(it.textValue()))
                .orElseThrow(() -> unreadable("action: use create, update, pause, resume, delete or trigger"));
        ValidationErrors errors = new ValidationErrors();
        ObjectReader reader = new ObjectReader(json, errors);
        reader.string("action");
        checkVersion(json, reader, errors);
        Command.Context byId = context(reader, delivery, errors);
        ObjectNode body = action.carriesDefinition() ? schedule(reader, errors) : null;
        ScheduleName sentName = action == Action.CREATE ? null : sentName(reader, errors);
        ScheduleId id = action == Action.CREATE ? idOfName(body, errors) : id(reader, sentName, errors);
        Long expectedVersion = action == Action.UPDATE ? reader.nonNegativeLong("expected_version") : null;
        reader.refuseUnknown();
        Command.Context context = sentName == null ? byId : byId.withSentName(sentName);
        if (id == null) {
            errors.throwIfAny();
            throw new IllegalStateException("The command has no schedule id, but there is no validation error");
        }
        try {
            errors.throwIfAny();
        } catch (RefusedException e) {
            return new Command.Malformed(context, action, id, e);
        }
        return switch (action) {
            case CREATE -> new Command.Create(context, id, JsonObject.of(body(body)));
            case UPDATE -> new Command.Update(context, id, JsonObject.of(body(body)), expectedVersion);
            case PAUSE -> new Command.Pause(context, id);
            case RESUME -> new Command.Resume(context, id);
            case DELETE -> new Command.Delete(context, id);
            case TRIGGER -> new Command.Trigger(context, id);
        };
    }

    private static void requireKnownVersion(ObjectNode json) {
        JsonNode version = json.path("schema_version");
        if (version.isIntegralNumber() && version.decimalValue().compareTo(BigDecimal.valueOf(SCHEMA_VERSION)) > 0) {
            throw new TransientException(
                    TransientException.Reason.UNKNOWN_VERSION,
                    "The command has a schema_version above " + SCHEMA_VERSION
                            + ", the highest that this release supports");
        }
    }

    private static void checkVersion(ObjectNode json, ObjectReader reader, ValidationErrors errors) {
        reader.ignore(Set.of("schema_version"));
        JsonNode version = json.path("schema_version");
        boolean isVersion = version.isIntegralNumber() && version.decimalValue().signum() > 0;
        if (json.hasNonNull("schema_version") && !isVersion) {
            errors.field("schema_version", "must be a whole number of at least 1; the default is 1");
        }
    }

    /**
     * Parses a message of the topic.
     *
     * @throws RefusedException {@code unreadable_command} if it is not a JSON object
     */
    public static ObjectNode parse(String message) {
        try {
            return Json.parseObject(message);
        } catch (RefusedException e) {
            throw unreadable(e.joinedDetails());
        }
    }

    private static ObjectNode body(@Nullable ObjectNode body) {
        if (body == null) {
            throw new IllegalStateException("The schedule is missing, but there is no validation error");
        }
        return body;
    }

    private static Command.Context context(ObjectReader reader, Delivery delivery, ValidationErrors errors) {
        String commandId = reader.string("command_id");
        if (commandId == null || !PrintableText.isPrintable(commandId, MAX_ID)) {
            if (commandId != null) {
                errors.field("command_id", "must have 1 to " + MAX_ID + " printable characters");
            }
            commandId = delivery.messageId();
        }
        String requestedBy = reader.string("requested_by");
        if (requestedBy == null || !Requester.isValid(requestedBy)) {
            if (requestedBy != null) {
                errors.field("requested_by", Requester.RULE);
            }
            requestedBy = Requester.DEFAULT;
        }
        Instant requestedAt = reader.instant("requested_at");
        if (requestedAt == null || requestedAt.isAfter(delivery.publishedAt().plus(CLOCK_TOLERANCE))) {
            requestedAt = delivery.publishedAt();
        }
        return new Command.Context(
                commandId,
                requestedBy,
                requestedAt,
                WEB_API.equals(delivery.attributes().get(ORIGIN)) ? Command.Origin.WEB_API : Command.Origin.PUBLISHER,
                requestedAt.isBefore(delivery.publishedAt()) ? requestedAt : delivery.publishedAt(),
                requestDigest(reader, errors));
    }

    private static @Nullable String requestDigest(ObjectReader reader, ValidationErrors errors) {
        String digest = reader.string("request_sha256");
        if (digest != null && !RequestDigest.isValid(digest)) {
            errors.field(
                    "request_sha256",
                    "must be a SHA-256 as 43 characters of URL-safe Base64; correct it or leave it out");
            return null;
        }
        return digest;
    }

    private static @Nullable ObjectNode schedule(ObjectReader reader, ValidationErrors errors) {
        if (!reader.has("schedule")) {
            errors.field("schedule", "is required for create and update; send a JSON object");
        }
        return reader.object("schedule", ErrorCode.INVALID_REQUEST, "The request is invalid");
    }

    private static @Nullable ScheduleId idOfName(@Nullable ObjectNode body, ValidationErrors errors) {
        if (body == null) {
            return null;
        }
        JsonNode name = body.get("name");
        if (name != null && name.isTextual()) {
            ScheduleName parsed = name(name.textValue(), errors);
            return parsed == null ? null : parsed.id();
        }
        errors.add(ErrorCode.INVALID_NAME, "The schedule's name is invalid", "name: must be a string");
        return null;
    }

    private static @Nullable ScheduleName sentName(ObjectReader reader, ValidationErrors errors) {
        String name = reader.string("name", ErrorCode.INVALID_NAME, "The schedule's name is invalid");
        return name == null ? null : name(name, errors);
    }

    /** Returns the id that identifies the schedule of a command; null if it adds an error and there is none. */
    private static @Nullable ScheduleId id(
            ObjectReader reader, @Nullable ScheduleName sentName, ValidationErrors errors) {
        String text = reader.string("schedule_id");
        if (reader.has("schedule_id") && reader.has("name")) {
            errors.add("send name or schedule_id, not both");
        } else if (!reader.has("schedule_id") && !reader.has("name")) {
            errors.add("schedule_id or name is required; an id looks like sched_…");
        }
        if (text == null) {
            return sentName == null ? null : sentName.id();
        }
        ScheduleId id = ScheduleId.tryParse(text).orElse(null);
        if (id == null) {
            errors.field("schedule_id", "is not a valid id, which looks like sched_…; correct it, or send the name");
        }
        return id;
    }

    private static @Nullable ScheduleName name(String text, ValidationErrors errors) {
        try {
            return ScheduleName.parse(text);
        } catch (RefusedException e) {
            errors.add(e);
            return null;
        }
    }

    private static RefusedException unreadable(String detail) {
        return new RefusedException(ErrorCode.UNREADABLE_COMMAND, "The message is not a valid command", detail);
    }
}
