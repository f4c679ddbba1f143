package com.rezagent.schedules.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.ObjectReader;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.record.PrintableText;
import com.rezagent.schedules.record.Requester;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Converts commands to and from messages of the schedule-creation topic. A command that needs no field or action of a
 * later schema version has version 1, which is the default and is not written.
 */
public final class CommandJson {
    /** SNS message attribute with which the Web API marks its commands. */
    public static final String ORIGIN = "origin";

    /** Value of {@link #ORIGIN} for the Web API's commands. */
    public static final String WEB_API = "web-api";

    /** SNS message attribute that says who handles the refusal {@code version_conflict}; see {@link #handlingConflict}. */
    public static final String ON_CONFLICT = "on_conflict";

    private static final String HANDLED = "handled";

    /** The schema version that introduced {@code request_sha256}. */
    private static final int DIGEST_VERSION = 2;

    /** A {@code requested_at} that is later than the topic's own timestamp by more than this is ignored. */
    static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    private static final int MAX_ID = 128;

    private final List<? extends CommandReader<?>> readers;
    private final int highestVersion;

    /** @param readers of the commands of each kind of resource, in the order of error messages */
    public CommandJson(List<? extends CommandReader<?>> readers) {
        this.readers = List.copyOf(readers);
        this.highestVersion =
                readers.stream().mapToInt(CommandReader::schemaVersion).reduce(DIGEST_VERSION, Math::max);
    }

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

    /** Returns the message for a command of the Web API. */
    public static TopicMessage write(Command command) {
        ObjectNode json = Json.object();
        String action = command.action().text();
        json.put("action", action);
        String digest = command.context().requestDigest();
        int version = Math.max(command.schemaVersion(), digest == null ? 1 : DIGEST_VERSION);
        if (version > 1) {
            json.put("schema_version", version);
        }
        command.write(json);
        Command.Context context = command.context();
        if (context.reason() != null) {
            json.put("reason", context.reason());
        }
        json.put("command_id", context.commandId());
        json.put("requested_by", context.requestedBy());
        json.put("requested_at", context.issuedAt().toString());
        if (digest != null) {
            json.put("request_sha256", digest);
        }
        return new TopicMessage(Json.write(json), Map.of(ORIGIN, WEB_API, "action", action));
    }

    /**
     * Returns the message for a command whose outcome the publisher sees: if another command was first, it sends the
     * change again, so no notice reports that. A publisher that gives up waiting sends the command once more, by {@link
     * #write}: then a refusal is reported.
     */
    public static TopicMessage handlingConflict(Command command) {
        TopicMessage message = write(command);
        Map<String, String> attributes = new HashMap<>(message.attributes());
        attributes.put(ON_CONFLICT, HANDLED);
        return new TopicMessage(message.body(), attributes);
    }

    /**
     * Reads a command from a message of the topic.
     *
     * @return the command; if its resource is identified but other fields are invalid, one that is always refused
     * @throws TransientException if a later release sent the message; it is retried and finally becomes a dead letter
     * @throws RefusedException {@code unreadable_command} if the message is not JSON or has no known action; another
     *     code if its resource can't be identified
     */
    public Command read(String message, Delivery delivery) {
        return read(parse(message), delivery);
    }

    /** Same as {@link #read(String, Delivery)}, from the parsed message. */
    public Command read(ObjectNode json, Delivery delivery) {
        requireKnownVersion(json);
        String action = Objects.requireNonNullElse(json.path("action").textValue(), "");
        CommandReader<?> reader = readers.stream()
                .filter(it -> it.actions().contains(action))
                .findFirst()
                .orElseThrow(this::unknownAction);
        ValidationErrors errors = new ValidationErrors();
        ObjectReader fields = new ObjectReader(json, errors);
        fields.string("action");
        checkVersion(json, fields, errors);
        return reader.read(action, context(fields, delivery, errors), fields, errors);
    }

    private RefusedException unknownAction() {
        List<String> actions =
                readers.stream().flatMap(it -> it.actions().stream()).toList();
        int last = actions.size() - 1;
        return unreadable("action: use " + String.join(", ", actions.subList(0, last)) + " or " + actions.get(last));
    }

    private void requireKnownVersion(ObjectNode json) {
        JsonNode version = json.path("schema_version");
        if (version.isIntegralNumber() && version.decimalValue().compareTo(BigDecimal.valueOf(highestVersion)) > 0) {
            throw new TransientException(
                    TransientException.Reason.UNKNOWN_VERSION,
                    "The command has a schema_version above " + highestVersion
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
                requestDigest(reader, errors),
                null,
                CommandFields.reason(reader),
                HANDLED.equals(delivery.attributes().get(ON_CONFLICT)));
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

    private static RefusedException unreadable(String detail) {
        return new RefusedException(ErrorCode.UNREADABLE_COMMAND, "The message is not a valid command", detail);
    }
}
