package com.rezagent.schedules.simulation;

import com.rezagent.schedules.contract.MessageSchemas;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.messaging.Stage;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.messaging.TopicPublisher;
import com.rezagent.schedules.testing.SnsEvents;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Topics in memory. Messages of the schedule-creation topic invoke the function; messages of all other topics are
 * validated against docs/schemas. Thread-safe.
 */
final class MemoryTopics implements TopicPublisher {
    private static final MessageSchemas SCHEMAS = new MessageSchemas();

    /** Messages that were validated before: different orders of the same commands publish the same messages. */
    private static final Set<TopicMessage> VALIDATED = ConcurrentHashMap.newKeySet();

    private static final int MAX_VALIDATED = 20_000;

    private final Stage stage;
    private final Clock clock;
    private final SimulatedLambda lambda;
    private final Map<TopicArn, List<TopicMessage>> received = new HashMap<>();
    private final Set<TopicArn> deletedTopics = new HashSet<>();
    private int messageCount;

    MemoryTopics(Stage stage, Clock clock, SimulatedLambda lambda) {
        this.stage = stage;
        this.clock = clock;
        this.lambda = lambda;
    }

    @Override
    public synchronized String publish(TopicArn topic, TopicMessage message) {
        if (deletedTopics.contains(topic)) {
            throw new RefusedException(ErrorCode.INVALID_TARGET, "The topic does not exist", topic.value());
        }
        if (!topic.equals(stage.scheduleCreation()) && VALIDATED.add(message)) {
            validate(message);
        }
        String id = "message-" + ++messageCount;
        received.computeIfAbsent(topic, it -> new ArrayList<>()).add(message);
        if (topic.equals(stage.scheduleCreation())) {
            lambda.enqueue(event(id, message, clock.instant()), clock.instant());
        }
        return id;
    }

    private static void validate(TopicMessage message) {
        List<String> violations = SCHEMAS.envelopeViolations(message);
        if (!violations.isEmpty()) {
            throw new AssertionError("Message violates docs/schemas: " + violations + " in " + message.body());
        }
        if (VALIDATED.size() > MAX_VALIDATED) {
            VALIDATED.clear();
        }
    }

    /** Returns the SNS event that delivers a message to a function. */
    String event(String messageId, TopicMessage message, Instant publishedAt) {
        return SnsEvents.event(stage.scheduleCreation(), messageId, message, publishedAt);
    }

    /** Deletes or restores a topic; publishing to a deleted topic is refused. */
    synchronized void setExists(TopicArn topic, boolean doesExist) {
        if (doesExist) {
            deletedTopics.remove(topic);
        } else {
            deletedTopics.add(topic);
        }
    }

    synchronized List<TopicMessage> messages(TopicArn topic) {
        return received.computeIfAbsent(topic, it -> new ArrayList<>());
    }
}
