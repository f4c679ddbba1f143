package com.rezagent.schedules.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.json.Json;
import org.junit.jupiter.api.Test;

class SqsDeadLetterQueueTest {
    @Test
    void what_sqs_takes_stays_as_it_is() {
        String event = "{\"text\":\"Grüße, 東京 🏌\",\n\t\"more\":1}\r";

        assertThat(SqsDeadLetterQueue.legible(event)).isEqualTo(event);
    }

    @Test
    void what_sqs_does_not_take_is_escaped_and_means_the_same() {
        String event = "{\"text\":\"\uFFFF \uFFFE\"}";

        assertThat(SqsDeadLetterQueue.legible(event)).isEqualTo("{\"text\":\"\\uffff \\ufffe\"}");
        assertThat(Json.parseObject(SqsDeadLetterQueue.legible(event))).isEqualTo(Json.parseObject(event));
    }
}
