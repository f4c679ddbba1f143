package com.rezagent.schedules.webapi.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.CommandJson;
import com.rezagent.schedules.command.RequestDigest;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.ScheduleException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.messaging.PublishResult;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.messaging.TopicPublisher;
import com.rezagent.schedules.record.Digest;
import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.webapi.http.IdempotencyKey;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Creates commands, and publishes them for the scheduler function to process. Thread-safe. */
public final class CommandPublisher {
    private final TopicPublisher publisher;
    private final TopicArn topic;
    private final Supplier<String> ids;
    private final CommandTimestamps timestamps;
    private final Log log;

    public CommandPublisher(TopicPublisher publisher, TopicArn topic, Supplier<String> ids, Clock clock, Log log) {
        this.publisher = publisher;
        this.topic = topic;
        this.ids = ids;
        this.timestamps = new CommandTimestamps(clock);
        this.log = log;
    }

    /**
     * Returns the context of a command. With an {@code Idempotency-Key} the command id is derived from caller, route,
     * id and key, so that a repeated request gets the same id; otherwise the command id is new.
     *
     * @param id what the command is about
     * @param seen the latest stamp of the record that the command follows; null if none was read
     */
    Command.Context context(RequestContext call, String id, @Nullable Stamp seen) {
        return context(call, id, seen, 1);
    }

    /** As {@link #context(RequestContext, String, Stamp)}, for a command that the request publishes again. */
    Command.Context context(RequestContext call, String id, @Nullable Stamp seen, int attempt) {
        Instant issuedAt = timestamps.next(id, seen);
        String suffix = attempt == 1 ? "" : "\n" + attempt;
        String commandId = IdempotencyKey.of(call.request())
                .map(key ->
                        Digest.hex128(String.join("\n", Principal.of(call.caller()), call.route(), id, key) + suffix))
                .orElseGet(ids);
        return new Command.Context(
                "cmd_" + commandId, call.caller(), issuedAt, Command.Origin.WEB_API, issuedAt, requestDigest(call, id));
    }

    private static @Nullable String requestDigest(RequestContext call, String id) {
        if (IdempotencyKey.of(call.request()).isEmpty()) {
            return null;
        }
        JsonNode parsed = call.request().hasBody() ? Json.parse(call.request().text()) : Json.object();
        String body = parsed.isNull() || parsed.isEmpty() ? "" : Json.write(parsed);
        String condition = call.request().header("if-match").orElse("");
        String reason = call.query().has("reason") ? "\n" + call.query().text("reason") : "";
        return RequestDigest.of(String.join("\n", call.route(), id, condition, body + reason));
    }

    /**
     * Checks that a repeated request is the same as the first one. If the first has no digest it is not checked.
     *
     * @throws RefusedException {@code idempotency_key_reused} if the first request was a different one
     */
    public static void requireSameRequest(Command.Context context, @Nullable String firstDigest) {
        if (firstDigest != null && !firstDigest.equals(context.requestDigest())) {
            throw RequestDigest.keyReused();
        }
    }

    /**
     * Publishes a command.
     *
     * @param details fields of its log line beyond caller, action and resource
     * @throws RefusedException {@code payload_too_large} if the message is over the limit of SNS; nothing was published
     * @throws TransientException if it is unknown whether the command was published
     */
    void publish(Command command, RequestContext call, Log.Field... details) {
        publish(CommandJson.write(command), command, call, details);
    }

    /** As {@link #publish}, for a command that this request replaces by another one if it sees that it lost a race. */
    void publishHandlingConflict(Command command, RequestContext call) {
        publish(CommandJson.handlingConflict(command), command, call);
    }

    private void publish(TopicMessage message, Command command, RequestContext call, Log.Field... details) {
        if (message.isTooLarge()) {
            throw tooLarge(message);
        }
        call.requestLog().subject(command.subject());
        call.requestLog().command(command.context().commandId());
        String messageId = publish(message);
        log.with(command.subject()).info("command_published", fields(command, messageId, call, details));
    }

    /**
     * Publishes several commands, in batches. One that fails does not affect the others.
     *
     * @return the failure of each command that was not published, or may not have been, by its command id
     */
    Map<String, TransientException> publishAll(List<? extends Command> commands, RequestContext call) {
        List<PublishResult> results;
        try {
            results = publisher.publishAll(
                    topic, commands.stream().map(CommandJson::write).toList());
        } catch (TransientException e) {
            results = Collections.nCopies(commands.size(), PublishResult.failed(e));
        }
        Map<String, TransientException> failures = new HashMap<>();
        for (int i = 0; i < commands.size(); i++) {
            Command command = commands.get(i);
            PublishResult result = results.get(i);
            if (result.failure() == null) {
                log.with(command.subject()).info("command_published", fields(command, result.orThrow(), call));
            } else {
                failures.put(command.context().commandId(), failure(result.failure()));
            }
        }
        return failures;
    }

    /** Returns a failure as one that a retry may help: the stage's own topic accepts each command once it is set up. */
    private static TransientException failure(ScheduleException e) {
        return e instanceof TransientException known
                ? known
                : new TransientException(
                        TransientException.Reason.UNAVAILABLE,
                        "The schedule-creation topic rejected a command: "
                                + e.code().code(),
                        e);
    }

    private String publish(TopicMessage message) {
        try {
            return publisher.publish(topic, message);
        } catch (RefusedException e) {
            // Not an error of the caller: the stage's own topic is missing, or this function may not publish to it.
            throw new IllegalStateException(
                    "The schedule-creation topic rejected a command: "
                            + e.code().code(),
                    e);
        }
    }

    private static Log.Field[] fields(Command command, String messageId, RequestContext call, Log.Field... details) {
        List<Log.Field> fields = new ArrayList<>(List.of(
                Log.field("action", command.action().text()),
                Log.field("command_id", command.context().commandId()),
                Log.field("requested_by", command.context().requestedBy()),
                Log.field("requested_at", command.context().issuedAt()),
                Log.field("request_id", call.request().id()),
                Log.field("message_id", messageId)));
        fields.addAll(List.of(details));
        return fields.toArray(Log.Field[]::new);
    }

    private static RefusedException tooLarge(TopicMessage message) {
        return new RefusedException(
                ErrorCode.PAYLOAD_TOO_LARGE,
                "The request is too large",
                "body: its command is " + message.bytes() + " bytes of UTF-8; the limit of SNS is "
                        + TopicMessage.MAX_BYTES + " bytes; send a reference instead of the content");
    }
}
