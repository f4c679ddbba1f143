package com.rezagent.schedules.webapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.CommandJson;
import com.rezagent.schedules.command.RequestDigest;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.schedule.CommandOutcome;
import com.rezagent.schedules.schedule.Digest;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.topic.TopicArn;
import com.rezagent.schedules.topic.TopicMessage;
import com.rezagent.schedules.topic.TopicPublisher;
import com.rezagent.schedules.webapi.http.IdempotencyKey;
import com.rezagent.schedules.webapi.route.RequestContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Issues commands, and publishes them for the scheduler function to carry out. Thread-safe. */
final class CommandPublisher {
    private final TopicPublisher publisher;
    private final TopicArn topic;
    private final Supplier<String> ids;
    private final CommandTimestamps issueTimes;
    private final Log log;

    CommandPublisher(
            TopicPublisher publisher, TopicArn topic, Supplier<String> ids, CommandTimestamps issueTimes, Log log) {
        this.publisher = publisher;
        this.topic = topic;
        this.ids = ids;
        this.issueTimes = issueTimes;
        this.log = log;
    }

    /**
     * The context of a command: a new one or, with an {@code Idempotency-Key}, the one that the same request had before.
     *
     * @param seen the record that it comes after; null where none was read
     */
    Command.Context context(RequestContext call, ScheduleId id, @Nullable Schedule seen) {
        Instant issuedAt = issueTimes.next(id, seen);
        String commandId = IdempotencyKey.of(call.request())
                .map(key ->
                        Digest.hex128(String.join("\n", Principal.of(call.caller()), call.route(), id.value(), key)))
                .orElseGet(ids);
        return new Command.Context(
                "cmd_" + commandId, call.caller(), issuedAt, Command.Origin.WEB_API, issuedAt, requestDigest(call, id));
    }

    private static @Nullable String requestDigest(RequestContext call, ScheduleId id) {
        if (IdempotencyKey.of(call.request()).isEmpty()) {
            return null;
        }
        JsonNode parsed = call.request().hasBody() ? Json.parse(call.request().text()) : Json.object();
        String body = parsed.isNull() || parsed.isEmpty() ? "" : Json.write(parsed);
        String condition = call.request().header("if-match").orElse("");
        return RequestDigest.of(String.join("\n", call.route(), id.value(), condition, body));
    }

    /**
     * Whether the record knows the outcome of a command: then the request is a repetition, and is not judged again.
     *
     * @throws RefusedException {@code idempotency_key_reused} where it was another request
     */
    static boolean isRepetition(Command.Context context, Schedule seen) {
        Optional<CommandOutcome> outcome = seen.outcomeOf(context.commandId());
        outcome.ifPresent(it -> requireSame(context, it.requestDigest()));
        return outcome.isPresent();
    }

    /** @throws RefusedException {@code idempotency_key_reused} where the first request was another one */
    static void requireSame(Command.Context context, @Nullable String firstDigest) {
        if (firstDigest != null && !firstDigest.equals(context.requestDigest())) {
            throw RequestDigest.keyReused();
        }
    }

    /**
     * Publishes a command.
     *
     * @param asked what its log line says beside who, what and which schedule
     * @throws RefusedException {@code payload_too_large}; nothing was published
     * @throws com.rezagent.schedules.error.TransientException when it may or may not have been published
     */
    void publish(Command command, RequestContext call, Log.Field... asked) {
        TopicMessage message = CommandJson.write(command);
        if (message.isTooLarge()) {
            throw tooLarge(message);
        }
        call.requestLog().schedule(command.scheduleId());
        call.requestLog().command(command.context().commandId());
        String messageId = publish(message);
        log.with(command.scheduleId()).info("command_published", fields(command, messageId, call, asked));
    }

    private String publish(TopicMessage message) {
        try {
            return publisher.publish(topic, message);
        } catch (RefusedException e) {
            // Not the caller's fault: the stage's own topic is missing or closed to us.
            throw new IllegalStateException(
                    "The schedule-creation topic refuses commands: " + e.code().code(), e);
        }
    }

    private static Log.Field[] fields(Command command, String messageId, RequestContext call, Log.Field... asked) {
        List<Log.Field> fields = new ArrayList<>(List.of(
                Log.field("action", command.action().text()),
                Log.field("command_id", command.context().commandId()),
                Log.field("requested_by", command.context().requestedBy()),
                Log.field("requested_at", command.context().issuedAt()),
                Log.field("request_id", call.request().id()),
                Log.field("message_id", messageId)));
        fields.addAll(List.of(asked));
        return fields.toArray(Log.Field[]::new);
    }

    private static RefusedException tooLarge(TopicMessage message) {
        return new RefusedException(
                ErrorCode.PAYLOAD_TOO_LARGE,
                "The request is too large",
                "body: its command would take " + message.bytes() + " bytes of UTF-8, and SNS takes "
                        + TopicMessage.MAX_BYTES + "; send a reference instead of the content");
    }
}
