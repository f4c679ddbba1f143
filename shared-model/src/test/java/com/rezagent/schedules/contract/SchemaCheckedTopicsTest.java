package com.rezagent.schedules.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.execution.Envelope;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.messaging.Stage;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.Schedules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each topic has its kind of message; other messages are reported, and published nevertheless. */
class SchemaCheckedTopicsTest {
    private static final TopicMessage COMMAND =
            new TopicMessage("{\"action\":\"pause\",\"schedule_id\":\"sched_0\"}", Map.of());

    private final Stage stage = new Stage(
            "dev", topic("creation"), topic("web-actions"), topic("notifications"), topic("reports"), Set.of());
    private final List<TopicMessage> published = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final SchemaCheckedTopics topics = new SchemaCheckedTopics(
            (topic, message) -> {
                published.add(message);
                return "m";
            },
            stage,
            violations::add);

    private static TopicArn topic(String name) {
        return new TopicArn("arn:aws:sns:us-east-1:123456789012:" + name);
    }

    private static TopicMessage envelope() {
        Definition definition = Schedules.definition("plain");
        return Envelope.of(
                definition,
                ResourceName.DEFAULT_GROUP,
                ExecutionKey.firing(definition.name().id(), Schedules.NOW),
                "dev",
                1,
                Schedules.NOW);
    }

    @Test
    void valid_messages_have_no_violations() {
        topics.publish(stage.scheduleCreation(), COMMAND);
        topics.publish(stage.webActions(), envelope());

        assertThat(violations).isEmpty();
        assertThat(published).hasSize(2);
    }

    @Test
    void invalid_messages_are_reported_on_every_topic() {
        topics.publish(stage.scheduleCreation(), envelope());
        assertThat(violations).isNotEmpty();
        for (TopicArn topic : List.of(stage.webActions(), stage.notifications(), topic("custom"))) {
            violations.clear();
            topics.publish(topic, COMMAND);
            assertThat(violations).as("%s", topic).isNotEmpty();
        }
        assertThat(published).hasSize(4);
    }
}
