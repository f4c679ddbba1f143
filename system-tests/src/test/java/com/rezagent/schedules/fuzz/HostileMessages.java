package com.rezagent.schedules.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.contract.SchemaDocument;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.ScheduleName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/**
 * Generates events of the scheduler function: SNS messages that follow docs/schemas/command.json or nearly do, and the
 * samples in events/, mutated in the message or anywhere.
 */
final class HostileMessages extends SchemaValues {
    private static final List<String> NAMES = List.of("daily-pebble-beach-tee-time", "a", "weekly", "from sns");
    private static final List<String> COMMANDS = List.of("Create", "Create", "Update", "Move", "Move", "Reconcile");
    private static final Duration MAX_AGE = Duration.ofDays(40);

    private final List<ObjectNode> samples;

    HostileMessages(SchemaDocument command, List<ObjectNode> samples, Random random) {
        super(command, random);
        this.samples = samples;
    }

    byte[] next(Instant now) {
        String event = oneIn(3) ? mutatedSample() : Json.write(generatedEvent(now));
        return event.getBytes(StandardCharsets.UTF_8);
    }

    private ObjectNode generatedEvent(Instant now) {
        ObjectNode event = Json.object();
        var records = event.putArray("Records");
        for (int i = oneIn(10) ? random.nextInt(4) : 0; i >= 0; i--) {
            ObjectNode record = records.addObject().put("EventSource", "aws:sns");
            ObjectNode sns = record.putObject("Sns");
            sns.put("MessageId", "message-" + (oneIn(20) ? 1 : random.nextInt(1_000_000)));
            sns.put("Message", message());
            sns.put("Timestamp", now.minus(age()).toString());
            ObjectNode attributes = sns.putObject("MessageAttributes");
            if (oneIn(3)) {
                attributes.putObject("origin").put("Type", "String").put("Value", oneIn(4) ? "sns" : "web-api");
            }
        }
        return event;
    }

    /** Returns the age of a message. Young messages are deferred: they may arrive before those they depend on. Most are not. */
    private Duration age() {
        return switch (random.nextInt(24)) {
            case 0, 2 -> Duration.ofSeconds(random.nextInt(60));
            case 1 -> Duration.ofSeconds(random.nextInt((int) MAX_AGE.toSeconds()));
            default -> Duration.ofMinutes(3);
        };
    }

    private String name() {
        return oneIn(3) ? "schedule " + random.nextInt(40) : any(NAMES);
    }

    private String message() {
        ObjectNode command = (ObjectNode) at("/$defs/" + any(COMMANDS));
        if (command.path("schedule") instanceof ObjectNode schedule && schedule.has("name")) {
            schedule.put("name", name());
        }
        if (command.has("schedule_id")) {
            command.put("schedule_id", ScheduleName.parse(name()).id().value());
        }
        if (command.has("command_id")) {
            command.put("command_id", "command " + (oneIn(4) ? 1 : random.nextInt()));
        }
        if (oneIn(4)) {
            command = mutateTree(command);
        }
        if (oneIn(300)) {
            command = oversized(
                    command,
                    100,
                    it -> it.put("requested_by", any(List.of("x", "ü", "水")).repeat(900 + random.nextInt(200))));
        }
        String text = Json.write(command);
        return oneIn(3) ? mutateText(text) : text;
    }

    private String mutatedSample() {
        ObjectNode event = any(samples).deepCopy();
        JsonNode sns = event.path("Records").path(0).path("Sns");
        if (sns instanceof ObjectNode node) {
            node.put("Message", mutatedMessage(node.path("Message").textValue()));
        }
        ObjectNode mutated = oneIn(2) ? mutateTree(event) : event;
        return oneIn(8) ? mutateText(Json.write(mutated)) : Json.write(mutated);
    }

    private String mutatedMessage(String message) {
        if (!message.startsWith("{")) {
            return mutateText(message);
        }
        ObjectNode command = Json.parseObject(message);
        if (command.path("schedule") instanceof ObjectNode schedule) {
            schedule.set("payload", opaque(2));
            schedule.put("description", Secrets.PAYLOAD);
        }
        return oneIn(2) ? mutateText(Json.write(command)) : Json.write(mutateTree(command));
    }
}
