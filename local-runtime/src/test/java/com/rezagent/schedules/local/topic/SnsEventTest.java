package com.rezagent.schedules.local.topic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.scheduler.event.EventReader;
import com.rezagent.schedules.scheduler.event.SchedulerEvent;
import com.rezagent.schedules.testing.Repository;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SnsEventTest {
    private static final TopicArn REPORTS =
            new TopicArn("arn:aws:sns:us-east-1:000000000000:rez-agent-execution-reports-local");
    private static final TopicArn TOPIC =
            new TopicArn("arn:aws:sns:us-east-1:000000000000:rez-agent-schedule-creation-local");
    private static final ReceivedMessage MESSAGE = new ReceivedMessage(
            "id", Instant.parse("2025-11-06T20:00:00.123456789Z"), "{\"ß\":\"\\n\"}", Map.of("origin", "web-api"));

    @Test
    void has_the_same_fields_as_the_sample_from_aws() throws IOException {
        JsonNode expected = Json.parse(Repository.sample("sns-create-from-api.json"))
                .path("Records")
                .path(0);
        JsonNode created =
                Json.parse(SnsEvent.of(TOPIC, MESSAGE)).path("Records").path(0);

        assertThat(fields(created)).isEqualTo(fields(expected));
        assertThat(fields(created.path("Sns"))).isEqualTo(fields(expected.path("Sns")));
        assertThat(fields(created.path("Sns").path("MessageAttributes").path("origin")))
                .isEqualTo(fields(expected.path("Sns").path("MessageAttributes").path("origin")));
    }

    private static TreeSet<String> fields(JsonNode json) {
        TreeSet<String> fields = new TreeSet<>();
        json.fieldNames().forEachRemaining(fields::add);
        return fields;
    }

    @Test
    void has_a_millisecond_timestamp_and_the_original_message() {
        JsonNode sns =
                Json.parse(SnsEvent.of(TOPIC, MESSAGE)).path("Records").path(0).path("Sns");

        assertThat(sns.path("Timestamp").asText()).isEqualTo("2025-11-06T20:00:00.123Z");
        assertThat(sns.path("Message").asText()).isEqualTo(MESSAGE.body());
        assertThat(sns.path("TopicArn").asText()).isEqualTo(TOPIC.value());
    }

    @Test
    void is_readable_by_the_scheduler_function() {
        SchedulerEvent read = new EventReader(REPORTS)
                .read(Json.parse(SnsEvent.of(TOPIC, MESSAGE)) instanceof ObjectNode json ? json : Json.object());

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
