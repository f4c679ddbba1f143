package com.rezagent.schedules.local.topic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.scheduler.event.EventReader;
import com.rezagent.schedules.scheduler.event.SchedulerEvent;
import com.rezagent.schedules.topic.TopicArn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SnsEventTest {
    private static final TopicArn TOPIC =
            new TopicArn("arn:aws:sns:us-east-1:000000000000:rez-agent-schedule-creation-local");
    private static final ReceivedMessage MESSAGE = new ReceivedMessage(
            "id", Instant.parse("2025-11-06T20:00:00.123456789Z"), "{\"ß\":\"\\n\"}", Map.of("origin", "web-api"));

    @Test
    void it_has_every_field_that_the_sample_from_aws_has() throws IOException {
        Path sample = Path.of(System.getProperty("project.root"), "events", "sns-create-from-api.json");
        JsonNode theirs = Json.parse(Files.readAllBytes(sample)).path("Records").path(0);
        JsonNode ours = Json.parse(SnsEvent.of(TOPIC, MESSAGE)).path("Records").path(0);

        assertThat(fields(ours)).isEqualTo(fields(theirs));
        assertThat(fields(ours.path("Sns"))).isEqualTo(fields(theirs.path("Sns")));
        assertThat(fields(ours.path("Sns").path("MessageAttributes").path("origin")))
                .isEqualTo(fields(theirs.path("Sns").path("MessageAttributes").path("origin")));
    }

    private static TreeSet<String> fields(JsonNode json) {
        TreeSet<String> fields = new TreeSet<>();
        json.fieldNames().forEachRemaining(fields::add);
        return fields;
    }

    @Test
    void its_timestamp_has_milliseconds_and_its_message_comes_through() {
        JsonNode sns =
                Json.parse(SnsEvent.of(TOPIC, MESSAGE)).path("Records").path(0).path("Sns");

        assertThat(sns.path("Timestamp").asText()).isEqualTo("2025-11-06T20:00:00.123Z");
        assertThat(sns.path("Message").asText()).isEqualTo(MESSAGE.body());
        assertThat(sns.path("TopicArn").asText()).isEqualTo(TOPIC.value());
    }

    @Test
    void the_scheduler_function_reads_it() {
        SchedulerEvent read = EventReader.read(
                Json.parse(SnsEvent.of(TOPIC, MESSAGE)) instanceof com.fasterxml.jackson.databind.node.ObjectNode json
                        ? json
                        : Json.object());

        assertThat(read)
                .isInstanceOfSatisfying(
                        SchedulerEvent.Messages.class,
                        messages -> assertThat(messages.messages())
                                .singleElement()
                                .satisfies(it -> {
                                    assertThat(it.body()).isEqualTo(MESSAGE.body());
                                    assertThat(it.delivery().messageId()).isEqualTo("id");
                                    assertThat(it.delivery().attributes()).containsEntry("origin", "web-api");
                                }));
    }
}
