package com.rezagent.schedules.fuzz;

import com.rezagent.schedules.contract.MessageSchemas;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.messaging.Stage;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.messaging.TopicPublisher;
import com.rezagent.schedules.testing.SnsEvents;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Topics that validate each message against its schema. Commands are passed on as SNS events. */
final class RecordingTopics implements TopicPublisher {
    private static final MessageSchemas SCHEMAS = new MessageSchemas();

    private final Stage stage;
    private final Clock clock;
    private final Consumer<byte[]> commands;
    private final List<TopicMessage> refusals = new ArrayList<>();
    private int published;
    private int messages;

    /** @param commands receives an SNS event for each message to the schedule-creation topic */
    RecordingTopics(Stage stage, Clock clock, Consumer<byte[]> commands) {
        this.stage = stage;
        this.clock = clock;
        this.commands = commands;
    }

    /** Clears the recorded messages. */
    void clear() {
        refusals.clear();
        published = 0;
    }

    /** Returns the number of messages published to all topics. */
    int published() {
        return published;
    }

    /** Returns the notifications of refused commands. */
    List<TopicMessage> refusals() {
        return refusals;
    }

    @Override
    public String publish(TopicArn topic, TopicMessage message) {
        if (message.isTooLarge()) {
            throw new RefusedException(ErrorCode.PAYLOAD_TOO_LARGE, "The message is too large", "payload: send less");
        }
        boolean isCommand = topic.equals(stage.scheduleCreation());
        List<String> violations = isCommand ? SCHEMAS.commandViolations(message) : SCHEMAS.envelopeViolations(message);
        if (!violations.isEmpty()) {
            throw new AssertionError("Violates docs/schemas: " + violations + " in " + message.body());
        }
        String id = "sns-" + ++messages;
        published++;
        if (isCommand) {
            commands.accept(SnsEvents.event(topic, id, message, clock.instant()).getBytes(StandardCharsets.UTF_8));
        } else if (topic.equals(stage.notifications()) && message.body().contains("\"schedule_command_refused\"")) {
            refusals.add(message);
        }
        return id;
    }
}
